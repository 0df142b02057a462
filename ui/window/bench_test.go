package window_test

import (
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
	"tiepdan/ui/xtouch"
	"tiepdan/ui/xtouch/xvfb"
)

// spread reports the middle and the slowest of a hundred, in milliseconds.
func spread(b *testing.B, all []time.Duration) {
	b.Helper()
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(all[len(all)/2]), "ms-median")
	b.ReportMetric(ms(all[len(all)*99/100]), "ms-p99")
	b.ReportMetric(0, "ns/op")
}

// dot is the colour of a pixel on the display.
func dot(b *testing.B, x *xtouch.Display, at image.Point) uint32 {
	b.Helper()
	img, err := x.Look(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
	if err != nil {
		b.Fatal(err)
	}
	return uint32(img.Pix[0])<<16 | uint32(img.Pix[1])<<8 | uint32(img.Pix[2])
}

// await looks at a pixel until it is, or is no longer, of a colour.
func await(b *testing.B, x *xtouch.Display, at image.Point, colour uint32, is bool) {
	b.Helper()
	for end := time.Now().Add(patience); (dot(b, x, at) == colour) != is; {
		if time.Now().After(end) {
			b.Fatalf("the pixel at %v does not change", at)
		}
	}
}

// BenchmarkPressToPixel is the time from a press to a pixel that has changed
// on the display, on a tile of the home screen.
func BenchmarkPressToPixel(b *testing.B) {
	r := newRig(b, uitest.Landscape())
	controls, err := ui.Controls(uitest.Ward(kiosk.ScreenHome, kiosk.Vi), uitest.Noon(), r.size)
	if err != nil {
		b.Fatal(err)
	}
	i := slices.IndexFunc(controls, func(c ui.Control) bool { return strings.HasPrefix(fmt.Sprintf("%T", c.Msg), "kiosk.ServicePicked") })
	tile := controls[i].Bounds
	mid := tile.Min.Add(tile.Size().Div(2))
	time.Sleep(500 * time.Millisecond) // taps are deaf to a screen that just came up
	quiet := r.look()
	if err := r.x.Press(mid.X, mid.Y); err != nil {
		b.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	_, where := unlike(r.look(), quiet)
	if where.Empty() {
		b.Fatal("a press changes nothing")
	}
	at := where.Min.Add(where.Size().Div(2))
	for ; quiet.RGBAAt(at.X, at.Y) == r.look().RGBAAt(at.X, at.Y); at.X++ {
	}
	if err := r.x.Release(mid.X, mid.Y); err != nil {
		b.Fatal(err)
	}
	c := quiet.RGBAAt(at.X, at.Y)
	up := uint32(c.R)<<16 | uint32(c.G)<<8 | uint32(c.B)
	var all []time.Duration
	for b.Loop() {
		await(b, r.x, at, up, true)
		time.Sleep(15 * time.Millisecond) // a finger is not faster
		began := time.Now()
		if err := r.x.Press(mid.X, mid.Y); err != nil {
			b.Fatal(err)
		}
		await(b, r.x, at, up, false)
		all = append(all, time.Since(began))
		if err := r.x.Release(mid.X, mid.Y); err != nil {
			b.Fatal(err)
		}
	}
	spread(b, all)
}

// BenchmarkScreenChange is the time from a new view to its picture on the
// display, at the lowest pixel that changes.
func BenchmarkScreenChange(b *testing.B) {
	r := newRig(b, uitest.Landscape())
	r.order("show called")
	r.until("the first change", func() bool { return r.count("frame") > 1 })
	time.Sleep(100 * time.Millisecond)
	called := r.look()
	r.order("show home")
	r.until("the second change", func() bool { return r.count("frame") > 2 })
	time.Sleep(100 * time.Millisecond)
	there := r.look()
	at := r.size.Sub(image.Pt(1, 1))
	for called.RGBAAt(at.X, at.Y) == there.RGBAAt(at.X, at.Y) { // the lowest that differs
		if at.X--; at.X < 0 {
			at = image.Pt(r.size.X-1, at.Y-1)
		}
	}
	home := dot(b, r.x, at)
	var all []time.Duration
	for b.Loop() {
		for _, to := range []string{"called", "home"} {
			time.Sleep(15 * time.Millisecond)
			began := time.Now()
			r.order("show " + to)
			await(b, r.x, at, home, to == "home")
			all = append(all, time.Since(began))
		}
	}
	spread(b, all)
}

// BenchmarkStart is the time from the start of the process to its first pixel,
// and the memory that it has then.
func BenchmarkStart(b *testing.B) {
	display, _ := xvfb.Start(b, uitest.Landscape())
	x, err := xtouch.Dial(display)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	at := image.Pt(5, 500)
	var all []time.Duration
	pss := 0
	for b.Loop() {
		await(b, x, at, 0, true)
		cmd := windowProgram(b, display, uitest.Landscape())
		began := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		await(b, x, at, 0, false)
		all = append(all, time.Since(began))
		time.Sleep(200 * time.Millisecond)
		pss = max(pss, memory(b, cmd.Process.Pid))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	spread(b, all)
	b.ReportMetric(float64(pss)/1024, "MiB-PSS")
}

// memory is the proportional share of memory of a process, in KiB.
func memory(tb testing.TB, pid int) int {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kb int
		if n, _ := fmt.Sscanf(line, "Pss: %d kB", &kb); n == 1 {
			return kb
		}
	}
	tb.Fatal("the kernel does not tell the memory of a process")
	return 0
}
