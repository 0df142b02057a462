package main_test

import (
	"context"
	"fmt"
	"image"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"

	"tiepdan/assist"
	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
	"tiepdan/ui/window"
)

// asDay makes the test binary a program that lives through a day: the real
// window, fed by the real core, under a clock that runs ahead. It tells its
// memory every hour.
const asDay = "TIEPDAN_BENCH_DAY"

const (
	dayHours  = 24
	dayVisits = 300
	// hourRests is how often in an hour memory is looked at: how much Go has given
	// back at one moment differs by two megabytes from the next.
	hourRests = 4
	// turnTime is how long an announcement stands.
	turnTime = 12 * time.Second
)

// day is one run of it. The core belongs to its goroutine, the screen to the
// window's thread.
type day struct {
	w          *window.Window
	rnd        *rand.Rand
	procedures []assist.Procedure
	model      kiosk.Model
	later      []kiosk.Msg // answers under way
	tickets    int
	touches    int
	seen       map[kiosk.Screen]int

	mu   sync.Mutex
	now  time.Time
	said []kiosk.Msg // what touches asked for
}

// runDay is the program.
func runDay() error {
	// kioskd is linked without the heap's profiler; a test binary has it, and it
	// keeps a record of every place that ever allocated.
	runtime.MemProfileRate = 0
	debug.SetGCPercent(kioskd.GCPercent)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	found, err := kioskd.Catalogue(&config.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	d := &day{
		rnd: rand.New(rand.NewPCG(3, 24)), model: kiosk.New(), procedures: found.Procedures, seen: map[kiosk.Screen]int{}, // #nosec G404 -- the same day every time
		now: time.Now().UTC().Truncate(time.Hour).Add(time.Hour),
	}
	o := ui.Options{
		Post: d.post, Catalogue: found, Say: func(kiosk.Lang, string) {}, Unlock: func(string) { d.post(kiosk.TechnicianEntered{}) },
		Logs: func() []string {
			return slices.Repeat([]string{"14:05:00 WARN the ward cannot be reached error=refused"}, 200)
		},
	}
	d.w, err = window.New(window.Options{
		Title: "day", Size: uitest.Landscape(), Motion: true, UI: o, Now: d.clock, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	d.begin()
	go func() {
		defer stop()
		d.live(ctx)
	}()
	return d.w.Run(ctx)
}

// live is all visits, hour by hour.
func (d *day) live(ctx context.Context) {
	visit := 0
	for hour := 1; hour <= dayHours && ctx.Err() == nil; hour++ {
		end := d.clock().Add(time.Hour)
		var rests []memory
		for n := range hourRests {
			for ; visit < dayVisits*(hourRests*(hour-1)+n+1)/(hourRests*dayHours); visit++ {
				d.visit(ctx, visit)
			}
			if n == hourRests-1 {
				d.passUntil(ctx, end)
			}
			rests = append(rests, d.atRest())
		}
		m := middle(rests)
		fmt.Printf("hour %d pss_kib %d heap_kib %d held_kib %d touches %d\n", hour, m.pss, m.heap, m.held, d.touches)
	}
	names := make([]string, 0, len(d.seen))
	for s, n := range d.seen {
		names = append(names, fmt.Sprintf("%s=%d", s, n))
	}
	slices.Sort(names)
	fmt.Println("screens", strings.Join(names, " "))
}

// memory is how much of it the program has, in KiB.
type memory struct{ pss, heap, held int }

// atRest waits, in real time, until the screen has come to rest.
func (d *day) atRest() memory {
	time.Sleep(3 * time.Second)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return memory{pss: ownPSS(), heap: int(m.HeapInuse / 1024), held: int((m.Sys - m.HeapReleased) / 1024)} // #nosec G115 -- far below
}

// middle is the median of each.
func middle(all []memory) memory {
	of := func(pick func(memory) int) int {
		one := make([]int, len(all))
		for i, m := range all {
			one[i] = pick(m)
		}
		slices.Sort(one)
		return (one[(len(one)-1)/2] + one[len(one)/2]) / 2
	}
	return memory{
		pss:  of(func(m memory) int { return m.pss }),
		heap: of(func(m memory) int { return m.heap }),
		held: of(func(m memory) int { return m.held }),
	}
}

// ownPSS is the program's memory in KiB, shared pages by their share.
func ownPSS() int {
	text, err := os.ReadFile("/proc/self/smaps_rollup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "Pss: %d kB", &kib); n == 1 {
			return kib
		}
	}
	return 0
}

// clock is the simulated time.
func (d *day) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *day) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = t
}

// post takes what a touch asks for, on the window's thread.
func (d *day) post(m kiosk.Msg) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.said = append(d.said, m)
}

// passUntil lets time go by until then.
func (d *day) passUntil(ctx context.Context, end time.Time) {
	for d.clock().Before(end) && ctx.Err() == nil {
		d.pass(ctx, min(turnTime, end.Sub(d.clock())))
	}
}

// pass lets time go by, from deadline to deadline.
func (d *day) pass(ctx context.Context, by time.Duration) {
	end := d.clock().Add(by)
	for range 1000 {
		next := d.model.Deadline()
		if next.IsZero() || next.After(end) {
			break
		}
		if next.After(d.clock()) {
			d.set(next)
		}
		d.update(kiosk.Tick{})
	}
	d.set(end)
	d.show()
	d.on(ctx, func(*ui.UI) {})
}

// show gives the screen to the window.
func (d *day) show() {
	v := d.model.View()
	d.seen[v.Screen]++
	d.w.Show(v)
}

// on runs on the window's thread, after the picture before has been shown.
func (d *day) on(ctx context.Context, do func(*ui.UI)) {
	done := make(chan struct{})
	d.w.Do(func(u *ui.UI) {
		do(u)
		close(done)
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// visit is one person at the screen, and what goes on meanwhile.
func (d *day) visit(ctx context.Context, n int) {
	d.pass(ctx, 20*time.Second)
	d.on(ctx, func(u *ui.UI) { u.SetFloor(uitest.Floor(n%2 == 0)) })
	query := d.query()
	for i := range 12 + d.rnd.IntN(20) {
		if ctx.Err() != nil {
			return
		}
		if i == 14 {
			d.officials(n)
		}
		d.touch(ctx, &query)
		if len(d.later) > 0 && d.rnd.IntN(2) == 0 {
			m := d.later[0]
			d.later = d.later[1:]
			d.update(m)
			d.show()
		}
	}
	for _, m := range d.later {
		d.update(m)
	}
	d.later = nil
	d.usual()
	d.pass(ctx, 130*time.Second)
}

// query is what a visitor writes, in plain letters.
func (d *day) query() []rune {
	p := d.procedures[d.rnd.IntN(len(d.procedures))]
	return []rune(assist.Fold(p.Plain.Vi))
}

// touch is one finger put on a control and lifted.
func (d *day) touch(ctx context.Context, query *[]rune) {
	var at image.Point
	v := d.model.View()
	d.touches++
	d.on(ctx, func(u *ui.UI) {
		now := d.clock()
		scene := u.Scene(v, now, uitest.Landscape())
		u.Shown(now)
		at = d.choose(scene.Controls(), query)
		u.Touch(ui.Press, at, now.Add(time.Second))
	})
	d.set(d.clock().Add(time.Second))
	d.on(ctx, func(u *ui.UI) { u.Touch(ui.Release, at, d.clock()) })
	d.mu.Lock()
	said := d.said
	d.said = nil
	d.mu.Unlock()
	for _, m := range said {
		d.update(m)
	}
	d.pass(ctx, time.Second)
}

// choose takes any control, on the keyboard mostly the next letter.
func (d *day) choose(all []ui.Control, query *[]rune) image.Point {
	mid := func(c ui.Control) image.Point { return c.Bounds.Min.Add(c.Bounds.Size().Div(2)) }
	if len(*query) > 0 && d.rnd.IntN(4) > 0 {
		label := string(unicode.ToLower((*query)[0]))
		for _, c := range all {
			if c.Label == label || label == " " && (c.Label == "Dấu cách" || c.Label == "Space") {
				*query = (*query)[1:]
				return mid(c)
			}
		}
	}
	var open []ui.Control
	for _, c := range all {
		if !c.Secret() {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		return image.Pt(5, 200)
	}
	return mid(open[d.rnd.IntN(len(open))])
}
