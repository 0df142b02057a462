package stats_test

import (
	"math"
	"testing"

	"tiepdan/ward/stats"
)

func TestShareOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		part, whole int
		low, high   float64
	}{
		// From the formula, as published tables have them.
		{"8 of 10", 8, 10, 0.4902, 0.9433},
		{"none of 10", 0, 10, 0, 0.2775},
		{"all of 10", 10, 10, 0.7225, 1},
		{"one of one", 1, 1, 0.2065, 1},
		{"half of 100", 50, 100, 0.4038, 0.5962},
		{"nothing", 0, 0, 0, 1},
		{"more than all", 12, 10, 0.7225, 1},
		{"less than none", -1, 10, 0, 0.2775},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := stats.ShareOf(tt.part, tt.whole)
			if math.Abs(got.Low-tt.low) > 5e-5 || math.Abs(got.High-tt.high) > 5e-5 {
				t.Errorf("got %.4f to %.4f, want %.4f to %.4f", got.Low, got.High, tt.low, tt.high)
			}
			if got.Known() != (tt.whole > 0) {
				t.Errorf("got known %v, want %v", got.Known(), tt.whole > 0)
			}
		})
	}
}

// TestShareHolds: the value lies in its interval, and more answers make it narrower.
func TestShareHolds(t *testing.T) {
	t.Parallel()
	for whole := 1; whole < 200; whole++ {
		for part := range whole + 1 {
			s := stats.ShareOf(part, whole)
			if v := s.Value(); v < s.Low || v > s.High || s.Low < 0 || s.High > 1 {
				t.Fatalf("%d of %d: got %v in %v to %v, want it within", part, whole, v, s.Low, s.High)
			}
			if wide := stats.ShareOf(part*10, whole*10); wide.High-wide.Low >= s.High-s.Low {
				t.Fatalf("%d of %d: got no narrower interval with ten times as many", part, whole)
			}
		}
	}
}

func TestFaces(t *testing.T) {
	t.Parallel()
	var f stats.Faces
	for face, n := range map[string]int{"very-satisfied": 4, "satisfied": 3, "neutral": 2, "dissatisfied": 1, "angry": 99} {
		f.Add(face, n)
	}
	if f.N() != 10 || f.Good() != 7 {
		t.Errorf("got %d ratings, %d good, want 10 and 7", f.N(), f.Good())
	}
	if g := f.Plus(f); g.N() != 20 || g.Dissatisfied != 2 {
		t.Errorf("got %+v, want twice as many", g)
	}
	for n, want := range map[int]bool{0: false, 1: true, 4: true, 5: false} {
		if stats.Few(n) != want {
			t.Errorf("%d: got few %v, want %v", n, !want, want)
		}
	}
	if !stats.Good("satisfied") || stats.Good("neutral") {
		t.Error("got neutral as satisfied or satisfied as not")
	}
}

// TestPillars: satisfaction alone is measured; the rest is not claimed.
func TestPillars(t *testing.T) {
	t.Parallel()
	all := stats.Pillars()
	if len(all) != 6 {
		t.Fatalf("got %d pillars, want 6", len(all))
	}
	for _, p := range all {
		if (p.Measured == stats.MeasuredBy) != (p.Pillar == stats.Satisfaction) {
			t.Errorf("got %s measured %v", p.Pillar, p.Measured)
		}
	}
}
