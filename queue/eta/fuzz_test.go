package eta_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"tiepdan/queue/eta"
)

// model is a small one that was really fitted.
func model(tb testing.TB) eta.Model {
	tb.Helper()
	m, err := eta.Fit(world(1200, 9), eta.Size{Trees: 5, Depth: 3, MinLeaf: 20, Rate: 0.2, Bags: 1, RangeTrees: 3, RangeDepth: 2})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	good, err := eta.Encode(model(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eta.Decode(good); err != nil {
		t.Fatalf("its own model: %v", err)
	}
	for _, tc := range []struct{ name, old, by string }{
		{"another version", `"version":1`, `"version":2`},
		{"an unknown part", `"version":1`, `"version":1,"colour":3`},
		{"a tree without nodes", `"point":[`, `"point":[{"nodes":[]},`},
		{"a tree in a circle", `"point":[`, `"point":[{"nodes":[{"f":1,"t":2,"l":0,"v":0},{"f":1,"t":2,"l":1,"v":0}]},`},
		{"a part that does not exist", `"point":[`, `"point":[{"nodes":[{"f":999,"t":2,"l":1,"v":0},{"l":0},{"l":0}]},`},
		{"something behind it", `"version":1`, `"version":1},{"version":1`},
	} {
		if _, err := eta.Decode(bytes.Replace(good, []byte(tc.old), []byte(tc.by), 1)); err == nil {
			t.Errorf("%s: got no error", tc.name)
		}
	}
}

// FuzzDecode checks that a model that is taken predicts numbers in order, and
// comes out of writing it down as it was.
func FuzzDecode(f *testing.F) {
	good, err := eta.Encode(model(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"point":[{"nodes":[{"f":0,"t":1,"l":1,"v":0},{"f":0,"t":0,"l":0,"v":1},{"f":0,"t":0,"l":0,"v":2}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := eta.Decode(data)
		if err != nil {
			return
		}
		var v eta.Vector
		raw := m.Predict(&v)
		ordered(t, raw.Low, raw.Point, raw.High)
		again, err := eta.Encode(m)
		if err != nil {
			t.Fatalf("cannot write down what was read: %v", err)
		}
		if _, err := eta.Decode(again); err != nil {
			t.Fatalf("cannot read what was written down: %v", err)
		}
	})
}

// FuzzEstimate checks that whatever is known, the estimate is made of numbers
// in order: low ≤ point ≤ high, between nothing and a day.
func FuzzEstimate(f *testing.F) {
	m := model(f)
	f.Add([]byte{}, 500.0, 3, 10.0, 20.0)
	f.Add([]byte{0xff, 0xf8, 0, 0, 0, 0, 0, 1}, -1e9, -5, math.Inf(1), math.NaN())
	f.Fuzz(func(t *testing.T, data []byte, now float64, ahead int, a, b float64) {
		w := &eta.Watch{Open: ahead % 7}
		w.Come("x", a, ahead%1000, b)
		w.Come("y", b, 0, 1)
		w.Called("x", now)
		h := &eta.History{}
		h.Learn(a, b, ahead%50)
		h.EndDay(w)
		v := eta.Look(eta.Moment{
			Now: now, Ahead: max(0, ahead%100_000), Own: w, Pool: []*eta.Watch{w}, Site: []*eta.Watch{w}, Past: h,
			All: eta.Prior{Pace: 5, Wait: 15}, Rollout: a,
		})
		for i := 0; i+8 <= len(data) && i/8 < len(v); i += 8 {
			v[i/8] = math.Float64frombits(binary.BigEndian.Uint64(data[i:]))
		}
		raw := m.Predict(&v)
		band := eta.Band{Low: a, High: b}
		e := band.Estimate(raw)
		ordered(t, e.Low, e.Point, e.High)
		if e.Low < 0 || e.High > 24*60+1 {
			t.Fatalf("%+v, want minutes of one day", e)
		}
	})
}

func ordered(t *testing.T, low, point, high float64) {
	t.Helper()
	if !(low <= point && point <= high) {
		t.Fatalf("low %v, point %v, high %v, want numbers in order", low, point, high)
	}
}
