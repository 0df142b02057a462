package report_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tiepdan/report"
	"tiepdan/report/schema"
)

// TestFloorOfAnyWalls: whatever the walls are, the message fits the contract,
// and walls that fit as they are stay within 5 cm.
func TestFloorOfAnyWalls(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for _, tt := range []struct {
		name          string
		rings, points int
		metres        float64
		want          int // contours that are left at least
	}{
		{"nothing", 0, 0, 1, 0},
		{"one room", 1, 400, 20, 1},
		{"many chairs", 300, 8, 0.5, 300},
		{"a long wall of noise", 1, 60_000, 40, 1},
		{"thousands of specks", 9000, 4, 0.04, 0},
		{"thousands of pillars", 9000, 12, 0.6, 0},
		{"too far away", 2, 9, 1e9, 0},
		{"no numbers", 2, 5, math.NaN(), 0},
	} {
		var plan report.Plan
		for range tt.rings {
			var ring [][2]float64
			x, y := 40*r.Float64(), 30*r.Float64()
			for i := range tt.points {
				angle := 2 * math.Pi * float64(i) / float64(tt.points)
				reach := tt.metres * (0.8 + 0.2*r.Float64())
				ring = append(ring, [2]float64{x + reach*math.Cos(angle), y + reach*math.Sin(angle)})
			}
			plan.Outline = append(plan.Outline, ring)
		}
		f := report.FloorOf(plan)
		data, err := schema.Encode(f)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if len(data) > schema.MaxBytes || len(f.Outline) < tt.want {
			t.Errorf("%s: got %d bytes and %d contours, want at most %d and at least %d", tt.name, len(data), len(f.Outline), schema.MaxBytes, tt.want)
		}
		if again := report.FloorOf(plan); !reflect.DeepEqual(again, f) {
			t.Errorf("%s: got another message of the same plan", tt.name)
		}
	}
}

// TestFloorStaysTrue: what is left out is within 5 cm of what is drawn.
func TestFloorStaysTrue(t *testing.T) {
	t.Parallel()
	wall := [][2]float64{{0, 0}, {5, 0.02}, {10, -0.03}, {20, 0}, {20, 7.01}, {20.03, 9}, {20, 15}, {0, 15}, {0.2, 8}}
	got := report.FloorOf(report.Plan{Outline: [][][2]float64{wall}})
	want := [][][]int{{{0, 0}, {2000, 0}, {2000, 1500}, {0, 1500}, {20, 800}}}
	if !reflect.DeepEqual(got.Outline, want) {
		t.Errorf("got %v, want %v", got.Outline, want)
	}
	other := report.FloorOf(report.Plan{Outline: [][][2]float64{wall}, Rounds: []string{"a"}})
	if got.Hash == other.Hash {
		t.Errorf("got hash %s for two plans", got.Hash)
	}
}

// TestFloorIsSaid: once on a connection, and again when it is another.
func TestFloorIsSaid(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	w.receipt("e1", 0)
	var round atomic.Value
	round.Store("")
	reporter(t, url, newOutbox(t, 1, 0), func(o *report.Options) {
		o.StatusEvery, o.Status = 30*time.Millisecond, func() schema.Status { return schema.Status{} }
		o.Floor = func() (schema.Floor, bool) {
			name, _ := round.Load().(string)
			return report.FloorOf(report.Plan{Rounds: []string{name}}), name != ""
		}
	})
	round.Store("first")
	eventually(t, "the plan", func() bool { return strings.Contains(w.last(schema.ChannelFloor), "first") })
	time.Sleep(200 * time.Millisecond)
	round.Store("second")
	eventually(t, "the other plan", func() bool { return strings.Contains(w.last(schema.ChannelFloor), "second") })
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.times[string(schema.ChannelFloor)]); n != 2 {
		t.Errorf("got %d plans, want 2", n)
	}
}
