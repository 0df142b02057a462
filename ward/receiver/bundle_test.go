package receiver_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
	"tiepdan/ward/live"
	"tiepdan/ward/receiver"
	"tiepdan/ward/store"
)

// passing is a receiver without a socket.
type passing struct {
	t     *testing.T
	store *store.Store
	now   *live.Now
	out   *broker
	queue chan mqtt.Message
	acked sync.WaitGroup
}

func newPassing(t *testing.T, clock func() time.Time) *passing {
	t.Helper()
	p := &passing{
		t: t, store: open(t, store.Options{File: filepath.Join(t.TempDir(), "ward.db"), Location: hanoi}), now: live.New(),
		out: &broker{receipts: make(map[string]schema.Receipt)}, queue: make(chan mqtt.Message, receiver.Waiting),
	}
	logger := slog.New(slog.DiscardHandler)
	r := receiver.New(receiver.Options{Store: p.store, Now: p.now, Lines: line.New(p.store, hanoi, logger), Logger: logger, Clock: clock})
	ctx, cancel := context.WithCancel(context.Background())
	passed := make(chan error, 1)
	go func() { passed <- r.Pass(ctx, p.out, p.queue) }()
	t.Cleanup(func() {
		cancel()
		if err := <-passed; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v from the receiver, want that it was ended", err)
		}
	})
	return p
}

// send waits until the receiver has acknowledged what is sent.
func (p *passing) send(all ...message) {
	p.acked.Add(len(all))
	for _, m := range all {
		m.acked = &p.acked
		p.queue <- m
	}
	p.acked.Wait()
}

// wantReceipt waits for a robot's receipt, and takes no other after it.
func (p *passing) wantReceipt(robot schema.Topic, upto uint64) {
	p.t.Helper()
	eventually(p.t, fmt.Sprintf("the receipt of %d", upto), func() bool {
		last, _ := p.out.last(robot.On(schema.ChannelAck).String())
		return last.Upto == upto
	})
}

// packed is event seq of a robot; every eleventh is one that the ward refuses.
func packed(t *testing.T, seq uint64) schema.Packed {
	t.Helper()
	body := schema.Body(schema.Rating{Face: "neutral", Source: "panel"})
	if seq%3 == 0 {
		body = schema.Call{Number: "A012", Service: "land", Door: 3, Calls: 1}
	}
	raw, err := schema.EncodeBody(body)
	if err != nil {
		t.Fatal(err)
	}
	data, err := schema.Join(schema.Header{
		V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-8000-%012x", seq), Epoch: "9f3a1c20", Seq: seq, TS: time.Now(), Clock: schema.ClockNTP,
	}, raw)
	if err != nil {
		t.Fatal(err)
	}
	if seq%11 == 0 {
		data = []byte(strings.Replace(string(data), `"clock"`, `"name":"An","clock"`, 1))
	}
	return schema.Packed{Kind: body.Kind(), Data: data}
}

// round is what a robot sends from a receipt on, split into bundles and single
// events at random; what is lost, doubled and passed by others on the way; and
// which numbers arrived.
func round(t *testing.T, r *rand.Rand, robot schema.Topic, from, to uint64) (all []message, come map[uint64]bool) {
	t.Helper()
	come = make(map[uint64]bool)
	for seq := from; seq <= to; {
		var m message
		var b schema.Bundle
		first, n := seq, 1+r.IntN(64)
		if one := packed(t, seq); r.IntN(3) == 0 {
			m = message{topic: robot.On(one.Kind.Channel()).String(), payload: one.Data}
			seq++
		} else {
			for ; seq <= to && b.Len() < n; seq++ {
				if one := packed(t, seq); !b.Add(one.Kind, one.Data, 8<<10) {
					break
				}
			}
			m = message{topic: robot.On(schema.ChannelBundle).String(), payload: b.Message()}
		}
		switch r.IntN(6) {
		case 0: // lost
			continue
		case 1:
			all = append(all, m)
		case 2: // on the way it is broken
			if b.Len() > 0 {
				all = append(all, message{topic: m.topic, payload: m.payload[:len(m.payload)-1]})
				continue
			}
		}
		all = append(all, m)
		for ; first < seq; first++ {
			come[first] = true
		}
	}
	for range r.IntN(2) * len(all) {
		i, j := r.IntN(len(all)), r.IntN(len(all))
		all[i], all[j] = all[j], all[i]
	}
	return all, come
}

// TestAnySplit: however a robot splits its backlog into bundles and single
// events, and whatever is lost, doubled, broken and reordered, each event is stored
// once, and receipted when all before it are there.
func TestAnySplit(t *testing.T) {
	t.Parallel()
	p := newPassing(t, nil)
	const robots = 12
	for i := range robots {
		r := rand.New(rand.NewPCG(uint64(i), 5))
		robot := schema.Topic{Commune: "00070", Robot: fmt.Sprintf("kb-%02d", i)}
		n, upto, have := uint64(1+r.IntN(600)), uint64(0), map[uint64]bool{}
		for upto < n {
			all, come := round(t, r, robot, upto+1, n)
			p.send(all...)
			for seq := range come {
				have[seq] = true
			}
			for have[upto+1] {
				upto++
			}
			p.wantReceipt(robot, upto)
		}
	}
	v, err := p.store.Verify(t.Context())
	if err != nil || !v.Whole() || len(v.Streams) != robots {
		t.Fatalf("got %d streams, %+v, %v, want %d whole ones", len(v.Streams), v.Problems, err, robots)
	}
	for _, s := range v.Streams {
		ratings := uint64(0)
		for seq := uint64(1); seq <= s.Upto; seq++ {
			if seq%3 != 0 && seq%11 != 0 {
				ratings++
			}
		}
		if s.Stored != s.Upto || s.Refused != s.Upto/11 || s.Ratings != ratings {
			t.Errorf("got %+v, want %d stored, %d of them refused, %d ratings", s, s.Upto, s.Upto/11, ratings)
		}
	}
}

// TestBundleKeptAside: a bundle that cannot be taken apart moves nothing, and is
// kept to be looked at; one of its kind that claims a number takes none.
func TestBundleKeptAside(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, hanoi)
	p := newPassing(t, func() time.Time { return at })
	robot := schema.Topic{Commune: "00070", Robot: "kb-01"}
	one := packed(t, 1)
	for _, payload := range []string{
		`{"v":1,"events":[{"kind":"rating","event":` + string(one.Data) + `}],"name":"An"}`,
		`{"v":1,"epoch":"e1","seq":1}`, "", "[]",
	} {
		p.send(message{topic: robot.On(schema.ChannelBundle).String(), payload: []byte(payload)})
	}
	if s, err := p.store.Streams(t.Context()); err != nil || len(s) != 0 {
		t.Errorf("got streams %+v, %v, want none", s, err)
	}
	asides, err := p.store.Asides(t.Context(), 10)
	if err != nil || len(asides) != 3 {
		t.Fatalf("got %+v, %v kept aside, want three", asides, err)
	}
	for _, a := range asides {
		if !a.Received.Equal(at) || !strings.Contains(a.Reason, "cannot split bundle") {
			t.Errorf("got %+v, want it from %v with a reason", a, at)
		}
	}
	p.send(message{topic: robot.On(schema.KindRating.Channel()).String(), payload: one.Data})
	p.wantReceipt(robot, 1)
}

// TestUpdated: what a robot says to an update is there to be shown.
func TestUpdated(t *testing.T) {
	t.Parallel()
	p := newPassing(t, nil)
	robot := schema.Topic{Commune: "00070", Robot: "kb-01"}
	said := schema.Updated{V: 1, Rev: 3, Status: schema.UpdateRefused, Error: schema.UpdateMissing}
	data, err := schema.Encode(said)
	if err != nil {
		t.Fatal(err)
	}
	p.send(message{topic: robot.On(schema.ChannelUpdated).String(), payload: data},
		message{topic: robot.On(schema.ChannelUpdated).String(), payload: []byte(`{"v":1,"rev":4,"status":"done"}`)})
	if all := p.now.Robots(); len(all) != 1 || all[0].Updated == nil || *all[0].Updated != said {
		t.Errorf("got %+v, want %+v", all, said)
	}
	if n, err := p.store.Quarantined(t.Context()); err != nil || n != 1 {
		t.Errorf("got %d kept aside, %v, want what no contract has", n, err)
	}
}
