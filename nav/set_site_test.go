package nav_test

import (
	"errors"
	"testing"
	"time"

	"tiepdan/nav"
)

func TestAnotherFloorAtRunTime(t *testing.T) {
	t.Parallel()
	s := newStage(t, stageSite())
	var fences []nav.Fence
	s.onStep = func(_ *stage, out nav.Outputs) {
		if out.Fence != nil {
			fences = append(fences, *out.Fence)
		}
	}
	s.begin(nav.Mission{ID: "m", Kind: nav.KindGoto, To: "far"})
	s.run(time.Second)
	next := stageSite()
	next.Places["new"] = nav.Place{Pose: nav.Pose{XM: 4, YM: 2}}
	next.Zones = []nav.Zone{{Name: "hole", Kind: nav.ZoneKeepOut, Area: square(20, 10, 1)}}
	if err := s.SetSite(next); !errors.Is(err, nav.ErrUnderWay) {
		t.Fatalf("under way: got %v, want ErrUnderWay", err)
	}
	if err := s.Cancel("m"); err != nil {
		t.Fatal(err)
	}
	s.run(time.Second)

	wrong := stageSite()
	wrong.Dock = "nowhere"
	if err := s.SetSite(wrong); err == nil {
		t.Error("took a site without its dock")
	}
	s.fenceFails = true
	if err := s.SetSite(next); err != nil {
		t.Fatal(err)
	}
	s.begin(nav.Mission{ID: "n", Kind: nav.KindGoto, To: "new"})
	s.run(3 * time.Second)
	if s.moving() || len(fences) == 0 || len(fences[0].KeepOut) != 1 {
		t.Fatalf("moving %v after %d uploads, want none before the base confirmed the areas", s.moving(), len(fences))
	}
	s.fenceFails = false
	if !s.until(20*time.Second, s.moving) {
		t.Error("it does not drive to the new place")
	}
	if !s.until(time.Minute, func() bool { return s.was("n", nav.PhaseArrived) }) {
		t.Error("it does not arrive at the new place")
	}

	fences = nil
	if err := s.SetSite(stageSite()); err != nil {
		t.Fatal(err)
	}
	s.run(3 * time.Second)
	if len(fences) != 1 || len(fences[0].KeepOut) != 0 {
		t.Errorf("uploaded %+v, want the base to hear that there are no areas any more", fences)
	}
}
