package window_test

import (
	"context"
	"errors"
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

// tolerance is what a channel may differ from a golden of package ui.
const tolerance = 4

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
		if d := int(a.Pix[i]) - int(b.Pix[i]); i%4 != 3 && (d > tolerance || d < -tolerance) {
			n++
			at := image.Pt(i/4%a.Rect.Dx(), i/4/a.Rect.Dx())
			where = where.Union(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
		}
	}
	return n, where
}

// shows waits until the display shows a golden of package ui.
func (r *rig) shows(name string) {
	r.t.Helper()
	want := load(r.t, filepath.Join("..", "testdata", name+".png"))
	var n int
	var where image.Rectangle
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if n, where = unlike(uitest.Halved(r.look()), want); n == 0 {
			return
		}
	}
	r.t.Fatalf("the display against golden %s: got %d channels off, in %v of the halved picture, want none", name, n, where)
}

func TestTheWindowShowsTheScreenAndFeelsTouches(t *testing.T) {
	t.Parallel()
	for orientation, size := range uitest.Sizes() {
		t.Run(orientation, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, size)
			r.shows("home-" + orientation + "-vi")
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
			r.until("the message", func() bool { return r.count("msg") > 0 })
			if got, want := r.said("msg"), "kiosk.ServicePicked{Service:dat-dai ID: Token:}"; len(got) != 1 || got[0] != want {
				t.Errorf("touching a tile: got %q, want %q once", got, want)
			}

			// What is drawn piece by piece must be what is drawn at once.
			for _, name := range []string{"ticket-printing", "ticket-printed", "called-coming", "called-follow", "rating", "out", "home"} {
				r.order("show " + name)
				r.shows(name + "-" + orientation + "-vi")
			}
		})
	}
}

func TestTapsOfABurstArriveInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
	var want []string
	for _, label := range []string{"Ưu tiên", "English", "Ưu tiên", "Tiếng Việt", "English", "Ưu tiên", "Ưu tiên"} {
		at := control(t, v, r.size, label)
		x, y := (at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2
		if err := r.x.Press(x, y); err != nil {
			t.Fatal(err)
		}
		if err := r.x.Release(x, y); err != nil {
			t.Fatal(err)
		}
		want = append(want, map[string]string{
			"Ưu tiên": "kiosk.PriorityToggled{}", "English": "kiosk.LanguagePicked{Lang:en}", "Tiếng Việt": "kiosk.LanguagePicked{Lang:vi}",
		}[label])
	}
	r.until("all messages", func() bool { return r.count("msg") >= len(want) })
	if got := r.said("msg"); !slices.Equal(got, want) {
		t.Errorf("a burst of taps: got %q, want %q", got, want)
	}
}

// Whoever taps on and on must not get a ticket from the screen that comes up.
func TestTapsAreDeafToAScreenThatJustCameUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	at := control(t, uitest.Ticket(kiosk.Vi, kiosk.PrintDone), r.size, "Về trang đầu")
	x, y := (at.Min.X+at.Max.X)/2, (at.Min.Y+at.Max.Y)/2
	tapUntil := func(want string) {
		r.until(want, func() bool {
			if err := r.x.Press(x, y); err != nil {
				t.Fatal(err)
			}
			if err := r.x.Release(x, y); err != nil {
				t.Fatal(err)
			}
			all := r.said("msg")
			return len(all) > 0 && strings.HasPrefix(all[len(all)-1], want)
		})
	}
	r.order("show ticket-printed")
	tapUntil("kiosk.Dismissed{Screen:ticket Ticket:t1}")
	began := time.Now()
	r.order("show home")
	tapUntil("kiosk.ServicePicked")
	if got := time.Since(began); got < 400*time.Millisecond {
		t.Errorf("a ticket after a tap too many: got one %v after the screen changed, want none within 400 ms", got)
	}
}

func TestAnIdleWindowUsesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	r.shows("home-landscape-vi")
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
	r.shows("rating-landscape-vi")
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
