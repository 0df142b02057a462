package basetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Server is what hangs on a serial line: a Base, or another program.
type Server interface {
	// Serve speaks over port until that fails or ctx ends, and closes it.
	Serve(ctx context.Context, port io.ReadWriteCloser) error
}

// TTY serves a Base on a pseudo-terminal behind a symbolic link, as udev
// names a real device.
type TTY struct {
	base Server
	link string

	mu     sync.Mutex
	cancel context.CancelFunc // nil while unplugged
	done   chan struct{}
}

// NewTTY prepares to serve b at link. It is not plugged in yet.
func NewTTY(b Server, link string) *TTY { return &TTY{base: b, link: link} }

// Plug makes the device appear, until Unplug or until ctx ends. A symbolic
// link that a killed process left behind is replaced; anything else at the path
// is an error.
func (t *TTY) Plug(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel != nil {
		return errors.New("cannot plug the base in: it is plugged in")
	}
	p, err := openPTY()
	if err != nil {
		return fmt.Errorf("cannot plug the base in: %w", err)
	}
	if err := replaceLink(p.slave.Name(), t.link); err != nil {
		return errors.Join(fmt.Errorf("cannot plug the base in: %w", err), p.Close())
	}
	ctx, t.cancel = context.WithCancel(ctx)
	t.done = make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		// The port ends when it is unplugged; there is nobody to tell.
		_ = t.base.Serve(ctx, p)
	}(t.done)
	return nil
}

// Unplug makes the device vanish under whoever holds it.
func (t *TTY) Unplug() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel == nil {
		return errors.New("cannot unplug the base: it is not plugged in")
	}
	t.cancel()
	<-t.done
	t.cancel = nil
	if err := os.Remove(t.link); err != nil {
		return fmt.Errorf("cannot unplug the base: %w", err)
	}
	return nil
}

// Close unplugs the base if it is plugged in.
func (t *TTY) Close() error {
	t.mu.Lock()
	plugged := t.cancel != nil
	t.mu.Unlock()
	if !plugged {
		return nil
	}
	return t.Unplug()
}

func replaceLink(target, link string) error {
	info, err := os.Lstat(link)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("cannot look at %s: %w", link, err)
	case info.Mode()&fs.ModeSymlink == 0:
		return fmt.Errorf("cannot replace %s: it is not a symbolic link", link)
	default:
		if err := os.Remove(link); err != nil {
			return fmt.Errorf("cannot remove the stale link: %w", err)
		}
	}
	if err := os.Symlink(target, link); err != nil {
		return fmt.Errorf("cannot link the device: %w", err)
	}
	return nil
}

// ptyPort is the base's end of a pseudo-terminal. It holds the agent's end
// open too, so that the agent may come and go.
type ptyPort struct{ master, slave *os.File }

func openPTY() (*ptyPort, error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("cannot open a pseudo-terminal: %w", err)
	}
	master, err := pollable(blocking)
	if err == nil {
		err = raw(slave)
	}
	if err != nil {
		return nil, errors.Join(err, slave.Close())
	}
	return &ptyPort{master: master, slave: slave}, nil
}

// pollable gives the pseudo-terminal deadlines: the pty package leaves its
// file in blocking mode.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close() //nolint:errcheck // the duplicate lives on
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot duplicate the pseudo-terminal: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot poll the pseudo-terminal: %w", err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// raw switches echo and line editing off until the agent sets the port up.
func raw(f *os.File) error {
	fd := int(f.Fd())
	attr, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return fmt.Errorf("cannot read the terminal's mode: %w", err)
	}
	attr.Iflag, attr.Oflag, attr.Lflag = 0, 0, 0
	attr.Cflag = unix.CS8 | unix.CREAD | unix.CLOCAL
	attr.Cc[unix.VMIN], attr.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, attr); err != nil {
		return fmt.Errorf("cannot set the terminal's mode: %w", err)
	}
	return nil
}

func (p *ptyPort) Read(b []byte) (int, error) {
	return p.master.Read(b)
}

// Write gives up on bytes that nobody reads, and on the older ones before
// them, as a UART does: whoever opens the port next gets fresh frames.
func (p *ptyPort) Write(b []byte) (int, error) {
	if err := p.master.SetWriteDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		return 0, err
	}
	n, err := p.master.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		// Flushing what waits to be read at the agent's end cannot matter
		// when it fails: the next write tries again.
		_ = unix.IoctlSetInt(int(p.slave.Fd()), unix.TCFLSH, unix.TCIFLUSH)
		return len(b), nil
	}
	return n, err
}

// Close hangs the agent's end up.
func (p *ptyPort) Close() error {
	return errors.Join(p.slave.Close(), p.master.Close())
}
