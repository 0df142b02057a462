package office_test

import (
	"testing"
	"time"

	"tiepdan/ward/office"
)

func TestRule(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	press := func(minutes int, door int, face string) office.Press {
		return office.Press{At: now.Add(-time.Duration(minutes) * time.Minute), Door: door, Robot: "kb-01", Face: face}
	}
	of := func(commune string, minutes int) office.Press {
		p := press(minutes, 3, "dissatisfied")
		p.Commune = commune
		return p
	}
	repeat := func(n int, p office.Press) []office.Press {
		var all []office.Press
		for range n {
			all = append(all, p)
		}
		return all
	}
	number := office.Rule{WindowMin: 60, LeastBad: 3, LeastN: 1, DueMin: 60}
	share := office.Rule{WindowMin: 60, SharePct: 30, LeastN: 10, DueMin: 60}
	tests := []struct {
		name    string
		rule    office.Rule
		presses []office.Press
		closed  map[string]time.Time
		want    string // scope of the only finding, "" for none
		bad, n  int
	}{
		{"too few", number, repeat(2, press(5, 3, "dissatisfied")), nil, "", 0, 0},
		{"enough at one door", number, append(repeat(3, press(5, 3, "dissatisfied")), press(6, 3, "satisfied"), press(6, 4, "dissatisfied")), nil, "/door:3", 3, 4},
		{"spread over doors", number, []office.Press{press(1, 1, "dissatisfied"), press(2, 2, "dissatisfied"), press(3, 3, "dissatisfied")}, nil, "", 0, 0},
		{"the same door of two communes", number, []office.Press{of("a", 1), of("b", 2), of("a", 3)}, nil, "", 0, 0},
		{"one of two communes", number, []office.Press{of("a", 1), of("b", 2), of("a", 3), of("a", 4)}, nil, "a/door:3", 3, 3},
		{"before the window", number, repeat(3, press(61, 3, "dissatisfied")), nil, "", 0, 0},
		{"of yesterday", number, repeat(3, press(25*60, 3, "dissatisfied")), nil, "", 0, 0},
		{"in the future", number, repeat(3, press(-30, 3, "dissatisfied")), nil, "", 0, 0},
		{"neutral is not dissatisfied", number, repeat(9, press(5, 3, "neutral")), nil, "", 0, 0},
		{"dealt with already", number, repeat(3, press(5, 3, "dissatisfied")), map[string]time.Time{"/door:3": now.Add(-time.Minute)}, "", 0, 0},
		{"low again after that", number, repeat(3, press(5, 3, "dissatisfied")), map[string]time.Time{"/door:3": now.Add(-10 * time.Minute)}, "/door:3", 3, 3},
		{"panel", number, repeat(3, press(5, 0, "dissatisfied")), nil, "/panel:kb-01", 3, 3},
		{"share of too few", share, append(repeat(3, press(5, 3, "dissatisfied")), repeat(6, press(5, 3, "satisfied"))...), nil, "", 0, 0},
		{"share reached", share, append(repeat(3, press(5, 3, "dissatisfied")), repeat(7, press(9, 3, "satisfied"))...), nil, "/door:3", 3, 10},
		{"share not reached", share, append(repeat(3, press(5, 3, "dissatisfied")), repeat(8, press(9, 3, "satisfied"))...), nil, "", 0, 0},
		{"off", office.Rule{WindowMin: 60, LeastN: 1}, repeat(50, press(5, 3, "dissatisfied")), nil, "", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var w office.Window
			for _, p := range tt.presses {
				w.Add(p, now)
			}
			found := tt.rule.Find(&w, tt.closed, now)
			switch {
			case tt.want == "" && len(found) == 0:
			case len(found) != 1 || found[0].Scope != tt.want || found[0].Bad != tt.bad || found[0].N != tt.n:
				t.Errorf("got %+v, want %q with %d of %d", found, tt.want, tt.bad, tt.n)
			}
		})
	}
}

// TestClosedWithinTheMinute: ratings of the minute, or the second, in which an
// alert was closed count for the next one if they came after.
func TestClosedWithinTheMinute(t *testing.T) {
	t.Parallel()
	closed := time.Date(2026, 11, 22, 10, 0, 30, 200e6, time.UTC)
	now := closed.Add(5 * time.Minute)
	rule := office.Rule{WindowMin: 60, LeastBad: 3, LeastN: 1, DueMin: 60}
	var w office.Window
	for _, at := range []time.Duration{
		-20 * time.Second, -10 * time.Second, -time.Second, // dealt with
		300 * time.Millisecond, 10 * time.Second, 20 * time.Second,
	} {
		w.Add(office.Press{At: closed.Add(at), Commune: "c", Door: 3, Face: "dissatisfied"}, now)
	}
	found := rule.Find(&w, map[string]time.Time{"c/door:3": closed}, now)
	if len(found) != 1 || found[0].Bad != 3 || found[0].N != 3 {
		t.Errorf("got %+v, want the three after it was closed", found)
	}
}

func TestRuleCheck(t *testing.T) {
	t.Parallel()
	if err := office.FirstRule().Check(); err != nil {
		t.Errorf("got %v for the first rule, want it fit", err)
	}
	for _, bad := range []office.Rule{
		{},
		{WindowMin: 4, LeastN: 1, DueMin: 60},
		{WindowMin: 60, SharePct: 101, LeastN: 1, DueMin: 60},
		{WindowMin: 60, LeastBad: -1, LeastN: 1, DueMin: 60},
		{WindowMin: 60, LeastN: 0, DueMin: 60},
		{WindowMin: 1500, LeastN: 1, DueMin: 60},
	} {
		if err := bad.Check(); err == nil {
			t.Errorf("%+v: got it taken, want refused", bad)
		}
	}
}
