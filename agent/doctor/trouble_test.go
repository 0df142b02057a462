package doctor_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tiepdan/agent/doctor"
)

// provoked is one trouble with the check that must find it.
type provoked struct {
	id    string
	check func(t *testing.T) doctor.Check
}

// TestEveryTrouble provokes everything that the doctor can find. A trouble that
// nobody provokes fails it.
func TestEveryTrouble(t *testing.T) {
	t.Parallel()
	all := slices.Concat(
		slowOnes(), clockOnes(), diskOnes(), memoryOnes(), heatOnes(), certOnes(), configOnes(), agentOnes(), displayOnes(), touchOnes(),
		printerOnes(), panelOnes(), baseOnes(), trayOnes(), audioOnes(), networkOnes(), modelOnes(), storeOnes(),
	)
	done := map[string]bool{}
	for _, p := range all {
		done[p.id] = true
		t.Run(p.id, func(t *testing.T) {
			t.Parallel()
			if strings.HasSuffix(p.id, ".slow") || strings.HasPrefix(p.id, "base.") { // in a time of its own
				synctest.Test(t, func(t *testing.T) {
					provoke(t, p)
					time.Sleep(2 * hung)
				})
				return
			}
			provoke(t, p)
		})
	}
	for _, known := range doctor.Troubles() {
		if !done[known.ID] {
			t.Errorf("nothing provokes %s", known.ID)
		}
	}
}

func provoke(t *testing.T, p provoked) {
	t.Helper()
	report := doctor.Examine(t.Context(), []doctor.Check{p.check(t)}, doctor.Options{Unit: "x", Now: time.Now})
	var ids []string
	for _, r := range report.Results {
		ids = append(ids, r.ID)
		for _, text := range []string{r.Found.Vi, r.Found.En, r.Next.Vi, r.Next.En} {
			if strings.Contains(text, "%!") {
				t.Errorf("%s says %q", r.ID, text)
			}
		}
		if r.State != doctor.Pass && (r.Found.Vi == "" || r.Found.En == "" || r.Next.Vi == "" || r.Next.En == "") {
			t.Errorf("%s does not say what was found and what to do: %+v", r.ID, r)
		}
	}
	if !slices.Contains(ids, p.id) {
		t.Errorf("found %v, want %s", ids, p.id)
	}
}

// TestTroublesAreWellFormed looks at the list itself.
func TestTroublesAreWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range doctor.Troubles() {
		if seen[k.ID] || !strings.HasPrefix(k.ID, string(k.Part)+".") || k.State == doctor.Pass || k.State == "" {
			t.Errorf("trouble %+v: want an ID of its own that begins with its part, and a state", k)
		}
		seen[k.ID] = true
		for _, text := range []string{k.Found.Vi, k.Found.En, k.Next.Vi, k.Next.En} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence", k.ID, text)
			}
		}
		if strings.Count(k.Found.Vi, "%") != strings.Count(k.Found.En, "%") {
			t.Errorf("%s: %q and %q say different things", k.ID, k.Found.Vi, k.Found.En)
		}
	}
}

// hung is how long a part hangs that does.
const hung = time.Hour

// slowOnes are parts that hang: nothing ends them, and the report comes.
func slowOnes() []provoked {
	var out []provoked
	for _, k := range doctor.Troubles() {
		if strings.HasSuffix(k.ID, ".slow") && k.State == doctor.Fail {
			out = append(out, provoked{k.ID, func(*testing.T) doctor.Check {
				return doctor.Check{Part: k.Part, Limit: time.Millisecond, Run: func(context.Context, doctor.Ask) []doctor.Result {
					time.Sleep(hung)
					return nil
				}}
			}})
		}
	}
	return out
}

// always returns a check that a trouble's row does not make anew.
func always(c doctor.Check) func(*testing.T) doctor.Check {
	return func(*testing.T) doctor.Check { return c }
}

// passes fails unless a check finds nothing wrong.
func passes(t *testing.T, c doctor.Check) {
	t.Helper()
	report := doctor.Examine(t.Context(), []doctor.Check{c}, doctor.Options{Now: time.Now})
	for _, r := range report.Results {
		if r.State != doctor.Pass || strings.Contains(r.Found.Vi+r.Found.En, "%!") || r.Found.Vi == "" {
			t.Errorf("a part without trouble: %s %s %q, want a pass", r.ID, r.State, r.Found.En)
		}
	}
	if len(report.Results) == 0 {
		t.Error("nothing was found at all, want a pass")
	}
}
