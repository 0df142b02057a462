package assist

import "slices"

// Text is the same in Vietnamese and in English.
type Text struct{ Vi, En string }

// Group is a field of procedures, one card on the screen.
type Group struct {
	ID   string
	Name Text
}

// Procedure is one administrative procedure. What is not known is empty: an
// empty Fee says nothing about money, and an empty Time nothing about days.
type Procedure struct {
	Code      string // in the national list, as 1.001193
	Title     Text   // official, up to 250 letters and more
	Plain     Text   // short, as people say it
	Group     string // ID of its Group
	Papers    []Text
	Steps     []Text
	Time      []Text
	Fee       Text   // only from the ward's own file
	Result    Text   // what the citizen receives
	Owner     Text   // the agency that answers for it
	Source    Text   // where these facts are from
	Checked   string // when they were: 2026-07, or 2026-07-31
	PortalURL string
	Online    bool     // can be handed in on the portal
	Say       []string // other ways in which people ask for it
}

// Catalogue holds the procedures of a ward. It does not change once made:
// neither must its slices.
type Catalogue struct {
	Groups     []Group
	Procedures []Procedure

	byCode map[string]int
	index  index
}

// New makes a catalogue of procedures that were checked: of two with the same
// code, Find knows the first.
func New(groups []Group, procedures []Procedure) *Catalogue {
	c := &Catalogue{
		Groups: slices.Clone(groups), Procedures: slices.Clone(procedures),
		byCode: make(map[string]int, len(procedures)),
	}
	for i, p := range c.Procedures {
		if _, ok := c.byCode[p.Code]; !ok {
			c.byCode[p.Code] = i
		}
	}
	c.index = newIndex(c)
	return c
}

// Find returns the procedure of a code.
func (c *Catalogue) Find(code string) (*Procedure, bool) {
	i, ok := c.byCode[code]
	if !ok {
		return nil, false
	}
	return &c.Procedures[i], true
}

// Group returns the procedures of a group, in the catalogue's order.
func (c *Catalogue) Group(id string) []Procedure {
	var in []Procedure
	for _, p := range c.Procedures {
		if p.Group == id {
			in = append(in, p)
		}
	}
	return in
}
