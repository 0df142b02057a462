package printer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		address string
		wantErr string // empty: good
	}{
		{"tcp://192.168.1.50:9100", ""},
		{"tcp://printer.local", ""},
		{"tcp://[fe80::1]:9100", ""},
		{"serial:///dev/ttyUSB0?baud=19200", ""},
		{"serial:///dev/ttyUSB0", ""},
		{"serial:///dev/ttyUSB0?flow=rtscts&baud=9600", ""},
		{"serial:///dev/ttyUSB0?flow=dtr", `flow "dtr", want xonxoff, rtscts or none`},
		{"usblp:///dev/usb/lp0?flow=none", "flow is for serial only"},
		{"usblp:///dev/usb/lp0", ""},
		{"", "want tcp://HOST:9100"},
		{"tcp://", "want tcp://HOST:9100"},
		{"tcp://host:9100/queue", "want tcp://HOST:9100"},
		{"tcp://host?baud=9600", "baud is for serial only"},
		{"serial:///dev/ttyUSB0?baud=fast", `baud "fast", want a positive number`},
		{"serial:///dev/ttyUSB0?baud=-1", `baud "-1", want a positive number`},
		{"serial:///dev/ttyUSB0?parity=even", `"parity=even" are not known`},
		{"serial://ttyUSB0", "want a full device path: serial:///dev/NAME"},
		{"usblp://dev/usb/lp0", "want a full device path: usblp:///dev/NAME"},
		{"lpd://host", "want tcp://HOST:9100"},
		{"tcp://host:0", "want a port of 1 to 65535"},
		{"tcp://user:word@host:9100", "want neither a user nor anything behind #"},
		{"usblp:///dev/usb/lp0#x", "want neither a user nor anything behind #"},
		{"tcp://ho st", "cannot read printer address"},
	}
	for _, tt := range tests {
		_, err := printer.New(printer.Options{Address: tt.address, Model: model(t, "")})
		switch {
		case tt.wantErr == "" && err != nil:
			t.Errorf("address %q: got error %v, want none", tt.address, err)
		case tt.wantErr != "" && (err == nil || !strings.Contains(err.Error(), tt.wantErr)):
			t.Errorf("address %q: got error %v, want one with %q", tt.address, err, tt.wantErr)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"tcp://[fe80::1]:9100", "serial:///dev/ttyUSB0?baud=19200&flow=none", "usblp:///dev/usb/lp0", "tcp://%zz"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if dial, err := printer.DialerFor(address); (dial == nil) == (err == nil) {
			t.Errorf("address %q: got dialer %v and error %v, want one of the two", address, dial != nil, err)
		}
	})
}

func TestModelsAreChecked(t *testing.T) {
	t.Parallel()
	if _, err := printer.ModelNamed("laser"); err == nil || !strings.Contains(err.Error(), "generic-80mm") {
		t.Errorf("unknown model: got error %v, want one that names the known", err)
	}
	for name, m := range map[string]printer.Model{
		"no width":      {Completion: printer.ByProcessID},
		"odd width":     {DotsWide: 575, Completion: printer.ByProcessID},
		"no completion": {DotsWide: 576},
		"no speed":      {DotsWide: 576, Completion: printer.ByEstimate},
		"negative feed": {DotsWide: 576, Completion: printer.ByProcessID, CutFeedDots: -1},
	} {
		if _, err := printer.New(printer.Options{Address: "tcp://host", Model: m}); err == nil {
			t.Errorf("model with %s: got no error, want one", name)
		}
	}
}

// TestRealWires prints through the kernel: a TCP port, a serial line, and a
// device file opened as usblp opens it; then the plug is pulled and put back.
func TestRealWires(t *testing.T) {
	t.Parallel()
	for _, tr := range transports() {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			tickets := make(chan printertest.Ticket, 10)
			device, address := served(t, tr, printertest.Options{OnTicket: func(ticket printertest.Ticket) { tickets <- ticket }})
			driver, end := start(t, printer.Options{Address: address, Model: model(t, ""), RetryMax: 50 * time.Millisecond, PollInterval: 200 * time.Millisecond})
			defer end()
			wait := func(what string, wanted func(printer.Status) bool) {
				t.Helper()
				awaitStatus(t, driver, what, 20*time.Second, wanted)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			for range 2 {
				wait("link", func(s printer.Status) bool { return s.Link && s.Paper == printer.PaperOK })
				wantErrors(t, driver.Print(ctx, sample(576, 400)))
				select {
				case ticket := <-tickets:
					samePicture(t, ticket.Image, sample(576, 400))
				default:
					t.Error("Print returned nil, and no ticket fell out")
				}
				do(t, device, "unplug")
				wait("no link", func(s printer.Status) bool { return !s.Link })
				wantErrors(t, driver.Print(ctx, sample(576, 400)), printer.ErrNotPrinted, printer.ErrOffline)
				do(t, device, "replug")
			}
			wait("link", func(s printer.Status) bool { return s.Link })
		})
	}
}

func do(t *testing.T, device *printertest.Printer, command string) {
	t.Helper()
	if err := device.Do(command); err != nil {
		t.Fatal(err)
	}
}
