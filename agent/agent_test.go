package agent_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/agent"
	"tiepdan/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func setup() kiosk.Setup {
	return kiosk.Setup{
		Unit: "r1", Ward: kiosk.Text{Vi: "Phường Cửa Nam"}, TimeZone: "Asia/Ho_Chi_Minh",
		Services: []kiosk.Service{{ID: "cert", Prefix: "A", Name: kiosk.Text{Vi: "Chứng thực"}, Doors: []int{1}}},
		Doors:    []kiosk.Door{{Number: 1, Place: "door-1"}},
		CallShow: time.Minute, RatingShow: time.Minute, IdleReset: time.Minute, RecallLimit: 2, MinSamples: 5,
		Priority: kiosk.PriorityPolicy{Strict: true},
	}
}

// printer answers each ticket as the test says.
type printer struct{ answers chan error }

func (p printer) PrintTicket(ctx context.Context, _ kiosk.Paper) error {
	select {
	case err := <-p.answers:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p printer) PrintSlip(ctx context.Context, _ kiosk.SlipPaper) error {
	return p.PrintTicket(ctx, kiosk.Paper{})
}

type voice struct {
	mu   sync.Mutex
	said []string
}

func (v *voice) Say(_ context.Context, s kiosk.Speak) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.said = append(v.said, s.Text)
	return nil
}

type screenFunc func(kiosk.View)

func (f screenFunc) Show(v kiosk.View) { f(v) }

func encode(e kiosk.Event) (string, json.RawMessage, error) {
	b, err := json.Marshal(e)
	return strings.TrimPrefix(fmt.Sprintf("%T", e), "kiosk."), b, err
}

type rig struct {
	*agent.Agent
	t       *testing.T
	store   *agent.Store
	dir     string
	voice   *voice
	printer printer
	stop    func() error
}

// launch runs an agent on a state directory until the test or stop ends it.
func launch(t *testing.T, dir string, screens ...agent.Screen) *rig {
	t.Helper()
	return launchWith(t, dir, func(o *agent.Options) { o.Screens = screens })
}

func launchWith(t *testing.T, dir string, change func(*agent.Options)) *rig {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	store, err := agent.OpenStore(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, store: store, dir: dir, voice: &voice{}, printer: printer{make(chan error, 8)}}
	o := agent.Options{
		Store: store, Setup: setup(), Printer: r.printer, Voice: r.voice, Encode: encode,
		Logger: slog.New(slog.DiscardHandler),
	}
	change(&o)
	r.Agent, err = agent.New(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	r.stop = sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-done, store.Close())
	})
	t.Cleanup(func() { _ = r.stop() })
	return r
}

// until waits for a view.
func (r *rig) until(what string, ok func(kiosk.View) bool) kiosk.View {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	changed := r.Changed(ctx)
	for {
		if v := r.View(); ok(v) {
			return v
		}
		select {
		case <-changed:
		case <-ctx.Done():
			r.t.Fatalf("the view never came to: %s; it is %+v", what, r.View())
		}
	}
}

func (r *rig) journal() []agent.Replayed {
	r.t.Helper()
	var out []agent.Replayed
	err := agent.Replay(context.Background(), filepath.Join(r.dir, "kiosk.db"), func(s agent.Replayed) error {
		out = append(out, s)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func screenIs(s kiosk.Screen) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Screen == s }
}

func printIs(s kiosk.PrintState) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Ticket != nil && v.Ticket.Print == s }
}

func TestDurableBeforeVisible(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	checked := make(chan bool, 64)
	r := launch(t, dir, screenFunc(func(v kiosk.View) {
		if v.Screen != kiosk.ScreenTicket {
			return
		}
		found := false // by another reader of the same file
		_ = agent.Replay(context.Background(), filepath.Join(dir, "kiosk.db"), func(s agent.Replayed) error {
			_, picked := s.Msg.(kiosk.ServicePicked)
			found = found || picked
			return nil
		})
		checked <- found
	}))
	r.Post(kiosk.ServicePicked{Service: "cert"})
	if !<-checked {
		t.Error("the number was shown before it was in the journal")
	}
}

func TestVisitAndRestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := launch(t, dir)
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.printer.answers <- nil
	v := r.until("ticket printed", printIs(kiosk.PrintDone))
	if v.Ticket.Number != "A001" {
		t.Errorf("number = %s, want A001", v.Ticket.Number)
	}
	if err := r.Do(context.Background(), kiosk.CallNext{Request: "q1", Door: 1}); err != nil {
		t.Fatalf("CallNext: %v", err)
	}
	if err := r.Do(context.Background(), kiosk.CallNext{Request: "q2", Door: 1}); !errors.Is(err, kiosk.ErrStalePage) {
		t.Errorf("stale CallNext: %v, want ErrStalePage", err)
	}
	before := r.View().Board
	if err := r.stop(); err != nil {
		t.Fatalf("stop: %v", err)
	}

	r = launch(t, dir)
	if got := r.View().Board; fmt.Sprint(got) != fmt.Sprint(before) {
		t.Errorf("after the restart the board is %+v, want %+v", got, before)
	}
	for _, s := range r.journal() {
		if !s.Same {
			t.Errorf("row %d (%s): the replayed state differs from the recorded one", s.Row.Seq, s.Row.Kind)
		}
	}
	events, err := r.store.Pending(context.Background(), 0, 100)
	if err != nil || len(events) != 1 || events[0].Kind != "Called" {
		t.Errorf("outbox = %+v, %v, want one call", events, err)
	}
}

func TestPrinterOutcomes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		answer error
		want   kiosk.PrintState
	}{
		{fmt.Errorf("paper: %w", agent.ErrNotPrinted), kiosk.PrintFail},
		{errors.New("the cable was pulled"), kiosk.PrintUnsure},
		{nil, kiosk.PrintDone},
	} {
		r := launch(t, t.TempDir())
		r.Post(kiosk.ServicePicked{Service: "cert"})
		r.printer.answers <- tc.answer
		r.until(string(tc.want), printIs(tc.want))
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	r := launch(t, dir)
	r.Post(kiosk.ServicePicked{Service: "cert"})
	number := r.until("ticket", screenIs(kiosk.ScreenTicket)).Ticket.Number
	if err := r.store.LimitPages(ctx, 1); err != nil {
		t.Fatal(err)
	}
	// The printer's word comes while nothing can be written: it is held.
	filler := strings.Repeat("x", 9000)
	r.Post(kiosk.LinkChanged{Part: kiosk.PartVoice, Detail: filler})
	r.until("out of service", screenIs(kiosk.ScreenOut))
	r.printer.answers <- nil
	if err := r.Commit(ctx, kiosk.PanelPressed{Button: 1, Device: "box", Seq: 1}); !errors.Is(err, kiosk.ErrStoreFailed) {
		t.Errorf("a press on a full disk: %v, want ErrStoreFailed so that the box keeps it", err)
	}
	if err := r.Do(ctx, kiosk.CallNext{Request: "q", Door: 1}); !errors.Is(err, kiosk.ErrStoreFailed) {
		t.Errorf("a call on a full disk: %v, want ErrStoreFailed", err)
	}
	if err := r.store.LimitPages(ctx, 0); err != nil {
		t.Fatal(err)
	}
	v := r.until("ticket printed after recovery", printIs(kiosk.PrintDone))
	if v.Ticket.Number != number {
		t.Errorf("number after recovery = %s, want %s", v.Ticket.Number, number)
	}
	if err := r.Commit(ctx, kiosk.PanelPressed{Button: 1, Device: "box", Seq: 1}); err != nil {
		t.Errorf("the resent press: %v", err)
	}
	ratings := 0
	events, _ := r.store.Pending(ctx, 0, 100)
	for _, e := range events {
		if e.Kind == "RatingGiven" {
			ratings++
		}
	}
	if ratings != 1 {
		t.Errorf("%d ratings in the outbox, want 1", ratings)
	}
	for _, s := range r.journal() {
		if !s.Same {
			t.Errorf("row %d (%s): replay differs", s.Row.Seq, s.Row.Kind)
		}
	}
}

func TestStoreIsExclusive(t *testing.T) {
	t.Parallel()
	r := launch(t, t.TempDir())
	if _, err := agent.OpenStore(context.Background(), r.dir); !errors.Is(err, agent.ErrInUse) {
		t.Errorf("second OpenStore: %v, want ErrInUse", err)
	}
}

func TestForeignRowEndsTheRun(t *testing.T) {
	t.Parallel()
	r := launch(t, t.TempDir())
	if err := r.store.Intrude(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.Post(kiosk.ServicePicked{Service: "cert"})
	time.Sleep(200 * time.Millisecond)
	if err := r.stop(); err == nil {
		t.Error("Run went on over a journal that somebody else wrote")
	}
}

func TestRequestsEnd(t *testing.T) {
	t.Parallel()
	r := launch(t, t.TempDir())
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if err := r.Do(context.Background(), kiosk.CallNext{Request: "q", Door: 1}); !errors.Is(err, agent.ErrStopping) {
		t.Errorf("Do after the end: %v, want ErrStopping", err)
	}
}

func TestRobotPositionsRideAlong(t *testing.T) {
	t.Parallel()
	r := launch(t, t.TempDir())
	for i := range 500 {
		r.Post(kiosk.RobotChanged{Robot: kiosk.Robot{State: "driving", XM: float64(i)}})
	}
	r.until("last position", func(v kiosk.View) bool { return v.Robot.XM == 499 })
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.until("ticket", screenIs(kiosk.ScreenTicket))
	for _, s := range r.journal() {
		if !s.Same {
			t.Fatalf("row %d (%s): replay differs", s.Row.Seq, s.Row.Kind)
		}
	}
}

func TestSpeaks(t *testing.T) {
	t.Parallel()
	r := launch(t, t.TempDir())
	r.Post(kiosk.ServicePicked{Service: "cert"})
	r.printer.answers <- nil
	r.until("printed", printIs(kiosk.PrintDone))
	if err := r.Do(context.Background(), kiosk.CallNext{Request: "q", Door: 1}); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(5 * time.Second)
	for {
		r.voice.mu.Lock()
		n := len(r.voice.said)
		r.voice.mu.Unlock()
		if n == 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d sentences said, want 1", n)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
