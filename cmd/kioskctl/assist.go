package main

import (
	"github.com/spf13/cobra"

	"tiepdan/assist"
	"tiepdan/config"
)

func newAssistCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "assist",
		Short: "Examine how requests are understood",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newAssistAskCommand(), newAssistEvalCommand())
	return cmd
}

// loadAssist is the catalogue that visitors ask about: the program's own with
// the ward's file over it, if one is named.
func loadAssist(wardFile string) (*assist.Catalogue, error) {
	all, err := config.LoadCatalogue(wardFile)
	if err != nil {
		return nil, err
	}
	both := func(t config.Text) assist.Text { return assist.Text{Vi: t.VI, En: t.EN} }
	each := func(all []config.Text) []assist.Text {
		out := make([]assist.Text, len(all))
		for i, t := range all {
			out[i] = both(t)
		}
		return out
	}
	var groups []assist.Group
	for _, g := range all.Groups {
		groups = append(groups, assist.Group{ID: g.ID, Name: both(g.Name)})
	}
	var procedures []assist.Procedure
	for i := range all.Procedures {
		p := &all.Procedures[i]
		procedures = append(procedures, assist.Procedure{
			Code: p.Code, Title: both(p.Title), Plain: both(p.Plain), Group: p.Group, Papers: each(p.Papers), Steps: each(p.Steps),
			Time: each(p.Time), Fee: both(p.Fee), Result: both(p.Result), Owner: both(p.Owner), Source: both(p.Source),
			Checked: p.Checked, PortalURL: p.PortalURL, Online: p.Online, Say: p.Say,
		})
	}
	return assist.New(groups, procedures), nil
}
