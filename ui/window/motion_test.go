package window_test

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
	"tiepdan/ui/xtouch/xvfb"
)

func TestWithoutSharedMemory(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		server []string
		more   []string
	}{
		{"not wanted", nil, []string{withPlain}},
		{"not known to the server", []string{"-extension", "MIT-SHM"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			display, _ := xvfb.Start(t, uitest.Landscape(), tt.server...)
			r := newRigOn(t, display, uitest.Landscape(), tt.more...)
			for _, name := range []string{"home", "ticket-printed", "rating", "home"} {
				r.order("show " + name)
				r.shows(name)
			}
		})
	}
}

func TestOneScreenFadesIntoTheNext(t *testing.T) {
	t.Parallel()
	for _, more := range [][]string{{withMotion}, {withMotion, withPlain}} {
		r := newRig(t, uitest.Landscape(), more...)
		r.shows("home")
		versions := func() int {
			v, _ := strconv.Atoi(r.said("version")[r.count("version")-1])
			return v
		}
		r.until("the first version", func() bool { return r.count("version") > 0 })
		frames, version := r.count("frame"), versions()
		r.order("show rating")
		r.shows("rating")
		if got := r.count("frame") - frames; got < 2 || got > 9 {
			t.Errorf("another screen: got %d frames, want a few", got)
		}
		r.until("the next version", func() bool { return versions() > version })
		if got := versions() - version; got != 1 {
			t.Errorf("another screen: got %d versions more, want one, at the end of the fade", got)
		}
		// A third screen in the middle of a fade.
		r.order("show called-follow")
		r.order("show home")
		time.Sleep(60 * time.Millisecond)
		r.order("show out")
		r.shows("out")
		time.Sleep(100 * time.Millisecond)
		frames = r.count("frame")
		time.Sleep(300 * time.Millisecond)
		if got := r.count("frame") - frames; got != 0 {
			t.Errorf("after a fade: got %d frames more, want none", got)
		}
	}
}

// A screen that stays changes at once, in the middle of a fade as well.
func TestAFadeDelaysNoTouch(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape(), withMotion)
	r.shows("home")
	r.order("show rating-thanks")
	r.shows("rating-thanks")
	frames := r.count("frame")
	r.order("show rating")
	r.shows("rating")
	if got := r.count("frame") - frames; got != 1 {
		t.Errorf("the same screen in another state: got %d frames, want 1", got)
	}
}

// A palm presses other buttons while a finger is down.
func TestAPalmIsNoTouch(t *testing.T) {
	t.Parallel()
	display, _ := xvfb.Start(t, uitest.Landscape())
	r := newRigOn(t, display, uitest.Landscape())
	palm, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	defer palm.Close()
	if err := xtest.Init(palm); err != nil {
		t.Fatal(err)
	}
	other := func(event byte) {
		root := xproto.Setup(palm).DefaultScreen(palm).Root
		if err := xtest.FakeInputChecked(palm, event, 3, 0, root, 0, 0, 0).Check(); err != nil {
			t.Fatal(err)
		}
	}
	tile := control(t, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), r.size, "Đất đai, xây dựng")
	at := tile.Min.Add(tile.Size().Div(2))
	steps := []func() error{
		func() error { return r.x.Press(at.X, at.Y) },
		func() error { other(xproto.ButtonPress); other(xproto.ButtonRelease); return nil },
		func() error { other(xproto.ButtonPress); return nil },
		func() error { return r.x.Release(at.X, at.Y) },
		func() error { other(xproto.ButtonRelease); return nil },
	}
	r.shows("home")
	for _, do := range steps {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	r.until("the message", func() bool { return len(r.asked()) > 0 })
	r.order("capture " + filepath.Join(t.TempDir(), "after.png"))
	r.until("the capture", func() bool { return r.count("captured") > 0 })
	if got := len(r.asked()); got != 1 {
		t.Errorf("a tap under a palm: got messages %q, want one", r.said("msg"))
	}
}
