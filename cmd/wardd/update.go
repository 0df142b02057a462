package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/report/schema"
	"tiepdan/ward"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

func updateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Bring new software onto the robots",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("got no command, want one of: add, list, remove, give, withdraw")}
		},
	}
	cmd.AddCommand(updateAdd(), updateList(), updateRemove(), updateGive(), updateWithdraw())
	return cmd
}

// released gives run the configuration of a ward that trusts somebody's releases.
func released(cmd *cobra.Command, run func(cmd *cobra.Command, s settings.Settings, args []string) error) *cobra.Command {
	return certified(cmd, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		if s.Release == nil {
			return usageError{errors.New("the configuration has no updates.release_key: the public key that releases are signed with")}
		}
		return run(cmd, s, args)
	})
}

// given gives run the giver of a ward; wardd may run meanwhile.
func given(cmd *cobra.Command, s settings.Settings, run func(g updates.Giver, data *store.Store) error) (err error) {
	data, err := store.Open(cmd.Context(), ward.Store(s))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	g, err := ward.Giver(s, data)
	if err != nil {
		return err
	}
	return run(g, data)
}

func updateAdd() *cobra.Command {
	var manifest string
	cmd := released(&cobra.Command{
		Use:   "add --config FILE --manifest MANIFEST.json BUNDLE.raucb",
		Short: "Put a version on the shelf",
		Long: `add checks that the release key has signed the manifest (its signature is
MANIFEST.json.minisig), and that the bundle is the one of the manifest, and copies
both to the shelf, in the folder of the state. Robots get it only when it is given to
them.`,
		Args: oneFile,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		if manifest == "" {
			return usageError{errors.New("no manifest, want --manifest FILE")}
		}
		item, err := ward.Shelf(s).Add(cmd.Context(), args[0], manifest)
		if err != nil {
			return err
		}
		if err := noted(cmd, s, "update-add", item.Version); err != nil {
			return err
		}
		cmd.Printf("%s for %s is on the shelf, %d bytes\ngive it: wardd update give %s --robot NAME\n", item.Version, item.Compatible, item.Bundle.Size, item.Version)
		return nil
	})
	cmd.Flags().StringVar(&manifest, "manifest", "", "`FILE` that says what the bundle is, with FILE.minisig beside it")
	return cmd
}

// noted writes into the record what was done at the shelf.
func noted(cmd *cobra.Command, s settings.Settings, did, version string) error {
	return given(cmd, s, func(_ updates.Giver, data *store.Store) error {
		return data.Note(cmd.Context(), office.Entry{At: time.Now(), Did: did, About: version})
	})
}

func updateRemove() *cobra.Command {
	return released(&cobra.Command{
		Use:   "remove --config FILE VERSION",
		Short: "Take a version from the shelf, unless a robot is to install it",
		Args:  oneVersion,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		err := given(cmd, s, func(g updates.Giver, _ *store.Store) error { return g.Remove(cmd.Context(), args[0]) })
		if errors.Is(err, updates.ErrWanted) {
			return errors.Join(err, errors.New("wardd update withdraw takes it back from the robots"))
		}
		if err != nil {
			return err
		}
		cmd.Printf("%s is gone from the shelf\n", args[0])
		return noted(cmd, s, "update-remove", args[0])
	})
}

func oneVersion(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("got %d arguments, want one version: %s", len(args), cmd.UseLine())}
	}
	return nil
}

// giving is how update give was asked for.
type giving struct {
	robots            []string
	all, atOnce       bool
	notBefore, window string
}

func updateGive() *cobra.Command {
	var g giving
	cmd := released(&cobra.Command{
		Use:   "give --config FILE VERSION --robot NAME | --all",
		Short: "Let robots install a version of the shelf",
		Long: `give tells robots to install a version. The first robot that is named (with --all the
first that was certified) goes first. The others wait until it has run the version for
a while (updates.proof), and get it then; if one goes back to the version before, those
that have not begun to install are stopped. A running wardd tells them, within seconds.`,
		Example: "  wardd update give v1.3.0 --robot kb-01 --robot kb-02 --window 18:00-06:00",
		Args:    oneVersion,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		return giveVersion(cmd, s, args[0], g)
	})
	flags := cmd.Flags()
	flags.StringArrayVar(&g.robots, "robot", nil, "`NAME` of a robot, or COMMUNE/NAME; can be repeated, the first goes first")
	flags.BoolVar(&g.all, "all", false, "all robots with a certificate")
	flags.BoolVar(&g.atOnce, "at-once", false, "the others do not wait for the first")
	flags.StringVar(&g.notBefore, "not-before", "", "`TIME` before which no robot is told, as 2026-11-24T18:00 in the ward's time")
	flags.StringVar(&g.window, "window", "", "hours of each day (`FROM-TO`) in which robots are told, as 18:00-06:00; what is not being installed when they end waits for the next")
	return cmd
}

func giveVersion(cmd *cobra.Command, s settings.Settings, version string, asked giving) error {
	if asked.all == (len(asked.robots) > 0) {
		return usageError{errors.New("want --robot NAME or --all, one of the two")}
	}
	window, err := updates.ParseWindow(asked.window)
	if err != nil {
		return usageError{err}
	}
	what := updates.Giving{Version: version, AtOnce: asked.atOnce, Window: window}
	if asked.notBefore != "" {
		if what.NotBefore, err = time.ParseInLocation("2006-01-02T15:04", asked.notBefore, s.Location); err != nil {
			return usageError{fmt.Errorf("--not-before %q, want as 2026-11-24T18:00", asked.notBefore)}
		}
	}
	return given(cmd, s, func(g updates.Giver, _ *store.Store) error {
		if what.To, err = robotsOf(s, g, asked); err != nil {
			return err
		}
		n, err := g.Give(cmd.Context(), office.Program(), what, time.Now())
		if err != nil {
			return err
		}
		cmd.Printf("%s is given to %s, first to %s\nsee how far it is: wardd update list, or the page\n", version, robots(n), what.To[0].Robot)
		return nil
	})
}

func robotsOf(s settings.Settings, g updates.Giver, asked giving) ([]schema.Topic, error) {
	if asked.all {
		return g.Robots()
	}
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return nil, err
	}
	var all []schema.Topic
	for _, name := range asked.robots {
		r := named(name, l)
		all = append(all, schema.Topic{Commune: r.Commune, Robot: r.Robot})
	}
	return all, nil
}

func updateWithdraw() *cobra.Command {
	var asked giving
	cmd := released(&cobra.Command{
		Use:   "withdraw --config FILE --robot NAME | --all",
		Short: "Take back what robots were given and have not begun to install",
		Args:  noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		if asked.all == (len(asked.robots) > 0) {
			return usageError{errors.New("want --robot NAME or --all, one of the two")}
		}
		return given(cmd, s, func(g updates.Giver, data *store.Store) error {
			of, err := robotsOf(s, g, asked)
			if err != nil {
				return err
			}
			if asked.all { // also of robots whose certificate is gone
				wishes, err := data.Updates(cmd.Context())
				if err != nil {
					return err
				}
				for _, w := range wishes {
					of = append(of, w.To)
				}
			}
			n, err := g.Withdraw(cmd.Context(), office.Program(), of, time.Now())
			if err != nil {
				return err
			}
			cmd.Printf("taken back from %s; one that installs already goes on\n", robots(n))
			return nil
		})
	})
	cmd.Flags().StringArrayVar(&asked.robots, "robot", nil, "`NAME` of a robot, or COMMUNE/NAME; can be repeated")
	cmd.Flags().BoolVar(&asked.all, "all", false, "all robots")
	return cmd
}

func robots(n int) string {
	if n == 1 {
		return "1 robot"
	}
	return strconv.Itoa(n) + " robots"
}
