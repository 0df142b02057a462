package store_test

import (
	"fmt"
	"testing"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// people are users of every role, with and without commune and doors.
func people() []office.User {
	all := []office.User{{ID: "none", Role: office.Technician}}
	for _, commune := range []string{"", "a", "b", office.NoCommune} {
		all = append(
			all,
			office.User{ID: "lead" + commune, Role: office.Leader, Commune: commune},
			office.User{ID: "u" + commune, Role: office.Officer, Commune: commune},
			office.User{ID: "u" + commune, Role: office.Officer, Commune: commune, Doors: []int{1, 3}},
		)
	}
	return all
}

// TestListings: a list of alerts or cases has all that somebody may see, and
// nothing else, however many others there are; its pages follow one another.
func TestListings(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		fillLists(t, s)
		alerts, err := s.Alerts(t.Context(), false, 1000)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := s.Cases(t.Context(), false, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range people() {
			var mayAlerts, mayCases [2]int // open, over
			for _, a := range alerts {
				if a.MaySee(u) {
					mayAlerts[oneIf(!a.Open())]++
				}
			}
			for _, c := range cases {
				if c.MayAct(u) {
					mayCases[oneIf(c.Status == office.CaseAnswered)]++
				}
			}
			for over := range 2 {
				gotAlerts, gotCases := 0, 0
				for skip := 0; ; skip += 7 {
					l := office.Listing{For: u, Over: over == 1, Skip: skip, Limit: 7}
					some, err := s.AlertsFor(t.Context(), l)
					if err != nil {
						t.Fatal(err)
					}
					more, err := s.CasesFor(t.Context(), l)
					if err != nil {
						t.Fatal(err)
					}
					if len(some)+len(more) == 0 {
						break
					}
					gotAlerts, gotCases = gotAlerts+len(some), gotCases+len(more)
					for _, a := range some {
						if !a.MaySee(u) || a.Open() == l.Over {
							t.Errorf("%+v: got alert %+v", u, a)
						}
					}
					for _, c := range more {
						if !c.MayAct(u) || (c.Status == office.CaseAnswered) != l.Over {
							t.Errorf("%+v: got case %+v", u, c)
						}
					}
				}
				if gotAlerts != mayAlerts[over] || gotCases != mayCases[over] {
					t.Errorf("%+v, over %d: got %d alerts and %d cases, want %d and %d", u, over, gotAlerts, gotCases, mayAlerts[over], mayCases[over])
				}
			}
			countsOf(t, s, u, mayAlerts[0], mayCases[0])
		}
	})
}

func countsOf(t *testing.T, s *store.Store, u office.User, alerts, cases int) {
	t.Helper()
	if n, err := s.CountAlerts(t.Context(), u); err != nil || n != alerts {
		t.Errorf("%+v: got %d open alerts (%v), want %d", u, n, err, alerts)
	}
	if n, err := s.CountCases(t.Context(), u); err != nil || n != cases {
		t.Errorf("%+v: got %d open cases (%v), want %d", u, n, err, cases)
	}
}

func oneIf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// fillLists keeps alerts and cases of every commune, owner, door and state.
func fillLists(t *testing.T, s *store.Store) {
	t.Helper()
	at, n := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), 0
	for _, commune := range []string{"", "a", "b"} {
		for _, owner := range []string{"", "u", "ua", "ub", "u?"} {
			for door := range 4 {
				n++
				e := office.Entry{At: at}
				a := office.Alert{
					ID: fmt.Sprint("a", n), Scope: fmt.Sprint(n), Commune: commune, Door: door, Owner: owner, Bad: 3, N: 4,
					From: at, Opened: at.Add(time.Duration(n) * time.Minute), Due: at,
				}
				if _, err := s.RaiseAlert(t.Context(), a, e); err != nil {
					t.Fatal(err)
				}
				c := office.Case{
					ID: fmt.Sprint("c", n), Key: fmt.Sprint(n), Commune: commune, Owner: owner, Opened: a.Opened, Due: at, Topic: "wait", Status: office.CaseNew,
				}
				if door%2 == 1 {
					c.Status = office.CaseAnswered
					err := s.ChangeAlert(t.Context(), a.ID, func(a *office.Alert) error { a.Closed = at; return nil }, e)
					if err != nil {
						t.Fatal(err)
					}
				}
				if _, err := s.AddCase(t.Context(), c, e); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
