package config

import (
	"fmt"
	"slices"
)

// Official is one responsible person of the ward, by her work and never by name.
type Official struct {
	ID         string   `toml:"id"`
	TitleVI    string   `toml:"title_vi"` // her role in people's words, as inside a sentence
	TitleEN    string   `toml:"title_en"`
	Doors      []int    `toml:"doors"`      // where she sits
	Procedures []string `toml:"procedures"` // codes that she is responsible for
	Groups     []string `toml:"groups"`     // of the catalogue
	All        bool     `toml:"all"`        // for whatever nobody else is
	Deputy     string   `toml:"deputy"`     // ID of who is called when she does not answer; "" is nobody

	LeaderAlert bool `toml:"leader_alert"` // the ward's leaders are told of a call that nobody answers

	Hours Week `toml:"hours"` // of her own; without any day those of the Center
}

func (c *Config) deriveOfficials(isSet func(key string) bool) {
	for i := range c.Officials {
		if !isSet(officialKey(i+1, "leader_alert")) {
			c.Officials[i].LeaderAlert = true
		}
	}
}

// Unanswered says for which groups of a catalogue the directory names nobody: a
// visitor who asks about them is sent to their service's doors. Without a
// directory that is so for all, and nothing is said.
func (c *Config) Unanswered(catalogue *Catalogue) []string {
	if len(c.Officials) == 0 || slices.ContainsFunc(c.Officials, func(o Official) bool { return o.All }) {
		return nil
	}
	var out []string
	for _, g := range catalogue.Groups {
		left := 0
		for _, p := range catalogue.Procedures {
			if p.Group == g.ID && !slices.ContainsFunc(c.Officials, func(o Official) bool {
				return slices.Contains(o.Groups, g.ID) || slices.Contains(o.Procedures, p.Code)
			}) {
				left++
			}
		}
		if left > 0 {
			out = append(out, fmt.Sprintf("officials: nobody is responsible for %d procedures of the group %q; who asks is sent to its service's doors", left, g.ID))
		}
	}
	return out
}

// officialKey is the key of a setting of an official, counted from 1.
func officialKey(i int, name string) string { return fmt.Sprintf("officials[%d].%s", i, name) }

func (k check) officials(c *Config) {
	ids := make([]string, len(c.Officials))
	for i, o := range c.Officials {
		ids[i] = o.ID
	}
	for i, o := range c.Officials {
		n := i + 1
		k.slug(officialKey(n, "id"), o.ID)
		k.text(officialKey(n, "title_vi"), o.TitleVI, maxName, `her role in people's words, as "cán bộ hộ tịch"`)
		k.text(officialKey(n, "title_en"), o.TitleEN, maxName, `her role in English, as "the civil status official"`)
		k.serviceDoors(officialKey(n, "doors"), Service{Doors: o.Doors}, c)
		k.serviceGroups(officialKey(n, "groups"), Service{Groups: o.Groups}, c)
		k.officialProcedures(officialKey(n, "procedures"), o, c)
		if len(o.Procedures)+len(o.Groups) == 0 && !o.All {
			k.bad(officialKey(n, "groups"), "is empty, expected groups or procedures that she is responsible for, or all = true")
		}
		k.week(officialKey(n, "hours"), o.Hours)
		k.deputy(officialKey(n, "deputy"), o, c.Officials, ids)
	}
	unique(k, ids, func(i int) string { return officialKey(i, "id") })
}

// officialProcedures checks codes, unless a ward's file may add to them.
func (k check) officialProcedures(key string, o Official, c *Config) {
	item := func(i int) string { return fmt.Sprintf("%s[%d]", key, i) }
	unique(k, o.Procedures, item)
	if len(o.Procedures) == 0 || c.Catalogue.WardFile != "" {
		return
	}
	all, err := LoadCatalogue("")
	if err != nil {
		k.bad(key, "cannot be checked: %v", err)
		return
	}
	codes := make([]string, len(all.Procedures))
	for i, p := range all.Procedures {
		codes[i] = p.Code
	}
	for i, code := range o.Procedures {
		if slices.Contains(codes, code) {
			continue
		}
		if meant := nearest(code, codes); meant != "" {
			k.bad(item(i+1), "is %q, did you mean %q? Expected the code of a procedure of the catalogue", code, meant)
		} else {
			k.bad(item(i+1), "is %q, expected the code of a procedure of the catalogue", code)
		}
	}
}

// deputy checks that the chain of deputies ends.
func (k check) deputy(key string, o Official, all []Official, ids []string) {
	if o.Deputy == "" {
		return
	}
	others := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == o.ID || id == "" })
	if len(others) == 0 {
		k.bad(key, "is %q, expected the id of another official, and there is none", o.Deputy)
		return
	}
	k.among(key, o.Deputy, others...)
	seen := []string{o.ID}
	for next := o.Deputy; next != ""; {
		if slices.Contains(seen, next) {
			if next == o.ID {
				k.bad(key, "is %q, whose deputies lead back to %q, expected a chain that ends", o.Deputy, o.ID)
			}
			return
		}
		seen = append(seen, next)
		i := slices.Index(ids, next)
		if i < 0 {
			return
		}
		next = all[i].Deputy
	}
}
