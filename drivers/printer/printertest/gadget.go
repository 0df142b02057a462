package printertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Gadget is the device's end of Linux's printer gadget: what is written to its
// Device comes out of the host's /dev/usb/lp*.
type Gadget struct {
	Device     string // /dev/g_printer0
	Bind       string // the gadget's file UDC in configfs
	Controller string // what is written there to plug it in, as dummy_udc.0
}

// OpenGadget serves p on a printer gadget that was made before. Unplugging takes
// it off its bus, so that the host's device disappears.
func OpenGadget(p *Printer, g Gadget) (*Wire, error) {
	w := &Wire{p: p, name: g.Device}
	w.open = func() (io.Closer, func(), error) {
		if err := bind(g.Bind, g.Controller); err != nil {
			return nil, nil, err
		}
		f, err := openConfigured(g.Device)
		if err != nil {
			return nil, nil, errors.Join(err, bind(g.Bind, ""))
		}
		c := closers{f, closeFunc(func() error { return bind(g.Bind, "") })}
		ctx, cancel := context.WithCancel(context.Background())
		return append(closers{closeFunc(func() error { cancel(); return nil })}, c...), func() {
			for ctx.Err() == nil {
				// A host that closes the device does not end the gadget's side.
				_ = p.Serve(gadgetFile{f})
			}
		}, nil
	}
	return w, w.start()
}

// openConfigured waits until the host has taken the device into use: before that
// it cannot be opened.
func openConfigured(device string) (*os.File, error) {
	for try := 0; ; try++ {
		f, err := os.OpenFile(device, os.O_RDWR|unix.O_NONBLOCK, 0) //nolint:gosec // the path is the operator's
		if err == nil || try == 500 || !errors.Is(err, unix.ENODEV) && !errors.Is(err, unix.ENOENT) {
			return f, err
		}
		<-time.After(20 * time.Millisecond)
	}
}

// bind plugs the gadget into a controller, or out for "".
func bind(path, controller string) error {
	if err := os.WriteFile(path, []byte(controller+"\n"), 0); err != nil && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("cannot bind the printer gadget to %q: %w", controller, err)
	}
	return nil
}

// gadgetFile outlives a session: closing would only make the host's writes fail.
type gadgetFile struct{ f *os.File }

func (g gadgetFile) Read(b []byte) (int, error) {
	for {
		n, err := g.f.Read(b)
		// The gadget reads nothing, without waiting, after the bus was reset.
		if n > 0 || err != nil && !errors.Is(err, io.EOF) {
			return n, err
		}
		<-time.After(time.Millisecond)
	}
}

func (g gadgetFile) Write(b []byte) (int, error) { return g.f.Write(b) }

func (g gadgetFile) Close() error { return g.f.Close() }
