package eta_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"testing"
	"time"

	"tiepdan/queue"
	"tiepdan/queue/eta"
)

// days is a ledger after some days of 150 tickets each, in which who was
// promised p minutes waited as a function says.
func days(n int, waited func(p float64, i int) float64) eta.Ledger {
	var l eta.Ledger
	for d := range n {
		for i := range 150 {
			at := morning.AddDate(0, 0, d).Add(time.Duration(i) * 2 * time.Minute)
			p := 5 + float64(i*7%50)
			r := eta.Raw{Low: math.Log1p(p / 2), Point: math.Log1p(p), High: math.Log1p(2 * p)}
			t := queue.Ticket{ID: strconv.Itoa(i), Service: "cert", State: queue.Waiting, Joined: at, Class: []string{"", "old"}[i%2]}
			f := known(r)
			l = l.Promise(t, f, l.WaitToJoin(t, f), at)
			w := time.Duration(waited(p, i+17*d) * float64(time.Minute))
			t.State, t.First = queue.Called, at.Add(w)
			l = l.Look([]queue.Ticket{t}, t.First).Called(t)
		}
		l = l.Night()
	}
	return l
}

func TestNight(t *testing.T) {
	t.Parallel()
	noise := func(i int) float64 { return math.Exp(0.4 * math.Sin(float64(i*i))) }
	raw := eta.Raw{Low: math.Log1p(10), Point: math.Log1p(20), High: math.Log1p(40)}
	for _, tc := range []struct {
		name   string
		days   int
		waited func(p float64, i int) float64
		used   bool
		low    float64 // minutes that the point told for 20 is between
		high   float64
	}{
		{"it says half of what comes", 4, func(p float64, i int) float64 { return 2 * p * noise(i) }, true, 27, 42},
		{"it is right", 4, func(p float64, i int) float64 { return p * noise(i) }, false, 20, 20},
		{"one day is too few", 1, func(p float64, i int) float64 { return 2 * p * noise(i) }, false, 20, 20},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := days(tc.days, tc.waited)
			if l.Blend.Used() != tc.used {
				t.Errorf("in use: %v, want %v; held out %+v", l.Blend.Used(), tc.used, l.Blend.Held)
			}
			w := l.WaitToJoin(queue.Ticket{Service: "cert"}, known(raw))
			if m := w.Mid.Minutes(); m < tc.low-0.1 || m > tc.high+0.1 {
				t.Errorf("%.1f min told of 20, want %v to %v", m, tc.low, tc.high)
			}
			if again := days(tc.days, tc.waited); !reflect.DeepEqual(again, l) {
				t.Error("the same days taught something else")
			}
		})
	}
}

// TestLedgerComesBack: a ledger is the same after a restart, and learns on.
func TestLedgerComesBack(t *testing.T) {
	t.Parallel()
	l := days(3, func(p float64, i int) float64 { return 1.5 * p })
	l.Until = morning
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var back eta.Ledger
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || !bytes.Equal(again, text) {
		t.Errorf("it came back as another one, %v", err)
	}
	a, _ := json.Marshal(l.Night())
	b, _ := json.Marshal(back.Night())
	if !bytes.Equal(a, b) {
		t.Error("what came back learnt something else")
	}
	var old eta.Ledger
	if err := json.Unmarshal([]byte(`{"bands":{"":{"low":0.1,"high":0.2,"n":9}},"promises":{"a":{"raw":{"Low":0,"Point":1,"High":2},"at":"2026-11-23T01:00:00Z","high":60}}}`), &old); err != nil {
		t.Fatalf("a ledger from before there were blends: %v", err)
	}
	called := queue.Ticket{ID: "a", Service: "cert", State: queue.Called, Joined: morning, First: morning.Add(time.Minute)}
	if after := old.Called(called).Night(); len(after.Rows) != 0 || after.Blend.Used() {
		t.Errorf("a promise of an earlier version became a row: %+v", after)
	}
}

func TestRowsAreBounded(t *testing.T) {
	t.Parallel()
	short, long := days(14, func(p float64, _ int) float64 { return p }), days(20, func(p float64, _ int) float64 { return p })
	if len(short.Rows) != len(long.Rows) || len(long.Rows) > 64_000 {
		t.Errorf("%d bytes after 14 days and %d after 20, want no more", len(short.Rows), len(long.Rows))
	}
}

func blend(tb testing.TB) []byte {
	tb.Helper()
	text, err := json.Marshal(days(3, func(p float64, _ int) float64 { return 2 * p }).Blend)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func TestDecodeBlendRefuses(t *testing.T) {
	t.Parallel()
	good := blend(t)
	if _, err := eta.DecodeBlend(good); err != nil {
		t.Fatalf("its own blend: %v", err)
	}
	for _, tc := range []struct{ name, old, by string }{
		{"another version", `"version":1`, `"version":9`},
		{"an unknown part", `"version":1`, `"version":1,"colour":3`},
		{"too much trust", `"version":1`, `"version":1,"trust":7,"x":0`},
		{"a long hour list", `"hourly":{`, `"hourly":{"a":[1,2],`},
		{"an absurd crowd", `"crowd":{`, `"crowd":{"a":[-5],`},
		{"something behind it", `"version":1`, `"version":1},{"version":1`},
	} {
		bad := bytes.Replace(good, []byte(tc.old), []byte(tc.by), 1)
		if bytes.Equal(bad, good) {
			t.Errorf("%s: nothing was replaced in %s", tc.name, good)
		}
		if _, err := eta.DecodeBlend(bad); err == nil {
			t.Errorf("%s: got no error", tc.name)
		}
		var b eta.Blend
		if err := json.Unmarshal(bad, &b); err == nil && b.Used() {
			t.Errorf("%s: a snapshot's blend is used", tc.name)
		}
	}
}

// FuzzDecodeBlend checks that a blend that is taken tells numbers in order, and
// comes out of writing it down as it was.
func FuzzDecodeBlend(f *testing.F) {
	f.Add(blend(f), 1.0, 2.0)
	f.Add([]byte(`{"version":1,"trust":1}`), 0.0, -3.0)
	f.Add([]byte(`{"version":1}`), 85.0, -3.0)
	f.Fuzz(func(t *testing.T, data []byte, point, other float64) {
		b, err := eta.DecodeBlend(data)
		if err != nil {
			return
		}
		l := eta.Ledger{Blend: b}
		w := l.WaitToJoin(queue.Ticket{Service: "cert"}, eta.Facts{point, point, point, other, other, other, other})
		if w.Min < 0 || w.Min > w.Mid || w.Mid > w.Max || w.Max > 25*time.Hour {
			t.Fatalf("%+v, want numbers in order of one day", w)
		}
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := eta.DecodeBlend(text)
		if err != nil {
			t.Fatalf("cannot read what was written down: %v", err)
		}
		if same, err := json.Marshal(again); err != nil || !bytes.Equal(same, text) {
			t.Fatalf("it came back as %s, %v, want %s", same, err, text)
		}
	})
}

// BenchmarkNight fits to as many tickets as are kept. The bar is 50 ms.
func BenchmarkNight(b *testing.B) {
	l := days(14, func(p float64, i int) float64 { return 2 * p * math.Exp(math.Sin(float64(i))) })
	for b.Loop() {
		l.Night()
	}
}

// FuzzRows checks that a night over whatever a snapshot held tells numbers in
// order.
func FuzzRows(f *testing.F) {
	f.Add([]byte(days(3, func(p float64, _ int) float64 { return 2 * p }).Rows))
	f.Add([]byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		l := eta.Ledger{Rows: data[:min(len(data), 9000)], Names: []string{"cert "}}.Night()
		w := l.WaitToJoin(queue.Ticket{Service: "cert"}, known(eta.Raw{Low: 1, Point: 2, High: 3}))
		if w.Min < 0 || w.Min > w.Mid || w.Mid > w.Max || w.Max > 25*time.Hour {
			t.Fatalf("%+v, want numbers in order of one day", w)
		}
		if text, err := json.Marshal(l); err != nil {
			t.Fatalf("cannot write %s down: %v", text, err)
		}
	})
}
