package web

import (
	"net/url"
	"strconv"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/stats"
)

// Patterns are all routes that need a log-in, for the tests.
func (s *Server) Patterns() []string {
	var all []string
	for _, r := range s.routes() {
		all = append(all, r.pattern)
	}
	return all
}

// SettingsOf reads the form of a robot's settings, and writes what it means as
// a form again, for the tests.
func SettingsOf(v url.Values) (s schema.Settings, wrong string, again url.Values) {
	s, wrong = readSetup(v).settings(words{"vi"})
	f := formOf(s, live.Robot{})
	again = url.Values{"off": {f.DaysOff}}
	for name, set := range map[string]bool{"texts": f.Texts, "hours": f.Hours, "doors": f.Doors} {
		if set {
			again.Set(name, "ward")
		}
	}
	for _, r := range f.Rows {
		again["kind"], again["vi"], again["en"] = append(again["kind"], r.Kind), append(again["vi"], r.Vi), append(again["en"], r.En)
	}
	for _, d := range f.Week {
		again.Set(d.Day, d.Text)
	}
	for _, d := range f.Names {
		again["door"], again["door-vi"], again["door-en"] = append(again["door"], strconv.Itoa(d.Door)), append(again["door-vi"], d.Vi), append(again["door-en"], d.En)
	}
	return s, wrong, again
}

// Hushed says which groups of so many ratings are hidden, for the tests.
func Hushed(ratings ...int) []bool {
	groups := make([]group, 0, len(ratings))
	for _, n := range ratings {
		groups = append(groups, group{Ticket: stats.Faces{Satisfied: n}})
	}
	hush(groups)
	hidden := make([]bool, 0, len(groups))
	for _, g := range groups {
		hidden = append(hidden, g.Few)
	}
	return hidden
}
