package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// figure is one measured number.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// BenchmarkVisit measures what people and the machine feel, on the real
// programs under a virtual display. It runs once: `make bench-visit`. The
// figures also go to the file that BENCH_OUT names, as BENCH_FORMAT says.
func BenchmarkVisit(b *testing.B) {
	r := newRig(b)
	r.until("home screen, robot ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Robot.State == "idle" && v.Printer.Ready()
	})
	var figures []figure
	add := func(name, unit string, value float64) {
		figures = append(figures, figure{name, value, unit})
		b.ReportMetric(value, strings.ReplaceAll(name+"/"+unit, " ", "-"))
	}
	spread := func(name string, all []time.Duration) {
		slices.Sort(all)
		add(name+", median", "ms", milliseconds(all[len(all)/2]))
		add(name+", longest of "+strconv.Itoa(len(all)), "ms", milliseconds(all[len(all)-1]))
	}
	frames := make([]time.Duration, 60)
	for i := range frames {
		frames[i] = r.touchToFrame()
	}
	spread("touch to changed frame", frames)
	papers := make([]time.Duration, 20)
	for i := range papers {
		papers[i] = r.touchToPaper()
	}
	spread("touch to ticket's last byte", papers)
	pages := make([]time.Duration, 10)
	o := r.official(3)
	for i := range pages {
		pages[i] = r.ratingToPage(o)
	}
	spread("touch of a face to the ward's page", pages)
	starts := make([]time.Duration, 5)
	for i := range starts {
		starts[i] = r.startToFrame()
	}
	spread("process start to first frame", starts)
	crashes, delay := make([]time.Duration, 20), r.restartDelay()
	for i := range crashes {
		crashes[i] = r.crashToTouch(delay)
	}
	spread("killed, started as by systemd, to a touch that is felt", crashes)
	r.until("quiet", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome && v.Robot.State == "idle" })
	add("kioskd memory, PSS", "MiB", r.pss(r.kioskd.cmd.Process.Pid))
	add("kioskd idle CPU over 60 s", "% of a core", r.idleCPU(60*time.Second))
	if path := os.Getenv("BENCH_OUT"); path != "" {
		if err := os.WriteFile(path, render(figures, os.Getenv("BENCH_FORMAT")), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// render writes figures as one JSON object or as a table.
func render(figures []figure, format string) []byte {
	if format == "json" {
		out, _ := json.Marshal(map[string]any{"figures": figures}) // plain numbers and texts always encode
		return append(out, '\n')
	}
	var out bytes.Buffer
	for _, f := range figures {
		fmt.Fprintf(&out, "%-66s %10.2f %s\n", f.Name, f.Value, f.Unit)
	}
	return out.Bytes()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// control finds a button of the screen as it is.
func (r *rig) control(label string) image.Rectangle {
	r.t.Helper()
	v, err := r.view()
	if err != nil {
		r.t.Fatal(err)
	}
	controls, err := ui.Controls(v, time.Now(), r.size)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range controls {
		if strings.Contains(c.Label, label) {
			return c.Bounds
		}
	}
	r.t.Fatalf("no button %q on %s", label, v.Screen)
	return image.Rectangle{}
}

// touchToFrame presses a service's tile and waits until its pixels change;
// then the finger slides off, so that nothing is asked for.
func (r *rig) touchToFrame() time.Duration {
	r.t.Helper()
	tile := r.control("Chứng thực")
	spot := image.Rect(tile.Min.X+20, tile.Max.Y-24, tile.Min.X+60, tile.Max.Y)
	r.settled(spot)
	before := r.look(spot)
	began := time.Now()
	if err := r.screen.Press(tile.Min.X+40, tile.Min.Y+40); err != nil {
		r.t.Fatal(err)
	}
	took := r.changed(spot, before, began)
	if err := r.screen.Move(2, 2); err != nil {
		r.t.Fatal(err)
	}
	if err := r.screen.Release(2, 2); err != nil {
		r.t.Fatal(err)
	}
	return took
}

func (r *rig) look(spot image.Rectangle) []byte {
	r.t.Helper()
	img, err := r.screen.Look(spot)
	if err != nil {
		r.t.Fatal(err)
	}
	return img.Pix
}

// changed polls a spot of the display until it differs.
func (r *rig) changed(spot image.Rectangle, before []byte, began time.Time) time.Duration {
	r.t.Helper()
	for time.Since(began) < 10*time.Second {
		if !bytes.Equal(r.look(spot), before) {
			return time.Since(began)
		}
	}
	r.t.Fatalf("%v did not change within 10 s", spot)
	return 0
}

// settled waits until a spot has stood still for longer than the screen refuses
// touches after a change.
func (r *rig) settled(spot image.Rectangle) {
	r.t.Helper()
	last, since := r.look(spot), time.Now()
	for time.Since(since) < 600*time.Millisecond {
		time.Sleep(10 * time.Millisecond)
		if now := r.look(spot); !bytes.Equal(now, last) {
			last, since = now, time.Now()
		}
	}
}

// touchToPaper takes a ticket and measures until its last byte left on the wire.
func (r *rig) touchToPaper() time.Duration {
	r.t.Helper()
	tile := r.control("Chứng thực")
	r.settled(tile)
	at := tile.Min.Add(image.Pt(40, 40))
	if err := r.screen.Press(at.X, at.Y); err != nil {
		r.t.Fatal(err)
	}
	began := time.Now() // a ticket is asked for when the finger is lifted
	if err := r.screen.Release(at.X, at.Y); err != nil {
		r.t.Fatal(err)
	}
	r.until("ticket printed", func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == kiosk.PrintDone })
	r.wire.mu.Lock()
	took := r.wire.last.Sub(began)
	r.wire.mu.Unlock()
	r.touch("Về trang đầu", screenIs(kiosk.ScreenHome))
	return took
}

// ratingToPage calls and closes a visit, touches a face, and measures until
// the ward's live page has been sent the new counts.
func (r *rig) ratingToPage(o *official) time.Duration {
	r.t.Helper()
	o.do("next", func(v kiosk.View) bool { return v.Board[0].Number != "" })
	o.do("close", screenIs(kiosk.ScreenRating))
	res, err := http.Get(strings.TrimSuffix(r.page, "/") + "/live")
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	seen := make(chan time.Time, 64)
	go func() {
		defer close(seen)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			if s.Text() == "event: ratings" {
				seen <- time.Now()
			}
		}
	}()
	<-seen // the counts before
	face := r.control("Rất hài lòng")
	r.settled(face)
	at := face.Min.Add(image.Pt(60, 60))
	if err := r.screen.Press(at.X, at.Y); err != nil {
		r.t.Fatal(err)
	}
	began := time.Now()
	if err := r.screen.Release(at.X, at.Y); err != nil {
		r.t.Fatal(err)
	}
	select {
	case when := <-seen:
		r.until("home", screenIs(kiosk.ScreenHome))
		return when.Sub(began)
	case <-time.After(20 * time.Second):
		r.t.Fatal("the rating did not come to the ward's page within 20 s")
		return 0
	}
}

// startToFrame ends kioskd, starts it, and measures until the display shows
// its header.
func (r *rig) startToFrame() time.Duration {
	r.t.Helper()
	spot := image.Rect(10, 10, 40, 40)
	r.kioskd.stop()
	dark := r.look(spot)
	began := time.Now()
	r.startKioskd()
	return r.changed(spot, dark, began)
}

// pss is the proportional set size in MiB: shared pages count by their share.
func (r *rig) pss(pid int) float64 {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
	if err != nil {
		r.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "Pss: %f kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	r.t.Fatal("smaps_rollup has no Pss")
	return 0
}

// idleCPU is what kioskd uses while nobody touches anything, in percent of a core.
func (r *rig) idleCPU(over time.Duration) float64 {
	r.t.Helper()
	ticks := func() float64 {
		text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(r.kioskd.cmd.Process.Pid), "stat"))
		if err != nil {
			r.t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		user, _ := strconv.ParseFloat(fields[11], 64) // utime and stime, proc(5)
		system, _ := strconv.ParseFloat(fields[12], 64)
		return user + system
	}
	time.Sleep(5 * time.Second)
	before := ticks()
	time.Sleep(over)
	const perSecond = 100 // USER_HZ on Linux
	return (ticks() - before) / perSecond / over.Seconds() * 100
}
