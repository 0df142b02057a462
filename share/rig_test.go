package share_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
	"tiepdan/share"
)

const secret = "0123456789abcdef0123456789abcdef"

// printer prints every ticket; nothing else is asked of it.
type printer struct{ agent.Printer }

func (printer) PrintTicket(context.Context, kiosk.Paper) error { return nil }

// robot is one real agent with its journal.
type robot struct {
	*agent.Agent

	t     *testing.T
	dir   string
	setup kiosk.Setup
	end   func()
}

func setup(s kiosk.ShareSetup) kiosk.Setup {
	return kiosk.Setup{
		Unit: "r", TimeZone: "Asia/Ho_Chi_Minh", DayReset: time.Hour, Share: s,
		Services: []kiosk.Service{{ID: "cert", Prefix: "A", Name: kiosk.Text{Vi: "Chứng thực"}, Doors: []int{1}}},
		Doors:    []kiosk.Door{{Number: 1, Name: kiosk.Text{Vi: "Cửa số 1"}}},
		Priority: kiosk.PriorityPolicy{Strict: true}, RecallLimit: 2, CallShow: 20 * time.Second, RatingShow: 30 * time.Second,
		IdleReset: time.Minute, MinSamples: 5,
	}
}

func keeperSetup() kiosk.Setup {
	return setup(kiosk.ShareSetup{Role: kiosk.ShareKeeper, Members: []kiosk.Sharer{{Name: "m1", Block: 9}}})
}

func memberSetup() kiosk.Setup {
	return setup(kiosk.ShareSetup{Role: kiosk.ShareMember, Name: "m1", Block: 9})
}

func newRobot(t *testing.T, s kiosk.Setup) *robot {
	t.Helper()
	r := &robot{t: t, dir: t.TempDir(), setup: s}
	r.start()
	t.Cleanup(func() { r.stop() })
	return r
}

// start runs the agent; what drives it beside is started by the caller.
func (r *robot) start() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	store, err := agent.OpenStore(ctx, filepath.Join(r.dir, "state"))
	if err != nil {
		r.t.Fatal(err)
	}
	a, err := agent.New(ctx, agent.Options{
		Store: store, Setup: r.setup, Printer: printer{}, Logger: logger(),
		Encode: func(e kiosk.Event) (string, json.RawMessage, error) {
			return fmt.Sprintf("%T", e), json.RawMessage("{}"), nil
		},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.Agent = a
	var done sync.WaitGroup
	done.Go(func() {
		if err := a.Run(ctx); err != nil {
			r.t.Errorf("the agent ended: %v", err)
		}
	})
	r.end = func() {
		cancel()
		done.Wait()
		_ = store.Close()
	}
	a.Post(kiosk.PrinterChanged{Printer: kiosk.Printer{Link: true, Paper: "ok", Checked: true}})
}

func (r *robot) stop() {
	if r.end != nil {
		r.end()
		r.end = nil
	}
}

// run runs a service beside until the end of the test, or until it is stopped.
func run(t *testing.T, f func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := f(ctx); err != nil {
			t.Errorf("a service ended: %v", err)
		}
	})
	stop = func() { cancel(); done.Wait() }
	t.Cleanup(stop)
	return stop
}

func logger() *slog.Logger { return slog.New(slog.DiscardHandler) }

// serve runs a keeper's server and returns its address.
func serve(t *testing.T, k *robot) (addr string, stop func()) {
	t.Helper()
	s, err := share.NewServer(share.ServerOptions{Core: k, Boot: k.Boot(), Secret: share.Secret(secret), Members: []string{"m1"}, Logger: logger()})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln.Addr().String(), run(t, func(ctx context.Context) error { return s.Serve(ctx, ln) })
}

func follow(t *testing.T, m *robot, keeper, with string) (stop func()) {
	t.Helper()
	return followAs(t, share.ClientOptions{Core: m, Boot: m.Boot(), Secret: share.Secret(with), Name: "m1", Block: 9, Keeper: keeper, Logger: logger()})
}

func followAs(t *testing.T, o share.ClientOptions) (stop func()) {
	t.Helper()
	c, err := share.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, c.Run)
}

// until waits for what a view must come to show.
func (r *robot) until(what string, ok func(kiosk.View) bool) kiosk.View {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
	defer cancel()
	changed := r.Changed(ctx)
	for {
		v := r.View()
		if ok(v) {
			return v
		}
		select {
		case <-changed:
		case <-ctx.Done():
			r.t.Fatalf("%s: did not come to be; the screen is %s, %+v", what, v.Screen, v.Share)
		}
	}
}

// take takes a ticket at a robot, waits for its paper and leaves.
func (r *robot) take() string {
	r.t.Helper()
	r.until("home", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome || v.Screen == kiosk.ScreenCalled })
	if v := r.View(); v.Screen == kiosk.ScreenCalled {
		r.Post(kiosk.Dismissed{Screen: v.Screen, Ticket: v.Calls[0].Ticket})
		r.until("home", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenHome })
	}
	time.Sleep(2100 * time.Millisecond) // a visitor is slower than a trembling finger
	r.Post(kiosk.ServicePicked{Service: "cert"})
	v := r.until("a ticket", func(v kiosk.View) bool { return v.Screen == kiosk.ScreenTicket && v.Ticket.Print == kiosk.PrintDone })
	r.Post(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: v.Ticket.ID})
	return v.Ticket.Number
}

func queued(number string) func(kiosk.View) bool {
	return func(v kiosk.View) bool {
		for _, w := range v.Board[0].Queue {
			if w.Number == number {
				return true
			}
		}
		return false
	}
}

// proxy stands between two robots. It can be cut, held, and made slow.
type proxy struct {
	to string
	ln net.Listener

	mu    sync.Mutex
	cut   bool
	held  bool
	delay time.Duration
	conns map[net.Conn]bool
	free  *sync.Cond
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: to, ln: ln, conns: map[net.Conn]bool{}}
	p.free = sync.NewCond(&p.mu)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.carry(c) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		p.set(func() { p.cut, p.held = true, false })
		all.Wait()
	})
	return p
}

func (p *proxy) addr() string { return p.ln.Addr().String() }

// set changes the wire; a cut one drops its connections.
func (p *proxy) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.free.Broadcast()
	if p.cut {
		for c := range p.conns {
			_ = c.Close()
		}
	}
}

func (p *proxy) carry(c net.Conn) {
	up, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = c.Close()
		return
	}
	p.mu.Lock()
	p.conns[c], p.conns[up] = true, true
	refused := p.cut
	p.mu.Unlock()
	if refused {
		_, _ = c.Close(), up.Close()
		return
	}
	var both sync.WaitGroup
	both.Go(func() { p.copy(up, c) })
	both.Go(func() { p.copy(c, up) })
	both.Wait()
	p.mu.Lock()
	delete(p.conns, c)
	delete(p.conns, up)
	p.mu.Unlock()
}

func (p *proxy) copy(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		for p.held {
			p.free.Wait()
		}
		delay := p.delay
		p.mu.Unlock()
		time.Sleep(delay)
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}
