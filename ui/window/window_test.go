package window_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
	"tiepdan/ui/window"
)

// control finds a button of a screen by its label.
func control(t *testing.T, v kiosk.View, size image.Point, label string) image.Rectangle {
	t.Helper()
	controls, err := ui.Controls(v, uitest.Noon(), size)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(controls, func(c ui.Control) bool { return c.Label == label })
	if i < 0 {
		t.Fatalf("got no control %q", label)
	}
	return controls[i].Bounds
}

func load(tb testing.TB, path string) *image.RGBA {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		tb.Fatal(err)
	}
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	return out
}

// unlike counts the channels in which two pictures differ, and gives the
// rectangle around them.
func unlike(a, b *image.RGBA) (n int, where image.Rectangle) {
	if a.Rect != b.Rect {
		return len(a.Pix), a.Rect.Union(b.Rect)
	}
	for i := range a.Pix {
		if i%4 != 3 && a.Pix[i] != b.Pix[i] {
			n++
			at := image.Pt(i/4%a.Rect.Dx(), i/4/a.Rect.Dx())
			where = where.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
		}
	}
	return n, where
}

// shows waits until the display shows a screen of package uitest, as package ui
// draws it.
func (r *rig) shows(name string) {
	r.t.Helper()
	all := uitest.Screens(kiosk.Vi)
	i := slices.IndexFunc(all, func(s uitest.Screen) bool { return s.Name == name })
	if i < 0 {
		r.t.Fatalf("there is no screen %q", name)
	}
	want := drawn(r.t, all[i].View, r.size)
	var n int
	var where image.Rectangle
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if n, where = unlike(r.look(), want); n == 0 {
			return
		}
	}
	r.t.Fatalf("the display against the screen %q: got %d channels off, in %v, want none", name, n, where)
}

func TestTheWindowShowsTheScreenAndFeelsTouches(t *testing.T) {
	t.Parallel()
	for orientation, size := range uitest.Sizes() {
		t.Run(orientation, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, size)
			r.shows("home")
			home := r.look()

			tile := control(t, uitest.Ward(kiosk.ScreenHome, kiosk.Vi), size, "Đất đai, xây dựng")
			mid := tile.Min.Add(tile.Size().Div(2))
			if err := r.x.Press(mid.X, mid.Y); err != nil {
				t.Fatal(err)
			}
			var where image.Rectangle
			r.until("the pressed tile", func() bool {
				var n int
				n, where = unlike(r.look(), home)
				return n > 0
			})
			if !where.In(tile) {
				t.Errorf("pressing a tile: got changes in %v, want them within %v", where, tile)
			}
			if err := r.x.Release(mid.X, mid.Y); err != nil {
				t.Fatal(err)
			}
			r.until("the message", func() bool { return len(r.asked()) > 0 })
			if got, want := r.asked(), "kiosk.ServicePicked{Service:dat-dai ID: Token: Then:[]}"; len(got) != 1 || got[0] != want {
				t.Errorf("touching a tile: got %q, want %q once", got, want)
			}

			// What is drawn piece by piece must be what is drawn at once.
			for _, name := range []string{"ticket-printing", "ticket-printed", "called-coming", "called-follow", "rating", "out", "home"} {
				r.order("show " + name)
				r.shows(name)
			}
		})
	}
}

func TestTapsOfABurstArriveInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	var want []string
	for _, label := range []string{"Ưu tiên", "English", "Ưu tiên", "English", "Ưu tiên", "English", "Ưu tiên"} {
		at := control(t, v, r.size, label)
		x, y := (at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2
		if err := r.x.Press(x, y); err != nil {
			t.Fatal(err)
		}
		if err := r.x.Release(x, y); err != nil {
			t.Fatal(err)
		}
		want = append(want, map[string]string{
			"Ưu tiên": "kiosk.PriorityToggled{}", "English": "kiosk.LanguagePicked{Lang:en}",
		}[label])
	}
	r.until("all messages", func() bool { return len(r.asked()) >= len(want) })
	if got := r.asked(); !slices.Equal(got, want) {
		t.Errorf("a burst of taps: got %q, want %q", got, want)
	}
}

// overlap finds a screen and a place where it has a button as another has, which
// ask for different things, and what they ask for.
func overlap(t *testing.T, screens []uitest.Screen, b kiosk.View, size image.Point) (name string, at image.Point, first, second string) {
	t.Helper()
	buttons := func(v kiosk.View) []ui.Control {
		all, err := ui.Controls(v, uitest.Noon(), size)
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(slices.Clone(all), func(c ui.Control) bool {
			top, _ := topmost(all, c.Bounds.Min.Add(c.Bounds.Size().Div(2)))
			return c.Msg == nil || top.Label != c.Label || c.Msg == kiosk.Msg(kiosk.Touched{})
		})
	}
	there := buttons(b)
	for _, a := range screens {
		if a.View.Screen == b.Screen {
			continue
		}
		for _, x := range buttons(a.View) {
			for _, y := range there {
				both := x.Bounds.Intersect(y.Bounds)
				first, second := fmt.Sprintf("%T", x.Msg), fmt.Sprintf("%T", y.Msg)
				if !both.Empty() && first != second {
					return a.Name, both.Min.Add(both.Size().Div(2)), first, second
				}
			}
		}
	}
	t.Fatal("no button of any screen lies over one of the other")
	return "", image.Point{}, "", ""
}

// topmost is the control that a finger at a place meets.
func topmost(all []ui.Control, at image.Point) (ui.Control, bool) {
	for _, c := range slices.Backward(all) {
		if at.In(c.Bounds) {
			return c, true
		}
	}
	return ui.Control{}, false
}

// asked lists what touches asked for, without those that ask for nothing.
func (r *rig) asked() []string {
	return slices.DeleteFunc(r.said("msg"), func(m string) bool { return m == "kiosk.Touched{}" })
}

// Whoever taps on and on must not get a ticket from the screen that comes up.
func TestTapsAreDeafToAScreenThatJustCameUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	screen, at, before, after := overlap(t, uitest.Screens(kiosk.Vi), uitest.Ward(kiosk.ScreenHome, kiosk.Vi), r.size)
	x, y := at.X, at.Y
	tapUntil := func(want string) {
		r.until(want, func() bool {
			if err := r.x.Press(x, y); err != nil {
				t.Fatal(err)
			}
			if err := r.x.Release(x, y); err != nil {
				t.Fatal(err)
			}
			all := r.asked()
			return len(all) > 0 && strings.HasPrefix(all[len(all)-1], want)
		})
	}
	r.order("show " + screen)
	tapUntil(before)
	began := time.Now()
	r.order("show home")
	tapUntil(after)
	if got := time.Since(began); got < 400*time.Millisecond {
		t.Errorf("a ticket after a tap too many: got one %v after the screen changed, want none within 400 ms", got)
	}
}

func TestAnIdleWindowUsesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	r.shows("home")
	time.Sleep(500 * time.Millisecond)
	frames, used := r.count("frame"), r.cpu()
	r.order("show home") // the same view again
	time.Sleep(4 * time.Second)
	if got := r.count("frame") - frames; got != 0 {
		t.Errorf("four seconds without a change: got %d frames, want 0", got)
	}
	if got := r.cpu() - used; got > 60*time.Millisecond {
		t.Errorf("four seconds without a change: got %v of processor time, want about none", got)
	}
}

func TestCaptureIsWhatIsOnScreen(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	r.order("show rating")
	r.shows("rating")
	path := filepath.Join(t.TempDir(), "capture.png")
	r.order("capture " + path)
	r.until("the capture", func() bool { return r.count("captured") > 0 })
	if got := r.said("captured")[0]; got != "<nil>" {
		t.Fatalf("capturing: got error %s", got)
	}
	if n, where := unlike(load(t, path), r.look()); n != 0 {
		t.Errorf("the capture against the display: got %d channels off in %v, want none", n, where)
	}
}

func TestTheWindowEndsWithItsContext(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-r.ended
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("ending: got %v and %q, want a clean exit", err, r.stderr)
	}
}

func TestWithoutADisplayItSaysSo(t *testing.T) {
	t.Parallel()
	out, err := windowProgram(t, ":65000", uitest.Landscape()).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "no display") || strings.Contains(string(out), "goroutine") {
		t.Errorf("without an X server: got %v and %q, want an error that says so, and no panic", err, out)
	}
}

func TestBeforeTheWindowIsOpen(t *testing.T) {
	t.Parallel()
	if _, err := window.New(window.Options{}); err == nil {
		t.Error("a window of no size: got no error, want one")
	}
	w, err := window.New(window.Options{Size: uitest.Landscape()})
	if err != nil {
		t.Fatal(err)
	}
	w.Show(kiosk.View{}) // must not need a window
	if _, err := w.Capture(context.Background()); !errors.Is(err, window.ErrClosed) {
		t.Errorf("capturing before Run: got %v, want %v", err, window.ErrClosed)
	}
}
