package main_test

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// backlog is how many ratings a robot that was cut off has to send.
const backlog = 100_000

// BenchmarkWard measures the ward from the robot's outbox to the page. It runs
// once: make bench-ward.
func BenchmarkWard(b *testing.B) {
	b.Run("press", benchPress)
	b.Run("drain", func(b *testing.B) {
		b.Run("inside", func(b *testing.B) { benchDrain(b, newWardd(b, "")) })
		b.Run("mosquitto", func(b *testing.B) { benchDrain(b, newWardd(b, quickMosquitto(b).address)) })
	})
	b.Run("far", benchFar)
	b.Run("page", benchPages)
}

// quickMosquitto may have more on the way to one client than the 20 that it
// comes with.
func quickMosquitto(b *testing.B) *mosquitto {
	b.Helper()
	m := newMosquitto(b, "", "max_inflight_messages 0", "max_queued_messages 0", "set_tcp_nodelay true")
	m.start()
	return m
}

// benchPress is from the robot's commit of a press to the ward's open page.
func benchPress(b *testing.B) {
	const presses = 200
	w := newWardd(b, "")
	w.start()
	o := newStoredOutbox(b)
	report1(b, w.mqtt, "kb-01", o)
	seen := follow(b, w.page)
	var all []time.Duration
	for i := range presses + 5 {
		name := fmt.Sprintf("bench-%04d", i)
		at := time.Now()
		o.put(b, rated(b, name))
		when := seen.wait(b, name)
		if i >= 5 { // the first ones open files and connections
			all = append(all, when.Sub(at))
		}
		time.Sleep(time.Until(at.Add(250 * time.Millisecond)))
	}
	slices.Sort(all)
	b.ReportMetric(milliseconds(all[len(all)/2]), "p50-ms")
	b.ReportMetric(milliseconds(all[len(all)*99/100]), "p99-ms")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// benchDrain lays the way to the ward's receipts beside the broker alone, with
// as many of the same messages. Five robots do so one after the other, and the
// one with the middle ratio counts: on two processors a single run says more of
// what else goes on there.
func benchDrain(b *testing.B, w *wardd) {
	b.Helper()
	w.start()
	const rounds = 5
	type round struct{ whole, alone float64 } // events a second
	var all []round
	for i := range rounds {
		o := newStoredOutbox(b)
		o.fill(b, backlog)
		plain := benchPlain(b, w.mqtt, fmt.Sprint("plain-", i), o)
		began := time.Now()
		stop := report1(b, w.mqtt, fmt.Sprint("kb-", i), o)
		o.wantDrained(b)
		took := time.Since(began)
		stop()
		if got := w.count("ratings"); got != (i+1)*backlog {
			b.Fatalf("got %d ratings stored, want %d", got, (i+1)*backlog)
		}
		all = append(all, round{backlog / took.Seconds(), backlog / plain.Seconds()})
		b.Logf("%.0f ratings/s, the broker alone %.0f", all[i].whole, all[i].alone)
	}
	w.run(0, "verify")
	slices.SortFunc(all, func(a, b round) int { return cmp.Compare(a.whole/a.alone, b.whole/b.alone) })
	b.ReportMetric(all[rounds/2].whole, "ratings/s")
	b.ReportMetric(all[rounds/2].alone, "plain/s")
}

// benchFar is a backlog over 40 ms there and back.
func benchFar(b *testing.B) {
	w := newWardd(b, "")
	w.start()
	o := newStoredOutbox(b)
	o.fill(b, backlog)
	link := newSlowLink(b, w.mqtt, 20*time.Millisecond)
	began := time.Now()
	report1(b, link, "kb-01", o)
	o.wantDrained(b)
	b.ReportMetric(time.Since(began).Seconds(), "s")
}

// report1 reports an outbox as a robot until it is stopped or the benchmark ends.
func report1(b *testing.B, broker, robot string, o *storedOutbox) (stop func()) {
	b.Helper()
	client, err := report.New(report.Options{
		Brokers: []string{"tcp://" + broker}, Commune: "00070", Robot: robot, Boot: "b1", Outbox: o,
		Status: func() schema.Status { return report.StatusOf(kiosk.View{}) },
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	b.Cleanup(stop)
	return stop
}

// benchPlain sends the same messages with QoS 1 from one client over the
// broker to another, and nothing else.
func benchPlain(b *testing.B, broker, name string, o *storedOutbox) time.Duration {
	b.Helper()
	topic := name + "/evt/rating"
	came, all := 0, make(chan struct{})
	take := func(mqtt.Client, mqtt.Message) {
		if came++; came == backlog {
			close(all)
		}
	}
	reader := plainClient(b, broker, name+"-reader")
	if token := reader.Subscribe(topic, 1, take); token.Wait() && token.Error() != nil {
		b.Fatal(token.Error())
	}
	writer := plainClient(b, broker, name+"-writer")
	messages := o.messages(b)
	began := time.Now()
	const window = 256
	way := make(chan mqtt.Token, window)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for token := range way {
			token.Wait()
		}
	}()
	for _, m := range messages {
		way <- writer.Publish(topic, 1, false, m)
	}
	close(way)
	<-done
	select {
	case <-all:
	case <-time.After(5 * patience):
		b.Fatalf("the broker alone did not bring all %d messages", backlog)
	}
	return time.Since(began)
}

func plainClient(b *testing.B, broker, id string) mqtt.Client {
	b.Helper()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + broker).SetClientID(id).SetProtocolVersion(4).SetAutoReconnect(false))
	if token := c.Connect(); token.Wait() && token.Error() != nil {
		b.Fatal(token.Error())
	}
	b.Cleanup(func() { c.Disconnect(50) })
	return c
}

// benchPages asks for the dashboard's pages of a ward with a million ratings.
func benchPages(b *testing.B) {
	const asks = 15
	w := newWardd(b, "")
	w.fillMillion()
	w.start()
	year := "?from=" + time.Now().AddDate(-1, 0, 1).Format(time.DateOnly) + "&to=" + time.Now().Format(time.DateOnly)
	for _, p := range []struct{ name, path string }{
		{"live", ""},
		{"ratings", "ratings"},
		{"ratings-year", "ratings" + year},
		{"waits", "waits"},
		{"waits-year", "waits" + year},
		{"robots", "robots"},
		{"alerts", "alerts"},
		{"pillars", "pillars"},
	} {
		b.Run(p.name, func(b *testing.B) {
			var all []time.Duration
			for range asks {
				all = append(all, w.ask(b, p.path))
			}
			slices.Sort(all)
			b.ReportMetric(milliseconds(all[len(all)-1]), "max-ms")
			b.ReportMetric(milliseconds(all[len(all)/2]), "p50-ms")
		})
	}
}

func (w *wardd) ask(b *testing.B, path string) time.Duration {
	b.Helper()
	began := time.Now()
	ask, err := http.NewRequestWithContext(b.Context(), http.MethodGet, w.page+path, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	page, err := http.DefaultClient.Do(ask)
	if err != nil {
		b.Fatal(err)
	}
	defer page.Body.Close()
	if _, err := io.Copy(io.Discard, page.Body); err != nil || page.StatusCode != http.StatusOK {
		b.Fatalf("got %s, %v for /%s, want 200", page.Status, err, path)
	}
	return time.Since(began)
}

// fillMillion is a year of five robots, with a visit to each second rating.
func (w *wardd) fillMillion() {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Join(w.dir, "state"), 0o700); err != nil {
		w.t.Fatal(err)
	}
	zone := time.FixedZone("+07", 7*3600)
	s, err := store.Open(w.t.Context(), store.Options{File: filepath.Join(w.dir, "state", "ward.db"), Location: zone})
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	const ratings, robots, part = 1_000_000, 5, 5000
	first := time.Now().AddDate(-1, 0, 1).Truncate(time.Hour)
	step := time.Since(first) / ratings
	seqs := make([]uint64, robots)
	var items []store.Item
	for i := range ratings {
		at := first.Add(time.Duration(i) * step)
		items = append(items, yearOf(i, at, &seqs[i%robots])...)
		if len(items) < part && i != ratings-1 {
			continue
		}
		if _, err := s.Commit(w.t.Context(), items); err != nil {
			w.t.Fatal(err)
		}
		items = items[:0]
	}
}

func yearOf(i int, at time.Time, seq *uint64) []store.Item {
	faces := []string{"very-satisfied", "very-satisfied", "satisfied", "satisfied", "satisfied", "neutral", "dissatisfied"}
	services := []string{"ho-tich", "dat-dai", "tu-phap", "cong-an"}
	wait, serve := new(60*(i%47)), new(30+i%1500)
	service, door := services[i/3%4], 1+i/3%8
	bodies := []schema.Body{schema.Rating{
		Face: faces[i/11%7], Source: "ticket", Service: service, Door: door, Lang: "vi", WaitS: wait, ServeS: serve,
	}}
	if i%2 == 0 {
		bodies = append(bodies, schema.Visit{Service: service, Door: door, Outcome: "closed", WaitS: wait, ServeS: serve})
	}
	var items []store.Item
	for _, body := range bodies {
		*seq++
		e := schema.Event{Header: schema.Header{
			V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-8%03x-%012x", i%5, *seq), Epoch: "e1", Seq: *seq, TS: at, Clock: schema.ClockNTP,
		}, Body: body}
		items = append(items, store.Item{
			Topic: schema.Topic{Commune: "00070", Robot: fmt.Sprintf("kb-%02d", i%5), Channel: body.Kind().Channel()},
			At:    at, Payload: []byte(strings.Repeat("x", 250)), Event: &e,
		})
	}
	return items
}

// seen notes when the names of presses come first in what a page is sent.
type seen struct {
	mu   sync.Mutex
	when map[string]time.Time
}

// follow opens the page's events.
func follow(b *testing.B, page string) *seen {
	b.Helper()
	ask, err := http.NewRequestWithContext(b.Context(), http.MethodGet, page+"live", http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	got, err := http.DefaultClient.Do(ask)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { got.Body.Close() })
	s := &seen{when: make(map[string]time.Time)}
	name := regexp.MustCompile(`bench-[0-9]{4}`)
	go func() {
		lines := bufio.NewScanner(got.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			at := time.Now()
			for _, found := range name.FindAllString(lines.Text(), -1) {
				s.note(found, at)
			}
		}
	}()
	return s
}

func (s *seen) note(name string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.when[name]; !known {
		s.when[name] = at
	}
}

func (s *seen) wait(b *testing.B, name string) time.Time {
	b.Helper()
	var at time.Time
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		at = s.when[name]
		s.mu.Unlock()
		if !at.IsZero() {
			return at
		}
	}
	b.Fatalf("press %s is not on the page after %v", name, patience)
	return at
}
