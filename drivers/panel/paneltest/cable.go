package paneltest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// fullBuffer is how many bytes may wait for a host that does not read: a
// handful of lines. A real box's USB endpoint holds a packet or two.
const fullBuffer = 256

// writeTime bounds a write to a pty that is full.
const writeTime = 50 * time.Millisecond

// Cable is the box's end of a serial cable: a pty whose other end stands at a
// fixed path, as udev would put it. Close pulls it out.
type Cable struct {
	link   string
	master *os.File
	slave  *os.File
	once   sync.Once
}

// Plug makes a pty and a symbolic link at path to the host's end. A link that
// is there already is replaced, anything else is an error.
func Plug(path string) (*Cable, error) {
	c, err := newCable()
	if err != nil {
		return nil, fmt.Errorf("cannot make a pty for %s: %w", path, err)
	}
	if err := place(c.slave.Name(), path); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot link %s: %w", path, err), c.Close())
	}
	c.link = path
	return c, nil
}

func newCable() (*Cable, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	// pty.Open leaves the master blocking, so that Close would wait for a
	// Read in progress: take it over into the poller.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err := errors.Join(err, master.Close(), raw(slave)); err != nil {
		return nil, errors.Join(err, slave.Close())
	}
	return &Cable{master: os.NewFile(uintptr(fd), master.Name()), slave: slave}, nil
}

// raw turns off echo and line editing until the host sets its own mode.
func raw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t)
}

// place makes path a link to target without a moment in which it is missing.
func place(target, path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSymlink:
		return fmt.Errorf("something else is there: %w", fs.ErrExist)
	}
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, next); err != nil {
		return err
	}
	return os.Rename(next, path)
}

// Read reads what the host wrote.
func (c *Cable) Read(p []byte) (int, error) { return c.master.Read(p) }

// Write sends to the host. Nobody may be there to read: then the bytes are
// dropped, as a USB device drops them, instead of piling up and coming out
// hours old.
func (c *Cable) Write(p []byte) (int, error) {
	waiting, err := unix.IoctlGetInt(int(c.slave.Fd()), unix.TIOCINQ)
	if err == nil && waiting > fullBuffer {
		return len(p), c.drop()
	}
	// The count lags behind a burst, which may fill the pty before.
	if err := c.master.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	n, err := c.master.Write(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return len(p), c.drop()
	}
	return n, err
}

func (c *Cable) drop() error {
	return unix.IoctlSetInt(int(c.slave.Fd()), unix.TCFLSH, unix.TCIFLUSH)
}

// Close pulls the cable: the host's end hangs up and the link disappears.
func (c *Cable) Close() error {
	err := fs.ErrClosed
	c.once.Do(func() {
		err = errors.Join(c.unlink(), c.master.Close(), c.slave.Close())
	})
	return err
}

// unlink removes the link unless it already leads to another cable.
func (c *Cable) unlink() error {
	target, err := os.Readlink(c.link)
	if err != nil || target != c.slave.Name() {
		return nil //nolint:nilerr // gone or not ours: nothing to clean up
	}
	return os.Remove(c.link)
}
