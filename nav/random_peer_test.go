package nav_test

import (
	"fmt"
	"runtime"
	"testing"

	"tiepdan/nav"
)

// caught notes the first complaint instead of failing, and ends the goroutine
// then.
type caught struct {
	testing.TB
	what string
}

// Fatalf ends the play.
func (c *caught) Fatalf(format string, args ...any) {
	c.what = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// TestRandomPlayNoticesWhatIsMissing takes each rule out against which the
// random play holds the machine: it must notice.
func TestRandomPlayNoticesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, rules := range [][]nav.Rule{
		{nav.RuleLink},
		{nav.RuleEStop},
		{nav.RuleResume},
		{nav.RuleFault},
		{nav.RuleLocalised},
		{nav.RuleSigma},
		{nav.RuleJump},
		{nav.RuleBumper},
		{nav.RuleHand},
		{nav.RuleStaffHold},
		{nav.RuleScreen},
		{nav.RuleCritical},
		{nav.RuleStray},
		{nav.RuleZone},
		// A base that starts has no keep-out areas: one rule stands in for the other.
		{nav.RuleStartup, nav.RuleKeepOut},
	} {
		t.Run(string(rules[0]), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(200) {
				if what := playWithout(t, seed, rules); what != "" {
					t.Log(what)
					return
				}
			}
			t.Errorf("without %s nothing goes wrong in 200 plays", rules)
		})
	}
}

// playWithout is one play, and the complaint about it.
func playWithout(t *testing.T, seed uint64, rules []nav.Rule) string {
	t.Helper()
	c := newChaos(t, seed)
	for _, rule := range rules {
		c.Without(rule)
	}
	note := &caught{TB: t}
	c.tb = note
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 2000 {
			c.event()
			c.step()
		}
	}()
	<-done
	return note.what
}
