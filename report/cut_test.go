package report_test

import (
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
)

// wire is a bad network before a broker: it cuts each connection after some
// bytes, and one of them it leaves open and passes nothing on.
type wire struct {
	t      *testing.T
	to     string
	mu     sync.Mutex
	r      *rand.Rand
	left   int // connections that are cut yet
	cuts   int
	stalls int
	group  sync.WaitGroup
}

func newWire(t *testing.T, broker string, cuts int) (*wire, string) {
	t.Helper()
	u, err := url.Parse(broker)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, to: u.Host, r: rand.New(rand.NewPCG(11, 11)), left: cuts}
	w.group.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.group.Go(func() { w.pass(c) })
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		w.group.Wait()
	})
	return w, "tcp://" + l.Addr().String()
}

// pass carries one connection until it is cut.
func (w *wire) pass(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", w.to)
	if err != nil {
		w.t.Error(err)
		return
	}
	defer far.Close()
	w.mu.Lock()
	most, stall := int64(1)<<40, false
	if w.left > 0 {
		w.left--
		most, stall = int64(5_000+w.r.IntN(60_000)), w.left == 3
		w.cuts++
	}
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.CopyN(far, near, most)
		if stall {
			w.mu.Lock()
			w.stalls++
			w.mu.Unlock()
			_, _ = io.Copy(io.Discard, near) // swallowed, until the robot gives up
		}
		_, _ = near.Close(), far.Close()
	})
	both.Go(func() {
		_, _ = io.Copy(near, far)
		if !stall {
			_, _ = near.Close(), far.Close()
		}
	})
	both.Wait()
}

// clerk is a ward that keeps what it gets and gives receipts of what is whole.
type clerk struct {
	t      *testing.T
	client mqtt.Client
	mu     sync.Mutex
	have   map[uint64]bool
	upto   uint64
	copies int
	silent bool                      // it keeps, and gives no receipt
	deaf   func([]schema.Event) bool // it cannot read such a bundle
	single int                       // events that came alone
}

func newClerk(t *testing.T, broker string) *clerk {
	t.Helper()
	c := &clerk{t: t, have: map[uint64]bool{}}
	c.client = mqtt.NewClient(mqtt.NewClientOptions().AddBroker(broker).SetClientID("clerk").
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { c.take(m) }))
	if token := c.client.Connect(); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	t.Cleanup(func() { c.client.Disconnect(50) })
	if token := c.client.SubscribeMultiple(schema.Filters(), nil); token.Wait() && token.Error() != nil {
		t.Fatal(token.Error())
	}
	return c
}

func (c *clerk) take(m mqtt.Message) {
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		c.t.Error(err)
		return
	}
	all, err := eventsOf(topic.Channel, m.Payload())
	if err != nil {
		c.t.Error(err)
		return
	}
	if len(all) == 0 && topic.Channel != schema.ChannelInfo {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case topic.Channel != schema.ChannelBundle:
		c.single += len(all)
	case c.deaf != nil && c.deaf(all):
		return
	}
	for _, e := range all {
		if c.have[e.Seq] {
			c.copies++
		}
		c.have[e.Seq] = true
	}
	for c.have[c.upto+1] {
		c.upto++
	}
	if c.silent {
		return
	}
	data, err := schema.Encode(schema.Receipt{V: 1, Epoch: "e1", Upto: c.upto})
	if err != nil {
		c.t.Error(err)
		return
	}
	c.client.Publish(topic.On(schema.ChannelAck).String(), 1, true, data)
}

func (c *clerk) done() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.upto
}

// TestCuts: whatever the network does, every event comes, and what the robot marks
// is what the ward has.
func TestCuts(t *testing.T) {
	t.Parallel()
	const events, cuts = 4000, 8
	url := broker(t)
	w, bad := newWire(t, url, cuts)
	c := newClerk(t, url)
	o := newOutbox(t, 1, events)
	began := time.Now()
	stop, _ := reporter(t, bad, o, nil)
	eventually(t, "the cuts and the stall", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.left == 0 && w.stalls > 0 })
	eventually(t, "every event", func() bool { return c.done() == events })
	eventually(t, "its mark", func() bool { marks := o.marks(); return len(marks) > 0 && marks[len(marks)-1] == events })
	stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cuts < cuts || w.stalls == 0 {
		t.Errorf("%d connections were cut and %d stalled, want %d and some", w.cuts, w.stalls, cuts)
	}
	t.Logf("%d events over %d cuts and %d stalls in %v: %d came twice", events, w.cuts, w.stalls, time.Since(began).Round(time.Millisecond), c.copies)
}

// TestGoBack: a ward that falls silent is asked again after five seconds, by one
// event, and the rest waits for its answer.
func TestGoBack(t *testing.T) {
	t.Parallel()
	url := broker(t)
	c := newClerk(t, url)
	o := newOutbox(t, 1, 10)
	_, links := reporter(t, url, o, nil)
	eventually(t, "the first ten", func() bool { return c.done() == 10 })
	c.mu.Lock()
	c.silent = true
	c.mu.Unlock()
	eventually(t, "the ward answers", func() bool { l := links(); return len(l) > 0 && l[len(l)-1][:4] == "true" })
	o.put(t, 20000)
	sent := time.Now()
	eventually(t, "a window", func() bool { return c.done() == 16394 })
	eventually(t, "one of them again", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.copies >= 1
	})
	if took := time.Since(sent); took < 4*time.Second {
		t.Errorf("it was sent again after %v, want five seconds of patience", took)
	}
	c.mu.Lock()
	if c.copies > 3 || c.upto != 16394 {
		t.Errorf("%d came twice and %d at all, want one at a time and no more than the window", c.copies, c.upto)
	}
	c.silent = false
	c.mu.Unlock()
	eventually(t, "the rest", func() bool { return c.done() == 20010 })
}
