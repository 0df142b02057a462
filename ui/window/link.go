package window

import (
	"errors"
	"fmt"
	"image"
	"log/slog"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"

	"tiepdan/ui/raster"
)

// pixelBytes is the size of a pixel of depth 24 in an X picture.
const pixelBytes = 4

// errHungUp means that the X server has ended.
var errHungUp = errors.New("the X server has hung up")

// link is a connection to the X server beside GLFW's, which puts pictures into
// GLFW's window.
type link struct {
	conn   *xgb.Conn
	window xproto.Drawable
	gc     xproto.Gcontext
	depth  byte
	most   int           // bytes of a request
	gone   chan struct{} // the server has hung up
	shared *segment      // nil when pictures travel over the connection
	plain  bool          // shared memory is not to be tried
	moved  func()        // is called when a monitor changes its mode

	puts []checked // under way
	done *xproto.GetInputFocusCookie
}

// checked is a request whose error is yet to come.
type checked interface{ Check() error }

// openLink connects to the display that GLFW uses, for its window of a number.
// Moved is called, from another goroutine, when a monitor changes its mode,
// which GLFW tells of only when the monitor goes or comes with it.
func openLink(window uint32, plain bool, moved func(), logger *slog.Logger) (*link, error) {
	// The library speaks to standard error by itself.
	xgb.Logger.SetOutput(slog.NewLogLogger(logger.Handler(), slog.LevelDebug).Writer())
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("cannot connect to the X server: %w", err)
	}
	k := &link{conn: conn, window: xproto.Drawable(window), plain: plain, moved: moved, gone: make(chan struct{})}
	go k.drain()
	if err := k.setUp(); err != nil {
		k.close()
		return nil, fmt.Errorf("cannot use the X server: %w", err)
	}
	return k, nil
}

// drain takes what the server sends unasked, lest the connection fill up.
func (k *link) drain() {
	defer close(k.gone)
	for {
		event, err := k.conn.WaitForEvent()
		if event == nil && err == nil {
			return
		}
		if _, ok := event.(randr.ScreenChangeNotifyEvent); ok {
			k.moved()
		}
	}
}

func (k *link) setUp() error {
	setup := xproto.Setup(k.conn)
	if setup.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return errors.New("its pictures begin with the highest byte, want the lowest")
	}
	is, err := xproto.GetGeometry(k.conn, k.window).Reply()
	if err != nil || is == nil {
		return fmt.Errorf("cannot find the window: %w", k.reason(err))
	}
	k.depth = is.Depth
	k.most = int(setup.MaximumRequestLength) * 4
	for _, f := range setup.PixmapFormats {
		if f.Depth == k.depth && f.BitsPerPixel != 8*pixelBytes {
			return fmt.Errorf("its pixels have %d bits, want 32 (depth 24)", f.BitsPerPixel)
		}
	}
	if k.gc, err = xproto.NewGcontextId(k.conn); err != nil {
		return k.reason(err)
	}
	const mask = xproto.GcGraphicsExposures
	if err := xproto.CreateGCChecked(k.conn, k.gc, k.window, mask, []uint32{0}).Check(); err != nil {
		return k.reason(err)
	}
	return k.watchModes(setup.DefaultScreen(k.conn).Root)
}

// watchModes asks to be told of modes. A server without RandR has one for ever.
func (k *link) watchModes(root xproto.Window) error {
	if randr.Init(k.conn) != nil {
		return nil //nolint:nilerr // no RandR: nothing to watch
	}
	const major, minor = 1, 2
	if _, err := randr.QueryVersion(k.conn, major, minor).Reply(); err != nil {
		return k.reason(err)
	}
	if err := randr.SelectInputChecked(k.conn, root, randr.NotifyMaskScreenChange).Check(); err != nil {
		return k.reason(err)
	}
	return nil
}

// reason is why a request failed.
func (k *link) reason(err error) error {
	select {
	case <-k.gone:
		return errHungUp
	default:
	}
	if err == nil {
		return errHungUp
	}
	return err
}

// picture makes the picture that is shown, in memory that the server shares if
// it can. The one before is no longer valid.
func (k *link) picture(size image.Point) (*raster.Picture, error) {
	if err := k.settle(); err != nil {
		return nil, err
	}
	k.release()
	if !k.plain {
		if s, err := k.share(size.X * size.Y * pixelBytes); err == nil {
			k.shared = s
			return raster.Over(s.pixels(), size), nil
		}
	}
	return raster.NewPicture(size), nil
}

// put sends rectangles of the picture to the window. It does not wait for the
// server, which reads from shared memory meanwhile: see settle.
func (k *link) put(p *raster.Picture, all []image.Rectangle) {
	for _, r := range all {
		if k.shared != nil {
			k.puts = append(k.puts, k.putShared(p, r))
		} else {
			k.putPlain(p, r)
		}
	}
	// The answer comes when all that was asked before is done.
	done := xproto.GetInputFocus(k.conn)
	k.done = &done
}

// putPlain sends a rectangle in strips, because a request is bounded.
func (k *link) putPlain(p *raster.Picture, r image.Rectangle) {
	const header = 24
	rows := max(1, (k.most-header)/(r.Dx()*pixelBytes))
	for y := r.Min.Y; y < r.Max.Y; y += rows {
		strip := image.Rect(r.Min.X, y, r.Max.X, min(y+rows, r.Max.Y))
		k.puts = append(k.puts, xproto.PutImageChecked(k.conn, xproto.ImageFormatZPixmap, k.window, k.gc,
			uint16(strip.Dx()), uint16(strip.Dy()), int16(strip.Min.X), int16(strip.Min.Y), 0, k.depth, p.BGRX(nil, strip)))
	}
}

// settle waits until the server has read what was put: before that the picture
// must not be written to.
func (k *link) settle() error {
	if k.done == nil {
		return nil
	}
	reply, err := k.done.Reply()
	puts := k.puts
	k.done, k.puts = nil, nil
	if err != nil || reply == nil {
		return fmt.Errorf("cannot put the picture on the screen: %w", k.reason(err))
	}
	for _, c := range puts {
		if err := c.Check(); err != nil {
			return fmt.Errorf("cannot put the picture on the screen: %w", k.reason(err))
		}
	}
	return nil
}

func (k *link) close() {
	k.release()
	k.conn.Close()
	<-k.gone
}
