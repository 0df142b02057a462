package printertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Wire is a printer's place on the machine: a TCP port or a serial device. It
// goes away while the printer is unplugged.
type Wire struct {
	p     *Printer
	name  string
	open  func() (io.Closer, func(), error) // what to close, what to run
	mu    sync.Mutex
	shut  io.Closer // nil while unplugged or closed
	ended bool
	err   error
	group sync.WaitGroup
}

// ListenTCP serves p on address, for instance 127.0.0.1:0. The port stays the
// same over unplug and replug; ctx bounds the first opening only.
func ListenTCP(ctx context.Context, p *Printer, address string) (*Wire, error) {
	w := &Wire{p: p, name: address}
	again := false
	w.open = func() (io.Closer, func(), error) {
		l, err := listen(context.WithoutCancel(ctx), w.name, again)
		again = true
		if err != nil {
			return nil, nil, err
		}
		w.name = l.Addr().String()
		return l, func() { p.welcome(l) }, nil
	}
	return w, w.start()
}

// listen again tries a little longer: a port that was just closed may still be
// held.
func listen(ctx context.Context, address string, again bool) (net.Listener, error) {
	var lc net.ListenConfig
	for try := 0; ; try++ {
		l, err := lc.Listen(ctx, "tcp", address)
		if err == nil || !again || try == 50 {
			return l, err
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (p *Printer) welcome(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		// A host that breaks off is the host's matter.
		_ = p.Serve(c)
	}
}

// OpenPTY serves p on a serial line: link becomes a symbolic link to the
// device. A link that a killed process left behind is replaced; a file is not.
func OpenPTY(p *Printer, link string) (*Wire, error) {
	w := &Wire{p: p, name: link}
	w.open = func() (io.Closer, func(), error) {
		master, slave, err := openRaw()
		if err != nil {
			return nil, nil, err
		}
		c := closers{master, slave}
		if err := relink(slave.Name(), link); err != nil {
			return nil, nil, errors.Join(err, c.Close())
		}
		c = append(c, closeFunc(func() error { return os.Remove(link) }))
		return c, func() {
			// Ends with the pty; nobody waits for the error.
			_ = p.Serve(master)
		}, nil
	}
	return w, w.start()
}

func relink(device, link string) error {
	if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if err := os.Remove(link); err != nil {
			return err
		}
	}
	return os.Symlink(device, link)
}

// openRaw opens a pty that passes bytes unchanged. The device's end is kept
// open, or the line would hang up whenever no host has it open.
func openRaw() (master, slave *os.File, err error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("cannot open pty: %w", err)
	}
	master, err = pollable(blocking)
	if err == nil {
		err = setRaw(int(slave.Fd()))
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("cannot set up pty: %w", err), closers{slave, blocking, master}.Close())
	}
	return master, slave, blocking.Close()
}

// pollable opens f's descriptor again so that Close frees a Read that waits;
// package pty leaves it blocking.
func pollable(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func setRaw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cflag = t.Cflag&^unix.PARENB | unix.CS8 | unix.CREAD
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

type closeFunc func() error

func (f closeFunc) Close() error { return f() }

type closers []io.Closer

func (c closers) Close() error {
	var errs []error
	for _, each := range c {
		// A nil *os.File is fine: its Close returns os.ErrInvalid.
		if err := each.Close(); !errors.Is(err, os.ErrClosed) && !errors.Is(err, os.ErrInvalid) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (w *Wire) start() error {
	if err := w.plug(); err != nil {
		return fmt.Errorf("cannot serve printer on %s: %w", w.name, err)
	}
	w.p.onPower(func(on bool) {
		var err error
		if on {
			err = w.plug()
		} else {
			err = w.unplug()
		}
		w.mu.Lock()
		w.err = errors.Join(w.err, err)
		w.mu.Unlock()
	})
	return nil
}

func (w *Wire) plug() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended || w.shut != nil {
		return nil
	}
	c, run, err := w.open()
	if err != nil {
		return err
	}
	w.shut = c
	w.group.Go(run)
	return nil
}

func (w *Wire) unplug() error {
	w.mu.Lock()
	c := w.shut
	w.shut = nil
	w.mu.Unlock()
	if c == nil {
		return nil
	}
	return c.Close()
}

// Addr is HOST:PORT, or the path of the link.
func (w *Wire) Addr() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.name
}

// Close takes the wire away. Close the printer first: it lets go of its host.
func (w *Wire) Close() error {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	err := w.unplug()
	w.group.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.err, err)
}
