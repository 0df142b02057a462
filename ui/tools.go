package ui

import (
	"slices"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// tools is what screens look things up in.
type tools struct {
	catalogue *assist.Catalogue
	mind      func() *assist.Understander // nil understands nothing
	logs      func() []string
	line      func() BaseLine // nil without a motion base
	unlocks   bool            // there is a technician's page
	speaks    bool            // there is a voice guide
	checkup   Checkup
	wordsSent bool         // what is heard is sent to a model of the ward
	ears      []kiosk.Lang // in which requests by voice are understood; nil: in all
	wake      string       // the words that the open microphone waits for; "" while it is closed
}

// field is a group of the catalogue with how many procedures it has.
type field struct {
	assist.Group
	count int
}

// groups lists the groups that have procedures.
func (t *tools) groups() []field {
	if t == nil || t.catalogue == nil {
		return nil
	}
	count := map[string]int{}
	for i := range t.catalogue.Procedures {
		count[t.catalogue.Procedures[i].Group]++
	}
	var out []field
	for _, g := range t.catalogue.Groups {
		if n := count[g.ID]; n > 0 {
			out = append(out, field{g, n})
		}
	}
	return out
}

// group finds a group; one that is not known is called by its ID.
func (t *tools) group(id string) assist.Group {
	if t != nil && t.catalogue != nil {
		for _, g := range t.catalogue.Groups {
			if g.ID == id {
				return g
			}
		}
	}
	return assist.Group{ID: id, Name: assist.Text{Vi: id}}
}

// in lists the procedures of a group.
func (t *tools) in(group string) []*assist.Procedure {
	if t == nil || t.catalogue == nil {
		return nil
	}
	var out []*assist.Procedure
	for i := range t.catalogue.Procedures {
		if pr := &t.catalogue.Procedures[i]; pr.Group == group {
			out = append(out, pr)
		}
	}
	return out
}

// find gives a procedure by its code.
func (t *tools) find(code string) (*assist.Procedure, bool) {
	if t == nil || t.catalogue == nil {
		return nil, false
	}
	return t.catalogue.Find(code)
}

// serviceOf finds the service that takes a procedure.
func serviceOf(v kiosk.View, pr *assist.Procedure) (kiosk.ServiceRow, bool) {
	var shut *kiosk.ServiceRow
	for i, s := range v.Services {
		switch {
		case !slices.Contains(s.Groups, pr.Group):
		case !closed(s):
			return s, true
		case shut == nil:
			shut = &v.Services[i]
		}
	}
	if shut != nil {
		return *shut, true
	}
	return kiosk.ServiceRow{}, false
}
