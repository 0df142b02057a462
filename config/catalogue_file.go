package config

import (
	"fmt"
	"reflect"
	"slices"
)

// catalogueVersion is that of a catalogue file's format.
const catalogueVersion = 1

// catalogueFile is one file of the catalogue: the program's own or the ward's.
type catalogueFile struct {
	Version    int              `toml:"version"`
	Defaults   entryDefaults    `toml:"defaults"`
	Ways       []way            `toml:"ways"`
	Groups     []groupEntry     `toml:"groups"`
	Procedures []procedureEntry `toml:"procedures"`
}

// entryDefaults is what a file says once for the procedures that it adds.
type entryDefaults struct {
	Owner   Text   `toml:"owner"`
	Source  Text   `toml:"source"`
	Checked string `toml:"checked"`
}

// way is how files are handed in: steps that many procedures share.
type way struct {
	ID    string `toml:"id"`
	Steps []Text `toml:"steps"`
}

type groupEntry struct {
	ID     string `toml:"id"`
	Name   Text   `toml:"name"`
	Hidden bool   `toml:"hidden"`
}

type procedureEntry struct {
	Code      string   `toml:"code"`
	Group     string   `toml:"group"`
	Title     Text     `toml:"title"`
	Plain     Text     `toml:"plain"`
	Papers    []Text   `toml:"papers"`
	Way       string   `toml:"way"`
	Steps     []Text   `toml:"steps"`
	Time      []Text   `toml:"time"`
	Fee       Text     `toml:"fee"`
	Result    Text     `toml:"result"`
	Owner     Text     `toml:"owner"`
	Source    Text     `toml:"source"`
	Checked   string   `toml:"checked"`
	PortalURL string   `toml:"portal_url"`
	Online    bool     `toml:"online"`
	Say       []string `toml:"say"`
	Hidden    bool     `toml:"hidden"`
}

// The ways that a procedure has when it names none.
const (
	wayCounter = "counter"
	wayOnline  = "online" // at the counter or on the portal
)

// merger lays files of the catalogue one over the other.
type merger struct {
	isBase   bool // the file being read is the program's own
	defaults entryDefaults
	ways     []way
	groups   []groupEntry
	entries  []procedureEntry
	byCode   map[string]int
}

func newMerger() *merger { return &merger{byCode: map[string]int{}} }

// read checks a file and, if nothing is wrong with it, takes it in. group is
// that of procedures that name none.
func (m *merger) read(name string, data []byte, group string) error {
	d := newDocument(name, data)
	f := decode(d, func() catalogueFile { return catalogueFile{} })
	if !d.cutOff {
		c := catalogueCheck{check: check{d}, merger: m, group: group}
		c.file(f)
	}
	if err := d.err(); err != nil {
		return err
	}
	if m.isBase && f.Defaults != (entryDefaults{}) {
		m.defaults = f.Defaults
	}
	for _, w := range f.Ways {
		m.takeWay(w)
	}
	for i, g := range f.Groups {
		m.takeGroup(g, fmt.Sprintf("groups[%d]", i+1), d)
	}
	for i, e := range f.Procedures {
		m.takeProcedure(e, fmt.Sprintf("procedures[%d]", i+1), d, group, f.Defaults)
	}
	return nil
}

func (m *merger) takeWay(w way) {
	i := slices.IndexFunc(m.ways, func(has way) bool { return has.ID == w.ID })
	if i < 0 {
		m.ways = append(m.ways, w)
		return
	}
	m.ways[i] = w
}

func (m *merger) takeGroup(g groupEntry, key string, d *document) {
	i := slices.IndexFunc(m.groups, func(has groupEntry) bool { return has.ID == g.ID })
	if i < 0 {
		m.groups = append(m.groups, g)
		return
	}
	d.override(reflect.ValueOf(&m.groups[i]).Elem(), reflect.ValueOf(g), key)
}

func (m *merger) takeProcedure(e procedureEntry, key string, d *document, group string, defaults entryDefaults) {
	if i, ok := m.byCode[e.Code]; ok {
		has := &m.entries[i]
		d.override(reflect.ValueOf(has).Elem(), reflect.ValueOf(e), key)
		if d.isSet(key + ".way") {
			has.Steps = nil // of an earlier file
		}
		return
	}
	if e.Group == "" {
		e.Group = group
	}
	if m.isBase {
		defaults = m.defaults
	}
	e.fill(defaults)
	m.byCode[e.Code] = len(m.entries)
	m.entries = append(m.entries, e)
}

func (e *procedureEntry) fill(defaults entryDefaults) {
	if e.Owner == (Text{}) {
		e.Owner = defaults.Owner
	}
	if e.Source == (Text{}) {
		e.Source = defaults.Source
	}
	if e.Checked == "" {
		e.Checked = defaults.Checked
	}
}

// override copies the fields that the file names.
func (d *document) override(onto, from reflect.Value, key string) {
	for i := range from.NumField() {
		field := join(key, from.Type().Field(i).Tag.Get("toml"))
		switch {
		case !d.isSet(field):
		case from.Field(i).Kind() == reflect.Struct:
			d.override(onto.Field(i), from.Field(i), field)
		default:
			onto.Field(i).Set(from.Field(i))
		}
	}
}

// catalogue is what all files together say.
func (m *merger) catalogue() *Catalogue {
	c := &Catalogue{}
	shown := map[string]bool{}
	for _, g := range m.groups {
		if !g.Hidden {
			shown[g.ID] = true
			c.Groups = append(c.Groups, CatalogueGroup{ID: g.ID, Name: g.Name})
		}
	}
	for _, e := range m.entries {
		if e.Hidden || !shown[e.Group] {
			continue
		}
		c.Procedures = append(c.Procedures, Procedure{
			Code: e.Code, Group: e.Group, Title: e.Title, Plain: e.Plain, Papers: e.Papers, Steps: m.steps(e), Time: e.Time,
			Fee: e.Fee, Result: e.Result, Owner: e.Owner, Source: e.Source, Checked: e.Checked,
			PortalURL: e.PortalURL, Online: e.Online, Say: e.Say,
		})
	}
	return c
}

func (m *merger) steps(e procedureEntry) []Text {
	if len(e.Steps) > 0 {
		return e.Steps
	}
	id := e.Way
	if id == "" {
		id = wayCounter
		if e.Online {
			id = wayOnline
		}
	}
	for _, w := range m.ways {
		if w.ID == id {
			return w.Steps
		}
	}
	return nil
}
