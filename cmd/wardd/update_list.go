package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward/settings"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

// updateListed is what "update list --json" prints.
type updateListed struct {
	Shelf  []shelved `json:"shelf"`
	Robots []wished  `json:"robots"`
	Wrong  string    `json:"wrong,omitempty"` // what of the shelf cannot be used
}

type shelved struct {
	Version    string    `json:"version"`
	Compatible string    `json:"compatible"`
	Size       int64     `json:"size"`
	SHA256     string    `json:"sha256"` // of the bundle
	Added      time.Time `json:"added"`
}

type wished struct {
	Robot   string    `json:"robot"` // COMMUNE/NAME
	Version string    `json:"version"`
	State   string    `json:"state"`
	Because string    `json:"because,omitempty"`
	Status  string    `json:"status,omitempty"`
	Percent int       `json:"percent,omitempty"`
	Error   string    `json:"error,omitempty"`
	Rev     int64     `json:"rev"`
	Given   time.Time `json:"given"`
	Since   time.Time `json:"since,omitzero"`
}

func updateList() *cobra.Command {
	var asJSON bool
	cmd := released(&cobra.Command{
		Use:   "list --config FILE",
		Short: "List the shelf, and what robots were given and how far they are",
		Args:  noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		return given(cmd, s, func(g updates.Giver, data *store.Store) error {
			l, err := listed(cmd, g, data)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(l)
			}
			return l.print(cmd)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func listed(cmd *cobra.Command, g updates.Giver, data *store.Store) (updateListed, error) {
	l := updateListed{Shelf: []shelved{}, Robots: []wished{}}
	items, wrong := g.Shelf.List()
	if wrong != nil {
		l.Wrong = wrong.Error()
	}
	for _, i := range items {
		l.Shelf = append(l.Shelf, shelved{i.Version, i.Compatible, i.Bundle.Size, i.Bundle.SHA256, i.Added})
	}
	wishes, err := data.Updates(cmd.Context())
	for _, w := range wishes {
		l.Robots = append(l.Robots, wished{
			Robot: w.To.Commune + "/" + w.To.Robot, Version: w.Version, State: string(w.State), Because: w.Because, Status: string(w.Answer.Status),
			Percent: w.Answer.Percent, Error: string(w.Answer.Error), Rev: w.Rev, Given: w.Given, Since: w.Since,
		})
	}
	slices.SortFunc(l.Robots, func(a, b wished) int { return strings.Compare(a.Robot, b.Robot) })
	return l, err
}

func (l updateListed) print(cmd *cobra.Command) error {
	var text strings.Builder
	for _, i := range l.Shelf {
		fmt.Fprintf(&text, "shelf\t%s\t%s\t%d bytes\t%s\n", i.Version, i.Compatible, i.Size, i.Added.Format(time.DateTime))
	}
	for _, r := range l.Robots {
		answer := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", r.Because, r.Status, r.Error)), " ")
		if r.Percent > 0 {
			answer += fmt.Sprintf(" %d%%", r.Percent)
		}
		fmt.Fprintf(&text, "%s\t%s\t%s\t%s\n", r.Robot, r.Version, r.State, answer)
	}
	out := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	_, err := io.WriteString(out, text.String())
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if l.Wrong != "" {
		return fmt.Errorf("the shelf has what cannot be used: %s", l.Wrong)
	}
	return nil
}
