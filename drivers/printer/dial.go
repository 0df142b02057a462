package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"tiepdan/drivers/serialport"
)

// DialFunc opens the link to the printer. Closing the link must free a Read or
// Write that waits.
type DialFunc func(ctx context.Context) (io.ReadWriteCloser, error)

const (
	rawPort     = "9100"
	defaultBaud = 115200
)

// DialerFor reads an address: tcp://HOST[:9100],
// serial:///dev/NAME[?baud=115200&flow=xonxoff|rtscts|none] or
// usblp:///dev/usb/lpN. It opens nothing yet.
func DialerFor(address string) (DialFunc, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("cannot read printer address %q: %w", address, err)
	}
	dial, err := dialerFor(u)
	if err != nil {
		return nil, fmt.Errorf("cannot read printer address %q: %w", u.Redacted(), err)
	}
	return dial, nil
}

func dialerFor(u *url.URL) (DialFunc, error) {
	if u.User != nil || u.Fragment != "" {
		return nil, errors.New("want neither a user nor anything behind #")
	}
	return dialerOf(u)
}

func dialerOf(u *url.URL) (DialFunc, error) {
	query := u.Query()
	line, err := takeLine(query)
	switch {
	case err != nil:
		return nil, err
	case len(query) > 0:
		return nil, fmt.Errorf("parameters %q are not known, want at most baud and flow", query.Encode())
	case u.Scheme != "serial" && u.Query().Has("baud"):
		return nil, errors.New("baud is for serial only")
	case u.Scheme != "serial" && u.Query().Has("flow"):
		return nil, errors.New("flow is for serial only")
	}
	switch u.Scheme {
	case "tcp":
		return dialTCP(u)
	case "serial", "usblp":
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") {
			return nil, fmt.Errorf("want a full device path: %s:///dev/NAME", u.Scheme)
		}
		if u.Scheme == "serial" {
			return dialSerial(u.Path, line), nil
		}
		return dialUSB(u.Path), nil
	}
	return nil, errors.New("want tcp://HOST:9100, serial:///dev/NAME?baud=115200 or usblp:///dev/usb/lp0")
}

// takeLine takes what says how a serial line is set.
func takeLine(query url.Values) (serialport.Options, error) {
	o := serialport.Options{Baud: defaultBaud, Flow: serialport.FlowXonXoff}
	if query.Has("baud") {
		text := query.Get("baud")
		baud, err := strconv.Atoi(text)
		if err != nil || baud <= 0 {
			return o, fmt.Errorf("baud %q, want a positive number", text)
		}
		o.Baud = baud
	}
	if query.Has("flow") {
		flow, known := map[string]serialport.Flow{
			"xonxoff": serialport.FlowXonXoff, "rtscts": serialport.FlowRTSCTS, "none": serialport.FlowNone,
		}[query.Get("flow")]
		if !known {
			return o, fmt.Errorf("flow %q, want xonxoff, rtscts or none", query.Get("flow"))
		}
		o.Flow = flow
	}
	query.Del("baud")
	query.Del("flow")
	return o, nil
}

func dialTCP(u *url.URL) (DialFunc, error) {
	if u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("want tcp://HOST:9100")
	}
	port := u.Port()
	if port == "" {
		port = rawPort
	}
	if port == "0" {
		return nil, errors.New("want a port of 1 to 65535")
	}
	target := net.JoinHostPort(u.Hostname(), port)
	return func(ctx context.Context) (io.ReadWriteCloser, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", target)
	}, nil
}

func dialSerial(path string, line serialport.Options) DialFunc {
	return func(context.Context) (io.ReadWriteCloser, error) {
		return serialport.Open(path, line)
	}
}

func dialUSB(path string) DialFunc {
	return func(context.Context) (io.ReadWriteCloser, error) {
		// Non-blocking puts the file under the runtime's poller, so that Close
		// frees a waiting Read or Write.
		//nolint:gosec // the path is the operator's configuration
		f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
		if err != nil {
			return nil, err
		}
		return &usbLP{File: f, closed: make(chan struct{})}, nil
	}
}

// usbLP is a usblp device. Printers with nothing to say may answer a USB read
// with an empty packet, which reaches us as end of file but is not the end.
type usbLP struct {
	*os.File

	closed chan struct{}
	once   sync.Once
}

// emptyPause keeps a printer that answers with empty packets from costing a
// processor.
const emptyPause = 20 * time.Millisecond

func (u *usbLP) Read(b []byte) (int, error) {
	for {
		n, err := u.File.Read(b)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		select {
		case <-u.closed:
			return 0, os.ErrClosed
		case <-time.After(emptyPause):
		}
	}
}

func (u *usbLP) Close() error {
	u.once.Do(func() { close(u.closed) })
	return u.File.Close()
}
