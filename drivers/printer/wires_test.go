package printer_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tiepdan/drivers/printer/printertest"
)

// transport is a way from the driver to an emulated printer through the kernel.
type transport struct {
	name  string
	alone bool // there is one device only
	open  func(p *printertest.Printer, dir string) (w *printertest.Wire, address string, err error)
}

func transports() []transport {
	usb := transport{"usblp", false, func(p *printertest.Printer, dir string) (*printertest.Wire, string, error) {
		// Opened as usblp opens it; make test-usblp has the real one.
		w, err := printertest.OpenPTY(p, filepath.Join(dir, "lp0"))
		return w, "usblp://" + w.Addr(), err
	}}
	if host := os.Getenv("PRINTER_USBLP"); host != "" {
		return []transport{realUSB(host)}
	}
	return []transport{
		{"tcp", false, func(p *printertest.Printer, _ string) (*printertest.Wire, string, error) {
			w, err := printertest.ListenTCP(context.Background(), p, "127.0.0.1:0")
			return w, "tcp://" + w.Addr(), err
		}},
		{"serial", false, func(p *printertest.Printer, dir string) (*printertest.Wire, string, error) {
			w, err := printertest.OpenPTY(p, filepath.Join(dir, "tty"))
			return w, "serial://" + w.Addr() + "?baud=115200", err
		}},
		usb,
	}
}

// realUSB is the kernel's usblp with its printer gadget on a virtual bus. Hosts
// are /dev/usb/lp0, the gadget's end and its configuration are named beside it.
func realUSB(host string) transport {
	return transport{"real usblp", true, func(p *printertest.Printer, _ string) (*printertest.Wire, string, error) {
		w, err := printertest.OpenGadget(p, printertest.Gadget{
			Device: os.Getenv("PRINTER_GADGET"), Bind: os.Getenv("PRINTER_BIND"), Controller: os.Getenv("PRINTER_CONTROLLER"),
		})
		return w, "usblp://" + host, err
	}}
}

// served puts a printer on a wire for the rest of the test.
func served(t *testing.T, tr transport, o printertest.Options) (*printertest.Printer, string) {
	t.Helper()
	device := printertest.New(o)
	wire, address, err := tr.open(device, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := device.Close(); err != nil {
			t.Errorf("printer saw mistakes of the driver: %v", err)
		}
		if err := wire.Close(); err != nil {
			t.Errorf("wire: %v", err)
		}
	})
	return device, address
}
