package window_test

import (
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/raster"
	"tiepdan/ui/uitest"
	"tiepdan/ui/xtouch/xvfb"
)

// cable plugs the monitor of an X server in and out.
type cable struct {
	t    *testing.T
	conn *xgb.Conn
	root xproto.Window
	is   *randr.GetScreenResourcesReply
}

func newCable(t *testing.T, display string) *cable {
	t.Helper()
	c, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if err := randr.Init(c); err != nil {
		t.Fatal(err)
	}
	if _, err := randr.QueryVersion(c, 1, 4).Reply(); err != nil {
		t.Fatal(err)
	}
	k := &cable{t: t, conn: c, root: xproto.Setup(c).DefaultScreen(c).Root}
	if k.is, err = randr.GetScreenResources(c, k.root).Reply(); err != nil {
		t.Fatal(err)
	}
	return k
}

// mode makes the monitor know a size.
func (k *cable) mode(size image.Point) randr.Mode {
	k.t.Helper()
	const name = "another"
	made, err := randr.CreateMode(k.conn, k.root, randr.ModeInfo{
		Width: uint16(size.X), Height: uint16(size.Y), DotClock: 60_000_000,
		HsyncStart: uint16(size.X) + 10, HsyncEnd: uint16(size.X) + 20, Htotal: uint16(size.X) + 120,
		VsyncStart: uint16(size.Y) + 2, VsyncEnd: uint16(size.Y) + 5, Vtotal: uint16(size.Y) + 20,
		NameLen: uint16(len(name)),
	}, name).Reply()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := randr.AddOutputModeChecked(k.conn, k.is.Outputs[0], made.Mode).Check(); err != nil {
		k.t.Fatal(err)
	}
	return made.Mode
}

// set shows a mode on outputs, none when the cable is out.
func (k *cable) set(m randr.Mode, outputs []randr.Output) {
	k.t.Helper()
	const now = 0
	got, err := randr.SetCrtcConfig(k.conn, k.is.Crtcs[0], now, now, 0, 0, m, randr.RotationRotate0, outputs).Reply()
	if err != nil || got.Status != randr.SetConfigSuccess {
		k.t.Fatalf("cannot set the mode: %+v, %v", got, err)
	}
}

func TestTheWindowFollowsTheMonitor(t *testing.T) {
	t.Parallel()
	display, _ := xvfb.Start(t, uitest.Landscape())
	r := newRigOn(t, display, uitest.Landscape())
	r.shows("home")
	k := newCable(t, display)
	size := image.Pt(1280, 720)
	small := k.mode(size)
	told := func(want string) {
		r.until("being told of "+want, func() bool {
			return slices.ContainsFunc(r.said("monitor"), func(s string) bool { return strings.Contains(s, want) })
		})
	}

	k.set(0, nil)
	told("false no monitor")
	frames := r.count("frame")
	k.set(small, k.is.Outputs)
	told("1280×720")
	if err := randr.SetScreenSizeChecked(k.conn, k.root, uint16(size.X), uint16(size.Y), 300, 170).Check(); err != nil {
		t.Fatal(err)
	}
	r.until("a picture of the new size", func() bool { return r.count("frame") > frames })
	want := drawn(t, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), size)
	r.until("the screen laid out for the new size", func() bool {
		n, _ := unlike(r.look(), want)
		return n == 0
	})

	tile := control(t, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), size, "Đất đai, xây dựng")
	mid := tile.Min.Add(tile.Size().Div(2))
	r.until("a touch on the new layout", func() bool {
		if err := r.x.Tap(mid.X, mid.Y); err != nil {
			t.Fatal(err)
		}
		return len(r.asked()) > 0
	})
	if got := r.asked()[0]; !strings.HasPrefix(got, "kiosk.ServicePicked{Service:dat-dai") {
		t.Errorf("a touch after the change: got %s, want the service under the finger", got)
	}

	// Back to the size of the beginning.
	frames = r.count("frame")
	if err := randr.SetScreenSizeChecked(k.conn, k.root, 1920, 1080, 480, 270).Check(); err != nil {
		t.Fatal(err)
	}
	k.set(randr.Mode(k.is.Modes[0].Id), k.is.Outputs)
	r.until("a picture of the old size", func() bool { return r.count("frame") > frames })
	r.shows("home")
}

// drawn is a view as it should be on a display of a size.
func drawn(tb testing.TB, v kiosk.View, size image.Point) *image.RGBA {
	tb.Helper()
	u, err := ui.New(ui.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	p := raster.NewPicture(size)
	u.Scene(v, uitest.Noon(), size).Draw(raster.NewCanvas(p), p.Rect)
	return p.RGBA()
}
