package serialport

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// DefaultBaud is the rate in bits per second that Open uses when Options names
// none.
const DefaultBaud = 115200

var (
	// ErrUnplugged says that the device behind an open Port has gone. The Port
	// stays useless: close it and open the path again.
	ErrUnplugged = errors.New("device unplugged")

	// ErrBusy says that another Port or program holds the device.
	ErrBusy = errors.New("device in use")
)

// Flow is how the device says that it has no room.
type Flow uint8

// The ways to hold back.
const (
	FlowNone    Flow = iota
	FlowXonXoff      // by the bytes 13 and 11, which the kernel takes out of what is read
	FlowRTSCTS       // by a wire: without it nothing is ever sent
)

// Options configures a Port. Framing is always 8 data bits, no parity, one
// stop bit.
type Options struct {
	// Baud is the rate in bits per second; 0 means DefaultBaud.
	Baud int
	Flow Flow
}

// Port is an open serial device. One Read and one Write may run at the same
// time, and Close at any time.
type Port struct {
	file    *os.File
	path    string
	stalled atomic.Bool // a write ran into its deadline
}

// Open opens the serial device at path, which may be a symbolic link. The
// error is ErrBusy when somebody else holds it, and fs.ErrNotExist when
// nothing is plugged in.
func Open(path string, o Options) (*Port, error) {
	p, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("cannot open serial port %s: %w", path, err)
	}
	return p, nil
}

func open(path string, o Options) (*Port, error) {
	baud := o.Baud
	switch {
	case baud == 0:
		baud = DefaultBaud
	case baud < 0:
		return nil, fmt.Errorf("baud rate %d, want a positive number", baud)
	}
	// Resolved once, so that both descriptors are of the same device even if
	// the link moves in between.
	device, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(device, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, unix.EBUSY) {
			return nil, fmt.Errorf("%w (%w)", ErrBusy, err)
		}
		return nil, err
	}
	p := &Port{file: file, path: path}
	if err := p.setUp(device, baud, o.Flow); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// setUp takes the device and puts it into raw mode. The library's descriptor
// is closed at once: the terminal keeps its mode while ours is open.
func (p *Port) setUp(device string, baud int, flow Flow) error {
	// A plain file or a pipe would take the lock and then fail less clearly.
	var locked error
	if err := p.control(func(fd int) error {
		if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
			return fmt.Errorf("not a serial device: %w", err)
		}
		locked = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
		return nil
	}); err != nil {
		return err
	}
	if errors.Is(locked, unix.EWOULDBLOCK) {
		return ErrBusy
	} else if locked != nil {
		return fmt.Errorf("cannot lock: %w", locked)
	}
	mode, err := serial.Open(device, &serial.Mode{BaudRate: baud})
	if err != nil {
		if pe, ok := errors.AsType[*serial.PortError](err); ok && pe.Code() == serial.PortBusy {
			return fmt.Errorf("%w (%w)", ErrBusy, err)
		}
		return fmt.Errorf("cannot set raw mode at %d baud: %w", baud, err)
	}
	if err := mode.Close(); err != nil {
		return fmt.Errorf("cannot release the mode descriptor: %w", err)
	}
	// Bytes that came in before raw mode were cooked (and may be echoes).
	return p.control(func(fd int) error {
		return errors.Join(setFlow(fd, flow), unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH))
	})
}

// setFlow turns on what the library leaves off. A device that was held back when
// its last user went goes on.
func setFlow(fd int, flow Flow) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return fmt.Errorf("cannot set flow control: %w", err)
	}
	t.Iflag &^= unix.IXON | unix.IXOFF | unix.IXANY
	t.Cflag &^= unix.CRTSCTS
	switch flow {
	case FlowNone:
	case FlowXonXoff:
		t.Iflag |= unix.IXON
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = 0x11, 0x13
	case FlowRTSCTS:
		t.Cflag |= unix.CRTSCTS
	default:
		return fmt.Errorf("flow control %d is not known", flow)
	}
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, t); err != nil {
		return fmt.Errorf("cannot set flow control: %w", err)
	}
	if err := unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON); err != nil {
		return fmt.Errorf("cannot let the device go on: %w", err)
	}
	return nil
}

// control runs f on the descriptor without taking it out of the poller, as
// os.File.Fd would.
func (p *Port) control(f func(fd int) error) error {
	raw, err := p.file.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// Read blocks until bytes arrive and never returns (0, nil) for a buffer with
// room. It returns ErrUnplugged once the device has gone and os.ErrClosed once
// Close was called, also while it is waiting.
func (p *Port) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	if err != nil {
		return n, p.wrap("read", err)
	}
	return n, nil
}

// Write writes all of b. It returns os.ErrDeadlineExceeded when the deadline
// passes first, with the number of bytes that the device took, and
// ErrUnplugged or os.ErrClosed as Read does. Without a deadline it waits until
// the device takes the bytes or goes.
func (p *Port) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			p.stalled.Store(true)
		}
		return n, p.wrap("write", err)
	}
	return n, nil
}

// SetWriteDeadline bounds the writes in progress and to come; the zero time
// means no bound.
func (p *Port) SetWriteDeadline(t time.Time) error {
	if err := p.file.SetWriteDeadline(t); err != nil {
		return p.wrap("set write deadline", err)
	}
	return nil
}

// Close frees the device and any Read or Write in progress. A second Close
// returns os.ErrClosed.
func (p *Port) Close() error {
	if p.stalled.Load() {
		// The kernel waits up to 30 s for a device that takes nothing
		// (closing_wait); those bytes are already reported as not written.
		// A failure means the device has gone, so nothing is left to drop.
		_ = p.control(func(fd int) error {
			return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
		})
	}
	if err := p.file.Close(); err != nil {
		return p.wrap("close", err)
	}
	return nil
}

// String returns the path as it was given to Open.
func (p *Port) String() string { return p.path }

func (p *Port) wrap(op string, err error) error {
	// End of file and EIO are a hung-up terminal (tty_io.c, pty.c); ENXIO and
	// ENODEV come from USB adapters whose driver has already let go.
	for _, gone := range []error{io.EOF, unix.EIO, unix.ENXIO, unix.ENODEV, unix.ENOENT} {
		if errors.Is(err, gone) {
			return fmt.Errorf("cannot %s on serial port %s: %w (%w)", op, p.path, ErrUnplugged, err)
		}
	}
	return fmt.Errorf("cannot %s on serial port %s: %w", op, p.path, err)
}
