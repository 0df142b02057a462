package nav_test

import (
	"testing"
	"time"
)

// BenchmarkStep is a step of a machine that leads somebody.
func BenchmarkStep(b *testing.B) {
	s := newStage(b, stageSite())
	s.follower = func(*stage) float64 { return 1 }
	s.begin(guide)
	s.run(2 * time.Second)
	s.frozen = true
	for b.Loop() {
		s.step()
		s.updates, s.says, s.goals = s.updates[:0], s.says[:0], s.goals[:0]
	}
}
