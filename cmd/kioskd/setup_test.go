package main_test

import (
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/queue"
)

// TestTheCoreIsGivenTheRulesOfTheLine maps the example, in which every setting
// of the line is named.
func TestTheCoreIsGivenTheRulesOfTheLine(t *testing.T) {
	t.Parallel()
	c, err := config.Load("../../config/tiepdan.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	s := kioskd.Setup(c)
	if p := s.Priority; !p.Strict || p.AgeAfter != time.Hour || len(p.Classes) != 5 || p.Classes[0].Weight != 3 || p.Classes[4].Name.Vi != "Trẻ em" {
		t.Errorf("priority %+v", p)
	}
	r := s.Rules
	if r.ReturnWithin != 30*time.Minute || r.ReturnBehind != 2 || r.CheckInEarly != 30*time.Minute || r.CheckInLate != 15*time.Minute ||
		r.IntakeEarly != 30*time.Minute || r.IntakeEnd != 15*time.Minute {
		t.Errorf("rules %+v", r)
	}
	want := queue.Span{From: 13 * time.Hour, To: 17 * time.Hour}
	if h := r.Hours; len(h[time.Saturday]) != 0 || len(h[time.Monday]) != 2 || h[time.Monday][1] != want {
		t.Errorf("hours %+v", h)
	}
	if s.Services[0].Hours.Set() || len(s.Services[2].Hours[time.Saturday]) != 1 {
		t.Errorf("hours of services: %+v and %+v, want none and Saturday mornings", s.Services[0].Hours, s.Services[2].Hours)
	}
}
