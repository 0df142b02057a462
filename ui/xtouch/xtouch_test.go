package xtouch_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"go.uber.org/goleak"

	"tiepdan/ui/xtouch"
	"tiepdan/ui/xtouch/xvfb"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startX starts an X server of its own; the function ends it.
func startX(t *testing.T, args ...string) (display string, stop func()) {
	t.Helper()
	return xvfb.Start(t, image.Pt(640, 480), args...)
}

func dial(t *testing.T, display string) *xtouch.Display {
	t.Helper()
	d, err := xtouch.Dial(display)
	if err != nil {
		t.Fatalf("Dial: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return d
}

// client is another program on the display.
func client(t *testing.T, display string) (*xgb.Conn, xproto.Window) {
	t.Helper()
	c, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatalf("cannot connect the other program: %v", err)
	}
	t.Cleanup(c.Close)
	return c, xproto.Setup(c).DefaultScreen(c).Root
}

func TestCapture(t *testing.T) {
	t.Parallel()
	display, _ := startX(t)
	d := dial(t, display)
	if got, want := d.Size(), image.Pt(640, 480); got != want {
		t.Errorf("Size: got %v, want %v", got, want)
	}
	c, root := client(t, display)
	for _, want := range []color.RGBA{{0x12, 0x34, 0x56, 0xff}, {0xff, 0, 0, 0xff}} {
		pixel := uint32(want.R)<<16 | uint32(want.G)<<8 | uint32(want.B)
		if err := xproto.ChangeWindowAttributesChecked(c, root, xproto.CwBackPixel, []uint32{pixel}).Check(); err != nil {
			t.Fatal(err)
		}
		if err := xproto.ClearAreaChecked(c, false, root, 0, 0, 0, 0).Check(); err != nil {
			t.Fatal(err)
		}
		img, err := d.Capture()
		if err != nil {
			t.Fatalf("Capture: %v", err)
		}
		if got := img.Bounds(); got != image.Rect(0, 0, 640, 480) {
			t.Fatalf("Capture: got %v, want 640 by 480", got)
		}
		for _, at := range []image.Point{{0, 0}, {639, 0}, {320, 240}, {0, 479}, {639, 479}} {
			if got := img.RGBAAt(at.X, at.Y); got != want {
				t.Errorf("at %v: got %v, want %v", at, got, want)
			}
		}
	}
}

func TestTap(t *testing.T) {
	t.Parallel()
	display, _ := startX(t)
	d := dial(t, display)
	c, root := client(t, display)
	window, err := xproto.NewWindowId(c)
	if err != nil {
		t.Fatal(err)
	}
	mask := uint32(xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease)
	err = xproto.CreateWindowChecked(c, 0, window, root, 100, 50, 200, 100, 0, xproto.WindowClassInputOutput, 0, xproto.CwEventMask, []uint32{mask}).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(c, window).Check(); err != nil {
		t.Fatal(err)
	}

	if err := d.Tap(20, 20); err != nil { // beside the window
		t.Fatalf("Tap: %v", err)
	}
	if err := d.Tap(130, 70); err != nil {
		t.Fatalf("Tap: %v", err)
	}
	press, ok := next(t, c).(xproto.ButtonPressEvent)
	if !ok || press.Detail != 1 || press.EventX != 30 || press.EventY != 20 {
		t.Errorf("press: got %+v, want button 1 at 30,20", press)
	}
	release, ok := next(t, c).(xproto.ButtonReleaseEvent)
	if !ok || release.Detail != 1 || release.EventX != 30 || release.EventY != 20 {
		t.Errorf("release: got %+v, want button 1 at 30,20", release)
	}
	if held := int(release.Time) - int(press.Time); held < 30 || held > 2000 {
		t.Errorf("the finger was down %d ms, want about 40", held)
	}

	for _, do := range []func() error{
		func() error { return d.Press(140, 80) },
		func() error { return d.Move(10, 10) },
		func() error { return d.Release(12, 14) },
	} {
		if err := do(); err != nil {
			t.Fatalf("drag: %v", err)
		}
	}
	if e, ok := next(t, c).(xproto.ButtonPressEvent); !ok || e.EventX != 40 || e.EventY != 30 {
		t.Errorf("press of the drag: got %+v, want 40,30", e)
	}
	if e, ok := next(t, c).(xproto.ButtonReleaseEvent); !ok || e.RootX != 12 || e.RootY != 14 {
		t.Errorf("release of the drag: got %+v, want 12,14 on the screen", e)
	}
	for _, at := range []image.Point{{640, 0}, {0, 480}, {-1, 3}} {
		if err := d.Tap(at.X, at.Y); err == nil || !strings.Contains(err.Error(), "640 by 480") {
			t.Errorf("Tap at %v: got %v, want the size of the screen", at, err)
		}
	}
}

// next is the next event of the program.
func next(t *testing.T, c *xgb.Conn) xgb.Event {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		event, err := c.PollForEvent()
		if err != nil {
			t.Fatalf("the other program got %v", err)
		}
		if event != nil {
			return event
		}
	}
	t.Fatal("the other program got no event in 10 s")
	return nil
}

func TestServerGone(t *testing.T) {
	t.Parallel()
	display, stop := startX(t)
	d := dial(t, display)
	stop()
	select {
	case <-d.Gone():
	case <-time.After(10 * time.Second):
		t.Fatal("Gone is still open 10 s after the server ended")
	}
	if _, err := d.Capture(); !errors.Is(err, xtouch.ErrGone) {
		t.Errorf("Capture: got %v, want ErrGone", err)
	}
	if err := d.Tap(1, 1); !errors.Is(err, xtouch.ErrGone) {
		t.Errorf("Tap: got %v, want ErrGone", err)
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestDialRefuses(t *testing.T) {
	t.Parallel()
	noTest, _ := startX(t, "-extension", "XTEST")
	eight, _ := startX(t, "-screen", "0", "640x480x8")
	nobody := filepath.Join(t.TempDir(), "X") + ":" + strconv.Itoa(7)
	for _, tt := range []struct{ name, display, want string }{
		{"nobody there", nobody, "cannot open the display"},
		{"not a name", "ninety-nine", "bad display string"},
		{"no XTEST", noTest, "XTEST extension is missing"},
		{"no such screen", noTest + ".3", "it has no screen 3"},
		{"few colours", eight, "want 32 (depth 24)"},
	} {
		d, err := xtouch.Dial(tt.display)
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want it to say %q", tt.name, err, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	want := []byte{1, 2, 3, 0xff, 4, 5, 6, 0xff}
	for _, tt := range []struct {
		name  string
		order byte
		data  []byte
	}{
		{"least significant first", xproto.ImageOrderLSBFirst, []byte{3, 2, 1, 0, 6, 5, 4, 9}},
		{"most significant first", xproto.ImageOrderMSBFirst, []byte{0, 1, 2, 3, 9, 4, 5, 6}},
	} {
		img, err := xtouch.Decode(tt.data, image.Pt(2, 1), tt.order)
		if err != nil || !bytes.Equal(img.Pix, want) {
			t.Errorf("%s: got %v, %v, want %v", tt.name, img, err, want)
		}
	}
	if _, err := xtouch.Decode(make([]byte, 7), image.Pt(2, 1), 0); err == nil {
		t.Error("7 bytes for 2 pixels: got no error")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{3, 2, 1, 0, 6, 5, 4, 9}, uint8(2), uint8(1), byte(0))
	f.Add([]byte{}, uint8(0), uint8(9), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, width, height uint8, order byte) {
		img, err := xtouch.Decode(data, image.Pt(int(width), int(height)), order)
		enough := len(data) >= 4*int(width)*int(height)
		if enough != (err == nil) {
			t.Errorf("%d bytes for %d by %d: got %v", len(data), width, height, err)
		}
		if err == nil && !img.Opaque() {
			t.Errorf("%d bytes for %d by %d: a hole in the picture", len(data), width, height)
		}
	})
}
