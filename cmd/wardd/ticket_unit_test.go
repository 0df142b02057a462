package main_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// unit is a robot: its real core and its real way to the ward.
type unit struct {
	t    *testing.T
	name string
	zone *time.Location
	// reset is the time of day at which numbers start again.
	reset time.Duration

	mu     sync.Mutex
	m      kiosk.Model
	at     time.Time
	n      int
	client *report.Client
}

func newUnit(t *testing.T, name string) *unit {
	t.Helper()
	return newUnitAt(t, name, time.Now().Add(-3*time.Hour))
}

// newUnitAt is a robot that was switched on at a time.
func newUnitAt(t *testing.T, name string, at time.Time) *unit {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	u := &unit{t: t, name: name, zone: zone, m: kiosk.New(), at: at}
	// Numbers start again far from now, at whatever hour the test runs.
	u.reset = time.Duration((time.Now().In(zone).Hour()+12)%24) * time.Hour
	u.do(kiosk.Started{Boot: "b", Setup: kiosk.Setup{
		DayReset: u.reset,
		Unit:     name, TimeZone: "Asia/Ho_Chi_Minh", TicketURL: "https://phieu.example/t/", CallShow: 12 * time.Second,
		RatingShow: 10 * time.Second, IdleReset: 5 * time.Second, RecallLimit: 3, MinSamples: 3,
		Rules: kiosk.QueueRules{ReturnWithin: 20 * time.Minute, ReturnBehind: 2},
		Services: []kiosk.Service{
			{ID: "ho-tich", Prefix: "A", Name: kiosk.Text{Vi: "Hộ tịch", En: "Civil status"}, Doors: []int{3, 4}},
		},
		Doors: []kiosk.Door{
			{Number: 3, Name: kiosk.Text{Vi: "Khai sinh, kết hôn", En: "Births and marriages"}},
			{Number: 4, Name: kiosk.Text{Vi: "Cửa số 4", En: "Door 4"}},
		},
	}})
	return u
}

// do gives a message to the core and tells the ward.
func (u *unit) do(msg kiosk.Msg) []kiosk.Effect {
	u.mu.Lock()
	defer u.mu.Unlock()
	m, effects := u.m.Update(u.at, msg)
	u.m = m
	if u.client != nil {
		u.client.StatusChanged()
	}
	return effects
}

// pass lets time go by in the core.
func (u *unit) pass(d time.Duration) {
	u.mu.Lock()
	u.at = u.at.Add(d)
	u.mu.Unlock()
	u.do(kiosk.Tick{})
}

// arrive ends the past: what happens from here on happens now.
func (u *unit) arrive() {
	u.mu.Lock()
	u.at = time.Now()
	u.mu.Unlock()
	u.do(kiosk.Tick{})
}

// take takes a ticket, and gives the token in its code.
func (u *unit) take() (token string) {
	u.t.Helper()
	var random [16]byte
	_, _ = rand.Read(random[:])
	token = base64.RawURLEncoding.EncodeToString(random[:])
	u.pass(10 * time.Second)
	u.n++
	effects := u.do(kiosk.ServicePicked{Service: "ho-tich", ID: u.name + strconv.Itoa(u.n), Token: token})
	for _, e := range effects {
		if p, ok := e.(kiosk.PrintTicket); ok {
			if want := "https://phieu.example/t/" + token; p.Ticket.URL != want {
				u.t.Errorf("got code %q on the ticket, want %q", p.Ticket.URL, want)
			}
			u.do(kiosk.Printed{Job: p.Job})
			u.pass(10 * time.Second)
			return token
		}
	}
	u.t.Fatalf("got effects %+v, want a ticket", effects)
	return ""
}

// seen is the ticket at a door.
func (u *unit) seen(door int) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	t, _ := u.m.Line.At(door)
	return t.ID
}

func (u *unit) call(door int) {
	u.do(kiosk.CallNext{Request: u.request(), Door: door, Seen: u.seen(door)})
}

func (u *unit) close(door int) {
	u.do(kiosk.CloseVisit{Request: u.request(), Door: door, Seen: u.seen(door)})
}

func (u *unit) miss(door int) {
	u.do(kiosk.MarkNoShow{Request: u.request(), Door: door, Seen: u.seen(door)})
}

func (u *unit) hold(door int) { u.do(kiosk.Hold{Request: u.request(), Door: door, Seen: u.seen(door)}) }

func (u *unit) request() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
	return u.name + "/" + strconv.Itoa(u.n)
}

func (u *unit) line() schema.Line {
	u.mu.Lock()
	defer u.mu.Unlock()
	return report.LineOf(u.m.View(), u.zone, u.reset)
}

// connect reports until stop is called, or the test ends.
func (u *unit) connect(broker string) (stop func()) {
	u.t.Helper()
	client, err := report.New(report.Options{
		Brokers: []string{"tcp://" + broker}, Commune: "00070", Robot: u.name, Boot: "b1", Outbox: newOutbox("e-" + u.name),
		Line: u.line, LineEvery: 300 * time.Millisecond,
	})
	if err != nil {
		u.t.Fatal(err)
	}
	u.mu.Lock()
	u.client = client
	u.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			u.t.Errorf("got %v from the client, want nil", err)
		}
	})
	u.t.Cleanup(stop)
	return stop
}

// startReceiving starts the program and waits until it hears robots: what they
// say before comes as the broker has kept it, of an unknown age.
func (w *wardd) startReceiving() {
	w.t.Helper()
	const heard = "msg=receiving"
	before := strings.Count(w.said(), heard)
	w.start()
	eventually(w.t, "it hears robots", func() bool { return strings.Count(w.said(), heard) > before })
}

// ticketPage reads the page of a token, as a phone does.
func (w *wardd) ticketPage(token string) (status int, text string) {
	w.t.Helper()
	r, err := http.Get(w.page + "t/" + token)
	if err != nil {
		return 0, err.Error()
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// wantPage waits until the page of a token says something.
func (w *wardd) wantPage(token string, want ...string) {
	w.t.Helper()
	eventually(w.t, "the page says "+strings.Join(want, ", "), func() bool {
		_, text := w.ticketPage(token)
		for _, part := range want {
			if !strings.Contains(text, part) {
				return false
			}
		}
		return true
	})
}

// served lets visits end, so that a wait can be estimated.
func (u *unit) served(n int) {
	for range n {
		u.take()
		u.call(4)
		u.pass(7*time.Minute + time.Duration(u.n%5)*40*time.Second)
		u.close(4)
		u.pass(30 * time.Second)
	}
}
