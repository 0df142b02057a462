package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tiepdan/assist"
	"tiepdan/config"
)

// A gap is what a citizen would miss, or could be misled by.
type gap struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Kind    string `json:"kind"` // missing, contradictory, stale or vague
	Field   string `json:"field"`
	Message string `json:"message"`
}

const (
	missing       = "missing"
	contradictory = "contradictory"
	stale         = "stale"
	vague         = "vague"
)

// freshMonths is how long a check counts, unless the technician says otherwise.
const freshMonths = 12

// fewestWays of saying a procedure are needed to understand those who ask for it.
const fewestWays = 10

// gaps returns what a catalogue lacks, procedure by procedure. What was checked
// more months ago is stale.
func gaps(c *config.Catalogue, now time.Time, months int) []gap {
	askedBy := map[string][]string{} // codes by what people say, without diacritics
	for i := range c.Procedures {
		p := &c.Procedures[i]
		for _, s := range append([]string{p.Plain.VI}, p.Say...) {
			s = assist.Fold(s)
			if s != "" && !slices.Contains(askedBy[s], p.Code) {
				askedBy[s] = append(askedBy[s], p.Code)
			}
		}
	}
	var all []gap
	for i := range c.Procedures {
		p := &c.Procedures[i]
		found := slices.Concat(missingIn(p), contradictoryIn(p, askedBy), staleIn(p, now, months), vagueIn(p))
		for _, g := range found {
			g.Code, g.Name = p.Code, p.Plain.VI
			if g.Name == "" {
				g.Name = p.Title.VI
			}
			all = append(all, g)
		}
	}
	return all
}

func missingIn(p *config.Procedure) []gap {
	var found []gap
	lacks := func(field, message string) {
		found = append(found, gap{Kind: missing, Field: field, Message: message})
	}
	for _, f := range []struct {
		field string
		lists []config.Text
	}{{"papers", p.Papers}, {"steps", p.Steps}, {"time", p.Time}} {
		if len(f.lists) == 0 {
			lacks(f.field, "no "+f.field)
		} else if slices.ContainsFunc(f.lists, func(t config.Text) bool { return t.EN == "" }) {
			lacks(f.field, f.field+" not in English")
		}
	}
	for _, f := range []struct {
		field string
		text  config.Text
	}{{"title", p.Title}, {"plain", p.Plain}, {"result", p.Result}, {"owner", p.Owner}, {"source", p.Source}} {
		switch {
		case f.text.VI == "":
			lacks(f.field, "no "+f.field)
		case f.text.EN == "":
			lacks(f.field, f.field+" not in English")
		}
	}
	if p.PortalURL == "" {
		lacks("portal_url", "no portal_url")
	}
	switch n := len(p.Say); {
	case n == 0:
		lacks("say", "no other words for it")
	case n < fewestWays:
		lacks("say", fmt.Sprintf("only %d other ways to say it, want %d", n, fewestWays))
	}
	return found
}

func contradictoryIn(p *config.Procedure, askedBy map[string][]string) []gap {
	var found []gap
	if len(p.Time) > 1 {
		times := make([]string, len(p.Time))
		for i, t := range p.Time {
			times[i] = t.VI
		}
		found = append(found, gap{Kind: contradictory, Field: "time", Message: "several times: " + strings.Join(times, " / ")})
	}
	for _, s := range append([]string{p.Plain.VI}, p.Say...) {
		others := slices.DeleteFunc(slices.Clone(askedBy[assist.Fold(s)]), func(code string) bool { return code == p.Code })
		if len(others) > 0 {
			found = append(found, gap{
				Kind: contradictory, Field: "say",
				Message: fmt.Sprintf("%q is also %s", s, strings.Join(others, ", ")),
			})
		}
	}
	if p.Online && p.PortalURL == "" {
		found = append(found, gap{Kind: contradictory, Field: "online", Message: "online, but no portal_url"})
	}
	return found
}

func staleIn(p *config.Procedure, now time.Time, months int) []gap {
	checked, err := time.Parse(time.DateOnly, p.Checked)
	if err != nil {
		checked, err = time.Parse("2006-01", p.Checked)
	}
	report := func(message string) []gap {
		return []gap{{Kind: stale, Field: "checked", Message: message}}
	}
	switch {
	case err != nil:
		return report("never checked")
	case checked.After(now):
		return report("checked in the future: " + p.Checked)
	case checked.AddDate(0, months, 0).Before(now):
		return report("not checked since " + p.Checked)
	default:
		return nil
	}
}

func vagueIn(p *config.Procedure) []gap {
	var found []gap
	for _, s := range assist.General(p.Say) {
		found = append(found, gap{Kind: vague, Field: "say", Message: fmt.Sprintf("%q may be said of any procedure: say what of", s)})
	}
	return found
}

// totals counts the gaps by what they are, the most frequent first.
func totals(all []gap) []string {
	type total struct {
		kind, field string
		n           int
	}
	var counts []total
	for _, g := range all {
		i := slices.IndexFunc(counts, func(t total) bool { return t.kind == g.Kind && t.field == g.Field })
		if i < 0 {
			i = len(counts)
			counts = append(counts, total{kind: g.Kind, field: g.Field})
		}
		counts[i].n++
	}
	slices.SortStableFunc(counts, func(a, b total) int { return b.n - a.n })
	lines := make([]string, len(counts))
	for i, t := range counts {
		lines[i] = fmt.Sprintf("%s %s: %d", t.kind, t.field, t.n)
	}
	return lines
}
