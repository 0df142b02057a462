package ui_test

import (
	"image"
	"math"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// mapHand is a finger on the editor's map.
type mapHand struct {
	*uitest.Finger

	t    *testing.T
	sent []kiosk.FloorEdited
}

func newMapHand(t *testing.T, change func(*kiosk.FloorEdit)) *mapHand {
	t.Helper()
	h := &mapHand{t: t}
	o := uitest.Options()
	o.Post = func(m kiosk.Msg) {
		if e, ok := m.(kiosk.FloorEdited); ok {
			h.sent = append(h.sent, e)
		}
	}
	u := newScreen(t, o)
	u.SetFloor(uitest.Floor(false))
	v, e := uitest.Technician(kiosk.Vi), uitest.FloorEdit()
	change(e)
	v.Technician.Floor = e
	h.Finger = uitest.NewFinger(u, v, uitest.Landscape())
	return h
}

// edit is the editor that is shown.
func (h *mapHand) edit() *kiosk.FloorEdit { return h.View.Technician.Floor }

// at is where a point of the floor lies on screen: the room of 14 m by 9 m is
// shown whole.
func (h *mapHand) at(x, y float64) image.Point {
	h.t.Helper()
	c, ok := h.Find("Bản đồ")
	if !ok {
		h.t.Fatal("no map")
	}
	in := c.Bounds.Inset(40)
	scale := min(float64(in.Dx())/14, float64(in.Dy())/9)
	mid := c.Bounds.Min.Add(c.Bounds.Max).Div(2)
	return mid.Add(image.Pt(int(math.Round((x-7)*scale)), int(math.Round((4.5-y)*scale))))
}

// pull moves a finger from one place to another, and looks meanwhile.
func (h *mapHand) pull(from, to image.Point) {
	h.sent = nil
	h.UI.Touch(ui.Press, from, h.Now)
	h.Look()
	for i := range 4 {
		h.UI.Touch(ui.Move, from.Add(to.Sub(from).Mul(i+1).Div(4)), h.Now)
		h.Look()
	}
	h.UI.Touch(ui.Release, to, h.Now)
	h.Look()
}

func (h *mapHand) tap(at image.Point) { h.pull(at, at) }

func (h *mapHand) wants(want kiosk.FloorEdited) {
	h.t.Helper()
	near := func(a, b float64) bool { return math.Abs(a-b) < 0.03 }
	if len(h.sent) != 1 || !near(h.sent[0].At.XM, want.At.XM) || !near(h.sent[0].At.YM, want.At.YM) {
		h.t.Fatalf("got %+v, want %+v", h.sent, want)
	}
	got := h.sent[0]
	got.At = want.At
	if got != want {
		h.t.Fatalf("got %+v, want %+v", got, want)
	}
}

func TestAFingerOnTheFloorMap(t *testing.T) {
	t.Parallel()
	h := newMapHand(t, func(*kiosk.FloorEdit) {})
	h.tap(h.at(7, 1.7))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: "cho"})
	h.tap(h.at(1, 5.2))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorZones, Name: "hanh-lang"})
	h.tap(h.at(11, 7.5))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick})

	h.edit().Picked = kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "cho"}
	h.pull(h.at(7, 1.7), h.at(9, 1))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorMove, Name: "cho", At: kiosk.FloorPoint{XM: 9, YM: 1}})

	h.edit().Picked = kiosk.FloorThing{Kind: kiosk.FloorZones, Name: "hanh-lang"}
	h.pull(h.at(3.4, 6.6), h.at(5, 6))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorCornerMove, Index: 2, At: kiosk.FloorPoint{XM: 5, YM: 6}})

	h.edit().Picked = kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: "moi-nuoc"}
	h.tap(h.at(1.6, 7.6))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorStop, Name: "cua-1"})
	if h.tap(h.at(11, 7.5)); len(h.sent) > 0 {
		t.Errorf("beside every place: got %+v, want nothing", h.sent)
	}

	h.edit().Picked = kiosk.FloorThing{}
	h.edit().Draft = &kiosk.FloorDraft{Kind: kiosk.ZoneWaiting}
	h.tap(h.at(7, 1.7))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorCorner, At: kiosk.FloorPoint{XM: 7, YM: 1.7}})
	h.Now = h.Now.Add(-2 * time.Second) // as fast as a finger can
	h.tap(h.at(8, 1.7))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorCorner, At: kiosk.FloorPoint{XM: 8, YM: 1.7}})
}

// The map that was pulled or moved shows the same things elsewhere; nothing is
// sent for it.
func TestTheFloorMapMoves(t *testing.T) {
	t.Parallel()
	h := newMapHand(t, func(*kiosk.FloorEdit) {})
	from, to := h.at(11, 7.5), h.at(10, 7)
	if h.pull(from, to); len(h.sent) > 0 {
		t.Errorf("pulled: got %+v, want nothing", h.sent)
	}
	h.tap(h.at(7, 1.7).Add(to.Sub(from)))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: "cho"})
	h.sent = nil
	h.Tap("Xem hết")
	h.Tap("Phóng to")
	center := h.at(7, 4.5)
	h.tap(center.Add(h.at(7, 1.7).Sub(center).Mul(3).Div(2)))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: "cho"})
	h.Tap("Thu nhỏ")
	h.Tap("Sang phải")
	h.Tap("Sang trái")
	h.Tap("Lên trên")
	h.Tap("Xuống dưới")
	h.tap(h.at(7, 1.7))
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorPick, Kind: kiosk.FloorPlaces, Name: "cho"})

	// A finger that slides off the map does nothing.
	h.edit().Picked = kiosk.FloorThing{Kind: kiosk.FloorPlaces, Name: "cho"}
	if h.pull(h.at(7, 1.7), image.Pt(5, 5)); len(h.sent) > 0 {
		t.Errorf("off the map: got %+v, want nothing", h.sent)
	}
}

func TestAPlaceIsNamed(t *testing.T) {
	t.Parallel()
	h := newMapHand(t, func(*kiosk.FloorEdit) {})
	h.Tap("Điểm")
	h.Tap("ghe-2")
	if h.Err != nil {
		t.Fatal(h.Err)
	}
	h.Tap("Dùng tên này")
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorAdd, Kind: kiosk.FloorPlaces, Name: "ghe-2", At: kiosk.FloorPoint{XM: 7, YM: 4.5}})
	h.edit().Picked = kiosk.FloorThing{Kind: kiosk.FloorRounds, Name: "moi-nuoc"}
	h.Look()
	h.sent = nil
	h.Tap("Đổi tên")
	for _, k := range []string{"t", "r", "x", "Xóa", "a", "-", "1"} {
		h.Tap(k)
	}
	h.Tap("Dùng tên này")
	if h.Err != nil {
		t.Fatal(h.Err)
	}
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorRename, Name: "tra-1"})
	h.sent = nil
	h.Tap("Bỏ điểm 2")
	h.wants(kiosk.FloorEdited{Op: kiosk.FloorStopCut, Index: 1})
}
