package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/report"
	"tiepdan/report/schema"
)

// TestWhatGoesInBundles: a backlog does, but for results, which somebody waits
// for on the channel of their command; what happens now goes alone.
func TestWhatGoesInBundles(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 0)
	o := newOutbox(t, 1, 100)
	command := "01890a5d-ac96-774b-bcce-b302099a8057"
	o.add("result", json.RawMessage(`{"command":"`+command+`","state":"done"}`))
	o.put(t, 99)
	reporter(t, url, o, nil)
	eventually(t, "the backlog", func() bool { return len(w.got()) == 200 })
	for i, seq := range slices.Sorted(slices.Values(w.got())) { // a broker may mix what comes for several filters
		if seq != uint64(i)+1 {
			t.Fatalf("got %v, want each once", w.got())
		}
	}
	if bundles, results, alone := w.count(schema.ChannelBundle), w.count(schema.ResultChannel(command)), w.count("evt/fault"); bundles != 4 || results != 1 || alone != 0 {
		t.Errorf("got %d bundles, %d results and %d events alone, want 4, 1 and 0", bundles, results, alone)
	}
	for i := range 20 {
		o.put(t, 1)
		eventually(t, "a new event", func() bool { return len(w.got()) == 201+i })
	}
	if bundles, alone := w.count(schema.ChannelBundle), w.count("evt/fault"); bundles != 4 || alone != 20 {
		t.Errorf("got %d bundles and %d events alone, want no more bundles and 20", bundles, alone)
	}
}

// TestBrokenInTheOutbox: a body that is no JSON has its place in the sequence,
// and does not spoil the bundle that it is in.
func TestBrokenInTheOutbox(t *testing.T) {
	t.Parallel()
	url := broker(t)
	o := newOutbox(t, 1, 20)
	for _, body := range []string{`{"part":`, ``, `[]`, `{"part":"` + strings.Repeat("x", 70_000) + `"}`} {
		o.add("fault", json.RawMessage(body))
		o.put(t, 20)
	}
	w := newWard(t, url)
	w.lenient = true
	w.receipt("e1", 0)
	reporter(t, url, o, nil)
	eventually(t, "all of them", func() bool {
		got := w.got()
		return len(got) > 0 && got[len(got)-1] == 104
	})
	got := slices.Compact(slices.Sorted(slices.Values(w.got())))
	if n := len(got); n != 104 {
		t.Errorf("got %d events, want 104", n)
	}
}

// TestAWardWithoutBundles: a ward that puts bundles aside, as one before them
// does, gets the same events one by one after five seconds, and more bundles
// only on the next connection.
func TestAWardWithoutBundles(t *testing.T) {
	t.Parallel()
	url := broker(t)
	c := newClerk(t, url)
	c.deaf = func([]schema.Event) bool { return true }
	began := time.Now()
	const events = 6000
	reporter(t, url, newOutbox(t, 1, events), nil)
	eventually(t, "every event", func() bool { return c.done() == events })
	if took := time.Since(began); took < 5*time.Second || took > 30*time.Second {
		t.Errorf("it took %v, want one wait for a receipt", took)
	}
	if c.single < events {
		t.Errorf("got %d events alone, want all %d", c.single, events)
	}
}

// TestOneUnreadableBundle: what was sent with it goes one by one, and bundles
// again after it, because the ward has read others.
func TestOneUnreadableBundle(t *testing.T) {
	t.Parallel()
	url := broker(t)
	c := newClerk(t, url)
	c.deaf = func(all []schema.Event) bool {
		return slices.ContainsFunc(all, func(e schema.Event) bool { return e.Seq == 1000 })
	}
	const events = 40_000
	o := newOutbox(t, 1, events)
	reporter(t, url, o, nil)
	eventually(t, "every event", func() bool { return c.done() == events })
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.single < 64 || c.single > 2*16_384 {
		t.Errorf("got %d of %d events alone, want those around the bad bundle", c.single, events)
	}
	t.Logf("%d of %d events came alone", c.single, events)
}

func updateOf(rev int64) schema.Update {
	return schema.Update{Rev: rev, Version: "v1.3.0", URL: "https://capnhat.example.vn/v1.3.0.json", SHA256: strings.Repeat("a", 64)}
}

// TestUpdates: without an updater an update is refused, in so many words.
func TestUpdates(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	here := schema.Topic{Commune: "00070", Robot: "kb-01"}
	put := func(seed byte, u schema.Update) {
		t.Helper()
		topic, data, err := schema.SignUpdate(wardKey(seed), here, u)
		if err != nil {
			t.Fatal(err)
		}
		w.client.Publish(topic.String(), 1, true, data).Wait()
	}
	want := func(rev int64, why string) {
		t.Helper()
		eventually(t, why, func() bool {
			return w.last(schema.ChannelUpdated) == fmt.Sprintf(`{"v":1,"rev":%d,"status":"refused","error":%q}`, rev, why)
		})
	}
	put(1, updateOf(4))
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	reporter(t, url, o, obeying(c, schema.ClockUnset)) // updates do not expire
	want(4, "no-updater")
	put(2, updateOf(9)) // forged
	put(1, updateOf(5))
	want(5, "no-updater")
	put(1, updateOf(3)) // an earlier one is played again
	want(3, "old-revision")
	put(1, updateOf(6))
	want(6, "no-updater")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken != 0 {
		t.Errorf("the core was told %d things, want nothing", c.taken)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, said := range w.heard[string(schema.ChannelUpdated)] {
		if strings.Contains(said, `"rev":9`) {
			t.Errorf("got %s, want no answer to what is forged", said)
		}
	}
}

// updater is one that tests move on.
type updater struct {
	mu     sync.Mutex
	wanted []schema.Update
	said   schema.Updated
}

func (u *updater) Want(w schema.Update) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.wanted = append(u.wanted, w); w.Rev <= u.said.Rev {
		return
	}
	u.said = schema.Updated{V: 1, Rev: w.Rev, Status: schema.UpdateDownloading}
}

func (u *updater) Updated() (schema.Updated, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.said, u.said.Rev > 0
}

// TestUpdater: what the ward has signed reaches the updater, and how far it has
// come the ward, also on the next connection.
func TestUpdater(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	topic, data, err := schema.SignUpdate(wardKey(1), schema.Topic{Commune: "00070", Robot: "kb-01"}, updateOf(4))
	if err != nil {
		t.Fatal(err)
	}
	w.client.Publish(topic.String(), 1, true, data).Wait()
	o := newOutbox(t, 1, 0)
	up := &updater{}
	obey := obeying(newCore(t, o), schema.ClockUnset)
	begin := func() (stop func()) {
		stop, _ = reporter(t, url, o, func(o *report.Options) {
			obey(o)
			o.Updates = up
		})
		return stop
	}
	stop := begin()
	says := func(want string) {
		t.Helper()
		eventually(t, want, func() bool { return w.last(schema.ChannelUpdated) == want })
	}
	says(`{"v":1,"rev":4,"status":"downloading"}`)
	up.mu.Lock()
	if len(up.wanted) == 0 || up.wanted[0] != updateOf(4) {
		t.Errorf("got %+v, want what the ward signed", up.wanted)
	}
	up.said = schema.Updated{V: 1, Rev: 4, Status: schema.UpdateFailed, Error: schema.UpdateDigest}
	up.mu.Unlock()
	stop()
	begin()
	says(`{"v":1,"rev":4,"status":"failed","error":"digest"}`)
}
