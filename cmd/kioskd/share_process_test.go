package main_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiepdan/cmd/internal/freeport"
	"tiepdan/kiosk"
)

// TestTwoProcesses runs two kioskd that share a line over TLS. Visitors touch
// both screens, an official calls at the keeper's console, and each of the two
// is killed and comes back.
func TestTwoProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two robots")
	}
	key, line := filepath.Join(t.TempDir(), "line.key"), freeport.Address(t)
	k, m := newSharer(t, "keeper", line, key), newSharer(t, "member", line, key)
	for _, s := range []*sharer{k, m} { // each runs, and says what it misses
		s.await("the key is missed", func(v kiosk.View) bool {
			return slices.ContainsFunc(v.Parts, func(p kiosk.PartState) bool { return p.Part == kiosk.PartLine && strings.Contains(p.Detail, key) })
		}, nil)
	}
	if err := os.WriteFile(key, []byte(strings.Repeat("two robots ", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	m.await("the line", linkIs(true), nil)
	m.take("A001")
	k.take("A002")
	o := k.official(3)
	k.serve(o, "A001")
	m.await("the call at the member", atDoor("A001"), nil)

	k.kioskd.kill()
	m.await("the loss", linkIs(false), nil)
	m.take("A901")
	k.begin()
	m.await("the line again", linkIs(true), nil)
	k.await("both wait", waiting("A002 A901"), nil)
	o = k.official(3)
	k.serve(o, "A002")
	m.await("the rating at the robot that gave A001", screenIs(kiosk.ScreenRating), nil)
	m.home()
	m.await("the keeper knows", linkIs(true), nil)

	papers := m.papers()
	m.touches("A003")
	m.awaitPaper(papers + 1)
	m.kioskd.kill()
	m.begin()
	m.home()
	m.await("the line after the power cut", linkIs(true), nil)
	k.home()
	k.take("A004")
	k.await("all wait", waiting("A901 A003 A004"), nil)
	m.await("all wait at the member", waiting("A901 A003 A004"), nil)
	for _, number := range []string{"A901", "A003", "A004", ""} {
		k.serve(o, number)
		m.await("the door at the member", atDoor(number), nil)
	}
	if got := m.papers(); got != 3 {
		t.Errorf("the member cut %d papers, want 3", got)
	}
	given := map[string]string{}
	k.history(given, "A001 A002 A901 A003 A004")
	m.history(given, "A001 A002 A901 A003 A004")
	if len(given) != 5 {
		t.Errorf("papers %v, want five", given)
	}
}
