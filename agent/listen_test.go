package agent_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/assist"
	"tiepdan/kiosk"
)

// ear hears what the test says, when it says so.
type ear struct {
	began   chan kiosk.Lang
	answers chan heard
	ended   chan struct{} // what was said has been said
	left    chan error    // why nobody waits any more
	slow    bool          // to close the microphone
}

type heard struct {
	meant assist.Understanding
	err   error
}

func newEar() ear {
	return ear{began: make(chan kiosk.Lang, 4), answers: make(chan heard), ended: make(chan struct{}), left: make(chan error, 4)}
}

func (e ear) Listen(ctx context.Context, l kiosk.Lang, said <-chan struct{}) (assist.Understanding, error) {
	if _, bounded := ctx.Deadline(); !bounded {
		return assist.Understanding{}, errors.New("no deadline")
	}
	e.began <- l
	left := ctx.Done()
	if e.slow {
		left = nil
	}
	for {
		select {
		case <-said:
			e.ended <- struct{}{}
			said = nil
		case h := <-e.answers:
			return h.meant, h.err
		case <-left:
			e.left <- context.Cause(ctx)
			return assist.Understanding{}, ctx.Err()
		}
	}
}

// ask opens the microphone's screen and asks for a request.
func (r *rig) ask() {
	r.t.Helper()
	r.Post(kiosk.Opened{From: r.View().Screen, To: kiosk.Spot{Screen: kiosk.ScreenListen}})
	r.until("the listening screen", screenIs(kiosk.ScreenListen))
	r.Post(kiosk.ListenAsked{})
}

func listenIs(s kiosk.ListenState) func(kiosk.View) bool {
	return func(v kiosk.View) bool { return v.Listen != nil && v.Listen.State == s }
}

func TestListen(t *testing.T) {
	t.Parallel()
	e := newEar()
	r := launchWith(t, t.TempDir(), func(o *agent.Options) { o.Ear = e })
	tests := []struct {
		name string
		says heard
		want kiosk.ListenState
	}{
		{"not understood", heard{}, kiosk.ListenNothing},
		{"failed", heard{err: errors.New("the device went away")}, kiosk.ListenDeaf},
		{"too slow", heard{err: fmt.Errorf("cannot hear: %w", context.DeadlineExceeded)}, kiosk.ListenDeaf},
	}
	for _, tt := range tests {
		r.ask()
		r.until(tt.name+": an open microphone", listenIs(kiosk.ListenOpen))
		if got := <-e.began; got != kiosk.Vi {
			t.Errorf("%s: listens for %q, want vi", tt.name, got)
		}
		e.answers <- tt.says
		r.until(tt.name, listenIs(tt.want))
		r.home()
	}
	r.ask()
	<-e.began
	e.answers <- heard{meant: may("2.000815", "1.004873")}
	v := r.until("understood", screenIs(kiosk.ScreenAnswer))
	if !reflect.DeepEqual(v.Dialogue.Meant, may("2.000815", "1.004873")) {
		t.Errorf("got %+v, want what was meant", v.Dialogue)
	}
}

// may is a choice of procedures.
func may(codes ...string) assist.Understanding {
	n := assist.Need{Kind: assist.Choose}
	for _, code := range codes {
		n.Candidates = append(n.Candidates, assist.Candidate{Code: code})
	}
	return assist.Understanding{Kind: assist.Choose, Needs: []assist.Need{n}}
}

// TestListenIsAlwaysAnswered: without an ear, and while it hears somebody.
func TestListenIsAlwaysAnswered(t *testing.T) {
	t.Parallel()
	deaf := launch(t, t.TempDir())
	deaf.ask()
	deaf.until("no ear", listenIs(kiosk.ListenDeaf))

	e := newEar()
	e.slow = true
	r := launchWith(t, t.TempDir(), func(o *agent.Options) { o.Ear = e })
	r.ask()
	<-e.began
	r.home()
	r.ask() // waits until the ear has let go of the first
	r.until("an open microphone", listenIs(kiosk.ListenOpen))
	r.home()
	r.ask()
	r.until("a microphone in use", listenIs(kiosk.ListenDeaf))
	e.answers <- heard{meant: may("of the first")}
	if v := r.View(); v.Listen == nil || v.Listen.State != kiosk.ListenDeaf || v.Dialogue != nil {
		t.Errorf("got %+v, want that the next visitor is not told what the first one asked", v.Listen)
	}
	// The ear is free again; the end of the program finds it listening.
	for asked := false; !asked; {
		r.Post(kiosk.ListenAsked{})
		v := r.until("an answer", func(v kiosk.View) bool { return v.Listen != nil })
		asked = v.Listen.State == kiosk.ListenOpen
		time.Sleep(5 * time.Millisecond)
	}
	<-e.began
	e.answers <- heard{}
	if err := r.stop(); err != nil {
		t.Errorf("got %v at the end, want nil", err)
	}
}

func (r *rig) home() {
	r.t.Helper()
	r.Post(kiosk.Opened{From: kiosk.ScreenListen, To: kiosk.Spot{Screen: kiosk.ScreenHome}})
	r.until("the home screen", screenIs(kiosk.ScreenHome))
}

// TestTheEarStops when the visitor leaves, and is ready for the next.
func TestTheEarStops(t *testing.T) {
	t.Parallel()
	e := newEar()
	r := launchWith(t, t.TempDir(), func(o *agent.Options) { o.Ear = e })
	r.ask()
	<-e.began
	r.home()
	if err := <-e.left; !strings.Contains(err.Error(), "nobody waits") {
		t.Errorf("got %v, want that nobody waits for the answer", err)
	}
	r.ask()
	<-e.began
	e.answers <- heard{meant: may("2.000815")}
	if v := r.until("an answer", screenIs(kiosk.ScreenAnswer)); !reflect.DeepEqual(v.Dialogue.Meant, may("2.000815")) {
		t.Errorf("got %+v, want what the second visitor meant", v.Dialogue)
	}
	r.Post(kiosk.ListenAsked{})
	<-e.began
	if err := r.stop(); err != nil { // the end of the program ends it too
		t.Errorf("got %v at the end, want nil", err)
	}
}

// TestSpeechEnded: the ear learns when the visitor has said all, once.
func TestSpeechEnded(t *testing.T) {
	t.Parallel()
	e := newEar()
	r := launchWith(t, t.TempDir(), func(o *agent.Options) { o.Ear = e })
	r.ask()
	<-e.began
	r.Post(kiosk.SpeechEnded{})
	r.Post(kiosk.SpeechEnded{})
	<-e.ended
	e.answers <- heard{meant: may("2.000815")}
	r.until("an answer", screenIs(kiosk.ScreenAnswer))
}

// TestListenKeepsNothing: an ear that breaks its promise does not bring what
// was said into the journal.
func TestListenKeepsNothing(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var log bytes.Buffer
	e := newEar()
	r := launchWith(t, t.TempDir(), func(o *agent.Options) {
		o.Ear = e
		o.Logger = slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			return log.Write(p)
		}), nil))
	})
	r.ask()
	<-e.began
	e.answers <- heard{meant: may("lời đã nói"), err: errors.New("the device went away")}
	r.until("an answer", listenIs(kiosk.ListenDeaf))
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	for _, row := range r.journal() {
		if strings.Contains(fmt.Sprintf("%+v", row), "lời đã nói") {
			t.Errorf("got %+v in the journal, want nothing that was said", row)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if strings.Contains(log.String(), "lời") || !strings.Contains(log.String(), "went away") {
		t.Errorf("got log %q, want the device's fault alone", log.String())
	}
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
