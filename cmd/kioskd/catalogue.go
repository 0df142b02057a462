package main

import (
	"tiepdan/assist"
	"tiepdan/config"
)

// catalogue is what visitors find procedures in: the program's own with the
// ward's file over it.
func catalogue(c *config.Config) (*assist.Catalogue, error) {
	all, err := config.LoadCatalogue(c.Catalogue.WardFile)
	if err != nil {
		return nil, err
	}
	if err := c.CheckGroups(all); err != nil {
		return nil, err
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

func both(t config.Text) assist.Text { return assist.Text{Vi: t.VI, En: t.EN} }

func each(all []config.Text) []assist.Text {
	out := make([]assist.Text, len(all))
	for i, t := range all {
		out[i] = both(t)
	}
	return out
}
