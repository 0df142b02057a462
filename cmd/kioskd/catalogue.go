package main

import (
	"context"
	"log/slog"
	"sync"

	"tiepdan/assist"
	"tiepdan/config"
)

// catalogue is what visitors find procedures in: the program's own with the
// ward's file over it.
func catalogue(c *config.Config, logger *slog.Logger) (*assist.Catalogue, error) {
	all, err := config.LoadCatalogue(c.Catalogue.WardFile)
	if err == nil {
		err = c.CheckGroups(all)
	}
	if err != nil { // numbers are given out although the ward's file is ill: it only adds to what is known
		logger.LogAttrs(context.Background(), slog.LevelError, "the ward's catalogue is left out: check it with kioskctl catalogue check", slog.String("error", err.Error()))
		if all, err = config.LoadCatalogue(""); err != nil {
			return nil, err
		}
	}
	groups := make([]assist.Group, len(all.Groups))
	for i, g := range all.Groups {
		groups[i] = assist.Group{ID: g.ID, Name: both(g.Name)}
	}
	procedures := make([]assist.Procedure, len(all.Procedures))
	for i, p := range all.Procedures {
		procedures[i] = assist.Procedure{
			Code: p.Code, Title: both(p.Title), Plain: both(p.Plain), Group: p.Group,
			Papers: each(p.Papers), Steps: each(p.Steps), Time: each(p.Time), Fee: both(p.Fee), Result: both(p.Result),
			Owner: both(p.Owner), Source: both(p.Source), Checked: p.Checked, PortalURL: p.PortalURL, Online: p.Online, Say: p.Say,
		}
	}
	return assist.New(groups, procedures), nil
}

// understander learns from the catalogue, once, beside what begins: that takes a
// quarter of a second, and nobody asks so soon.
func (p *plugs) understander(found *assist.Catalogue) func() *assist.Understander {
	mind := sync.OnceValue(func() *assist.Understander { return assist.NewUnderstander(found) })
	p.serve("understanding", func(ctx context.Context) error {
		mind()
		<-ctx.Done()
		return nil
	})
	return mind
}

func both(t config.Text) assist.Text { return assist.Text{Vi: t.VI, En: t.EN} }

func each(all []config.Text) []assist.Text {
	out := make([]assist.Text, len(all))
	for i, t := range all {
		out[i] = both(t)
	}
	return out
}
