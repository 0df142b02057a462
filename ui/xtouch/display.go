package xtouch

import (
	"errors"
	"fmt"
	"image"
	"sync"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// ErrGone means that the X server has ended or hung up, or that the display has
// been closed.
var ErrGone = errors.New("the X server is gone")

// closeTime bounds the wait for a server that no longer answers.
const closeTime = 2 * time.Second

// Display is a connection to the first screen of an X display, or to the one that
// its name says. Its methods may be called from several goroutines.
type Display struct {
	name   string
	conn   *xgb.Conn
	root   xproto.Window
	order  byte // of pictures, xproto.ImageOrder…
	gone   chan struct{}
	finger sync.Mutex // held from a tap's press to its release

	mu   sync.Mutex // guards size
	size image.Point
}

// Dial connects to a display such as ":99" or "localhost:10.0"; an empty name is
// that of the environment variable DISPLAY. The display must know XTEST and have
// 24-bit colour.
func Dial(display string) (*Display, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("cannot open the display %q: %w", display, err)
	}
	d := &Display{name: display, conn: conn, gone: make(chan struct{})}
	go d.drain()
	if err := d.setUp(); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot use the display %q: %w", display, err), d.Close())
	}
	return d, nil
}

func (d *Display) setUp() error {
	setup := xproto.Setup(d.conn)
	if d.conn.DefaultScreen < 0 || d.conn.DefaultScreen >= len(setup.Roots) {
		return fmt.Errorf("it has no screen %d: want one of %d", d.conn.DefaultScreen, len(setup.Roots))
	}
	screen := setup.Roots[d.conn.DefaultScreen]
	if err := checkColour(setup, screen); err != nil {
		return err
	}
	if err := xtest.Init(d.conn); err != nil {
		return fmt.Errorf("it lets nobody touch it, the XTEST extension is missing: %w", err)
	}
	d.root, d.order = screen.Root, setup.ImageByteOrder
	d.size = image.Pt(int(screen.WidthInPixels), int(screen.HeightInPixels))
	return nil
}

// checkColour wants what Capture can read: four bytes a pixel, eight bits a
// colour, blue lowest.
func checkColour(setup *xproto.SetupInfo, screen xproto.ScreenInfo) error {
	for _, f := range setup.PixmapFormats {
		if f.Depth == screen.RootDepth && f.BitsPerPixel != 32 {
			return fmt.Errorf("its pixels have %d bits, want 32 (depth 24)", f.BitsPerPixel)
		}
	}
	for _, depth := range screen.AllowedDepths {
		for _, v := range depth.Visuals {
			if v.VisualId != screen.RootVisual {
				continue
			}
			if v.RedMask != 0xff0000 || v.GreenMask != 0xff00 || v.BlueMask != 0xff {
				return fmt.Errorf("its colours are %#x, %#x and %#x, want 0xff0000, 0xff00 and 0xff (depth 24)", v.RedMask, v.GreenMask, v.BlueMask)
			}
			return nil
		}
	}
	return errors.New("it does not say what its colours are")
}

// drain takes what the server sends unasked (it tells every client of a changed
// keyboard), lest the connection fill up, until it ends.
func (d *Display) drain() {
	defer close(d.gone)
	for {
		if event, err := d.conn.WaitForEvent(); event == nil && err == nil {
			return
		}
	}
}

// Gone is closed when the server has hung up or the display has been closed.
func (d *Display) Gone() <-chan struct{} { return d.gone }

// Size is the width and height of the screen in pixels, as of Dial or the latest
// Capture.
func (d *Display) Size() image.Point {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.size
}

// Close hangs up. Closing twice is harmless.
func (d *Display) Close() error {
	d.conn.Close()
	select {
	case <-d.gone:
		return nil
	case <-time.After(closeTime):
		return fmt.Errorf("cannot close the display %q: the X server has not answered for %v", d.name, closeTime)
	}
}

// fail says what could not be done, and that the server is gone when it is: then
// the library has no reason of its own, or none at all.
func (d *Display) fail(what string, err error) error {
	select {
	case <-d.gone:
		err = ErrGone
	default:
		if err == nil {
			err = ErrGone
		}
	}
	return fmt.Errorf("cannot %s on the display %q: %w", what, d.name, err)
}
