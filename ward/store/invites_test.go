package store_test

import (
	"testing"
	"time"

	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
)

func TestInvites(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s, at := p.open(t), time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		put := func(hash string) enrol.Invite {
			t.Helper()
			i := enrol.Invite{Commune: "a", Robot: "kb-01", Hash: []byte(hash), Replaces: true, MadeBy: "lan", Made: at, Ends: at.Add(24 * time.Hour)}
			if err := s.PutInvite(t.Context(), i, office.Entry{At: at, Did: "robot-invite"}); err != nil {
				t.Fatal(err)
			}
			return i
		}
		use := func(i enrol.Invite, key string, want bool) {
			t.Helper()
			if got, err := s.UseInvite(t.Context(), i, key, at, office.Entry{At: at, Did: "robot-enrol"}); err != nil || got != want {
				t.Errorf("got %v, %v for key %s, want %v", got, err, key, want)
			}
		}
		if _, found, err := s.Invite(t.Context(), "a", "kb-01"); err != nil || found {
			t.Fatalf("got %v, %v, want none", found, err)
		}
		first := put("one")
		second := put("two") // in its place
		use(first, "k1", false)
		use(second, "k1", true)
		use(second, "k1", true) // an answer got lost
		use(second, "k2", false)
		if err := s.KeepInviteCert(t.Context(), second, "cert"); err != nil {
			t.Fatal(err)
		}
		got, found, err := s.Invite(t.Context(), "a", "kb-01")
		if err != nil || !found || string(got.Hash) != "two" || !got.Replaces || got.MadeBy != "lan" || got.Key != "k1" || got.Cert != "cert" ||
			!got.Used.Equal(at) || !got.Ends.Equal(at.Add(24*time.Hour)) {
			t.Errorf("got %+v, %v, want what was kept", got, err)
		}
		if err := s.KeepInviteCert(t.Context(), first, "other"); err == nil {
			t.Error("got no error for an invitation that was replaced")
		}
		for after, want := range map[time.Time]int{at: 1, at.Add(25 * time.Hour): 0} {
			if all, err := s.Invites(t.Context(), after); err != nil || len(all) != want {
				t.Errorf("got %d invitations after %v, %v, want %d", len(all), after, err, want)
			}
		}
		record, err := s.Record(t.Context(), 10)
		used := 0
		for _, e := range record {
			if e.Did == "robot-enrol" {
				used++
			}
		}
		if err != nil || used != 1 {
			t.Errorf("got %d enrolments in the record, %v, want one", used, err)
		}
	})
}
