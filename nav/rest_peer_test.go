package nav_test

import (
	"testing"
	"time"

	"tiepdan/nav"
)

// TestNothingShortensARest: what hides a bumper or a hand, or comes while the
// robot rests after one, does not let it drive any sooner.
func TestNothingShortensARest(t *testing.T) {
	t.Parallel()
	sick := []string{"hot"}
	tests := []struct {
		name  string
		rest  time.Duration
		spoil func(s *stage)
		mend  func(s *stage)
	}{
		{"bumper", 3 * time.Second, func(s *stage) { s.base.Bumpers = 1 }, func(s *stage) { s.base.Bumpers = 0 }},
		{"hand", 2 * time.Second, func(s *stage) { s.tray.Hand = true }, func(s *stage) { s.tray.Hand = false }},
	}
	for _, tt := range tests {
		t.Run(tt.name+", hidden by a fault", func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.under(toFar)
			s.base.Faults = sick
			tt.spoil(s)
			s.run(time.Second)
			s.base.Faults = nil
			tt.mend(s)
			if s.until(tt.rest-2*tick, s.moving) {
				t.Errorf("it drives less than %v after", tt.rest)
			}
			if !s.until(2*time.Second, s.moving) {
				t.Error("it does not go on")
			}
		})
		t.Run(tt.name+", then a fault", func(t *testing.T) {
			t.Parallel()
			s := newStage(t, stageSite())
			s.under(toFar)
			tt.spoil(s)
			s.run(time.Second)
			tt.mend(s)
			s.run(200 * time.Millisecond)
			s.base.Faults = sick
			s.run(200 * time.Millisecond)
			s.base.Faults = nil
			if s.until(tt.rest-400*time.Millisecond-2*tick, s.moving) {
				t.Errorf("it drives less than %v after", tt.rest)
			}
		})
	}
	t.Run("bumper, then an e-stop and resume", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, stageSite())
		s.under(toFar)
		s.base.Bumpers = 1
		s.press()
		s.run(time.Second)
		s.base.Bumpers = 0
		s.release()
		s.step()
		if err := s.resume(); err != nil {
			t.Fatalf("resume: %v", err)
		}
		if s.until(3*time.Second-3*tick, s.moving) {
			t.Error("it drives less than 3s after the contact")
		}
		if s.last("m").Phase == nav.PhaseFailed {
			t.Error("the mission is lost")
		}
	})
}
