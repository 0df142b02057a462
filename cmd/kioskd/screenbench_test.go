package main_test

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
)

const (
	startRounds  = 9
	touchBlocks  = 6
	blockPresses = 50
	blockChanges = 25
	idleFor      = 60 * time.Second
	settling     = 10 * time.Second
)

// BenchmarkScreen compares the screen with a browser in kiosk mode that shows
// the same home screen: `make bench-screen`. It takes a quarter of an hour, so
// it runs only when BENCH_SCREEN names parts of it, or "all". The figures go to
// the file that BENCH_OUT names, as BENCH_FORMAT says.
func BenchmarkScreen(b *testing.B) {
	parts := strings.FieldsFunc(os.Getenv("BENCH_SCREEN"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(parts) == 0 {
		b.Skip("it takes a quarter of an hour: make bench-screen")
	}
	c := &comparison{Conditions: conditions()}
	s := newStand(b)
	for _, part := range []struct {
		name string
		run  func(*comparison)
	}{
		{"start", s.benchStart},
		{"touch", s.benchTouch},
		{"motion", s.benchMotion},
		{"idle", s.benchIdle},
		{"paging", s.benchPaging},
		{"whole", func(c *comparison) { benchWhole(b, c) }},
		{"day", func(c *comparison) { s.benchDay(c) }},
	} {
		if !slices.Contains(parts, part.name) && !slices.Contains(parts, "all") {
			continue
		}
		began := time.Now()
		part.run(c)
		b.Logf("%s took %v", part.name, time.Since(began).Round(time.Second))
	}
	b.ReportMetric(0, "ns/op")
	out := c.bytes(os.Getenv("BENCH_FORMAT"))
	b.Logf("\n%s", out)
	if path := os.Getenv("BENCH_OUT"); path != "" {
		if err := os.WriteFile(path, out, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

func (s *stand) rivals() []*rival { return []*rival{s.ours, s.peer} }

func (s *stand) benchStart(c *comparison) {
	var took [2][]time.Duration
	for i := range startRounds + 1 {
		for k, r := range s.rivals() {
			t := s.firstFrame(r)
			if i > 0 { // the first one warms files and caches
				took[k] = append(took[k], t)
			}
		}
	}
	c.add(fmt.Sprintf("start to first frame, median of %d", startRounds), "ms", quantile(took[0], 0.5), quantile(took[1], 0.5), ofRatio, 1.0/3)
	c.add("start to first frame, longest", "ms", quantile(took[0], 1), quantile(took[1], 1), "", 0)
}

// up starts a program and waits until it rests.
func (s *stand) up(r *rival, rest time.Duration) *process {
	s.t.Helper()
	at, blue := s.badge()
	p := r.launch()
	s.await(r.name+" shows the home screen", time.Now(), func() bool { return s.dot(at) == blue })
	time.Sleep(rest)
	return p
}

func (s *stand) benchTouch(c *comparison) {
	var pressed, changed [2][]time.Duration
	lang := s.middle(func(m kiosk.Msg) bool { _, ok := m.(kiosk.LanguagePicked); return ok })
	for block := range touchBlocks {
		for k, r := range s.rivals() {
			p := s.up(r, 3*time.Second)
			if s.shots != "" && block == 0 {
				s.shot(filepath.Join(s.shots, r.name+".png"))
			}
			s.presses(5)
			pressed[k] = append(pressed[k], s.presses(blockPresses)...)
			_, last := s.changes(blockChanges+2, lang, lang)
			changed[k] = append(changed[k], last[2:]...)
			s.end(p)
		}
	}
	name := fmt.Sprintf("touch to changed pixel, %s of %d", "%s", touchBlocks*blockPresses)
	c.add(fmt.Sprintf(name, "median"), "ms", quantile(pressed[0], 0.5), quantile(pressed[1], 0.5), ofRatio, 1)
	c.add(fmt.Sprintf(name, "p99"), "ms", quantile(pressed[0], 0.99), quantile(pressed[1], 0.99), ofRatio, 1)
	name = fmt.Sprintf("language to last changed spot, %s of %d", "%s", touchBlocks*blockChanges)
	c.add(fmt.Sprintf(name, "median"), "ms", quantile(changed[0], 0.5), quantile(changed[1], 0.5), "", 0)
	c.add(fmt.Sprintf(name, "p99"), "ms", quantile(changed[0], 0.99), quantile(changed[1], 0.99), ofValue, 60)
}

// benchMotion goes to another screen and back, without and with motion.
func (s *stand) benchMotion(c *comparison) {
	const rounds = 40
	opens := func(screen kiosk.Screen) func(kiosk.Msg) bool {
		return func(m kiosk.Msg) bool { o, ok := m.(kiosk.Opened); return ok && o.To.Screen == screen }
	}
	there := s.middle(opens(kiosk.ScreenFind))
	find := s.view
	find.Screen, find.Spot = kiosk.ScreenFind, kiosk.Spot{Screen: kiosk.ScreenFind}
	back := center(s.whereOn(find, opens(kiosk.ScreenHome)))
	for _, motion := range []bool{false, true} {
		s.configure(oneNews(), motion)
		p := s.up(s.ours, 3*time.Second)
		first, last := s.changes(rounds, there, back)
		s.end(p)
		if motion {
			c.tell("another screen, motion on: first changed spot, median", "ms", quantile(first, 0.5))
			c.tell("another screen, motion on: first changed spot, p99", "ms", quantile(first, 0.99))
			continue
		}
		c.tell("another screen, motion off: last changed spot, median", "ms", quantile(last, 0.5))
		c.tell("another screen, motion off: last changed spot, p99", "ms", quantile(last, 0.99))
	}
	s.configure(oneNews(), false)
}

// rest is what a program uses that nobody touches.
func (s *stand) restOf(r *rival) (percent, mib float64, processes int) {
	p := s.up(r, settling)
	pid := p.cmd.Process.Pid
	before, began := cpuOf(pid), time.Now()
	time.Sleep(idleFor)
	percent = (cpuOf(pid) - before).Seconds() / time.Since(began).Seconds() * 100
	mib, processes = s.pssOf(pid), len(tree(pid))
	s.end(p)
	return percent, mib, processes
}

func (s *stand) benchIdle(c *comparison) {
	cpu, mib, n := s.restOf(s.ours)
	peerCPU, peerMiB, peerN := s.restOf(s.peer)
	c.add(fmt.Sprintf("memory (PSS) after 60 s at rest, %d and %d processes", n, peerN), "MiB", mib, peerMiB, ofRatio, 1.0/3)
	c.add("processor at rest over 60 s", "%", cpu, peerCPU, ofValue, 0.1)
}

func (s *stand) benchPaging(c *comparison) {
	s.configure(longNews(), false)
	cpu, _, _ := s.restOf(s.ours)
	peer, _, _ := s.restOf(s.browser(s.page("paging", s.view, longNews())))
	c.add("processor while announcements page, over 60 s", "%", cpu, peer, ofValue, 3)
	s.configure(oneNews(), false)
}

// benchWhole is the memory of all that make run has on the robot.
func benchWhole(tb testing.TB, c *comparison) {
	tb.Helper()
	r := newWhole(tb)
	r.until("home screen, robot ready", func(v kiosk.View) bool {
		return (v.Screen == kiosk.ScreenHome || v.Screen == kiosk.ScreenAttract) && v.Robot.State == "idle" && v.Printer.Ready()
	})
	time.Sleep(settling + idleFor)
	s := &stand{rig: r}
	pid := r.kioskd.cmd.Process.Pid
	c.tell(fmt.Sprintf("memory (PSS) of make run's kioskd, %d processes", len(tree(pid))), "MiB", s.pssOf(pid))
	c.tell("memory (PSS) of make run's kioskd without speechd", "MiB", r.pss(pid))
	r.kioskd.stop()
}

// benchDay lives through 24 simulated hours.
func (s *stand) benchDay(c *comparison) {
	const warm, later = 3, 12
	p := start(s.root, slices.Concat(s.env, []string{asDay + "=1"}), os.Args[0])
	var pss, heap []float64
	touches := 0
	for range dayHours {
		var hour int
		var m, h, held float64
		if _, err := fmt.Sscanf(p.line("hour "), "%d pss_kib %f heap_kib %f held_kib %f touches %d", &hour, &m, &h, &held, &touches); err != nil {
			s.t.Fatalf("hour %d: %v", hour, err)
		}
		pss, heap = append(pss, m/1024), append(heap, h/1024)
	}
	seen := p.line("screens ")
	if n := len(strings.Fields(seen)); n < 17 {
		s.t.Errorf("the day showed %d screens, want 17 at least: %s", n, seen)
	}
	<-p.done
	base, worst := pss[warm-1], 0.0
	for _, m := range pss[later:] {
		worst = max(worst, math.Abs(m/base-1)*100)
	}
	name := fmt.Sprintf("24 hours, %d visits, %d touches: ", dayVisits, touches)
	c.add(name+"memory apart from hour 3", "%", worst, math.NaN(), ofValue, 5)
	c.tell("24 hours: memory (PSS) at hour 3", "MiB", base)
	c.tell("24 hours: memory (PSS) in the last 12, least", "MiB", slices.Min(pss[later:]))
	c.tell("24 hours: memory (PSS) in the last 12, most", "MiB", slices.Max(pss[later:]))
	c.tell("24 hours: Go heap in use at hour 24", "MiB", heap[dayHours-1])
	s.t.Logf("memory by hour, MiB: %.1f", pss)
	s.t.Logf("Go heap by hour, MiB: %.1f", heap)
}

// middle is the middle of a control of the home screen.
func (s *stand) middle(is func(kiosk.Msg) bool) image.Point { return center(s.whereOn(s.view, is)) }

func center(r image.Rectangle) image.Point { return r.Min.Add(r.Size().Div(2)) }
