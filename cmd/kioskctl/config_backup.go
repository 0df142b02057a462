package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/config/backup"
)

func newConfigBackupCommand() *cobra.Command {
	o := backup.Options{}
	cmd := &cobra.Command{
		Use:   "backup DIR|FILE.tar",
		Short: "Keep a robot's configuration and what belongs to it in one file",
		Long: `Keep in one archive, readable by its owner only: the configuration, a technician's floor, the ward's
procedures, the map, the ticket's logo and the certificates, each with its SHA-256. Keys, and whatever
else only its owner can read, are left out and named, but with --with-keys they are in it: then the
archive is a secret itself. Tickets, ratings and logs are no part of it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.To, o.Now = args[0], time.Now()
			to, m, err := backup.Make(o)
			if err != nil {
				return err
			}
			p := printing{out: cmd.OutOrStdout()}
			for _, f := range m.Files {
				p.printf("  %-16s %s\n", f.Name, f.Path)
			}
			for _, path := range m.LeftOut {
				p.printf("  left out, private: %s\n", path)
			}
			p.printf("%s: backup of %s, files: %d\n", to, m.Unit, len(m.Files))
			return p.err
		},
	}
	cmd.Flags().StringVar(&o.File, "config", usualConfig(), "the configuration `FILE`")
	cmd.Flags().BoolVar(&o.Keys, "with-keys", false, "keys and other private files too")
	return cmd
}

func newConfigRestoreCommand() *cobra.Command {
	var file, as string
	var write bool
	cmd := &cobra.Command{
		Use:   "restore FILE.tar",
		Short: "Show what a backup would put where, and with --write do it",
		Long: `Show what a backup would put where, and with --write do it. A backup that is damaged, newer than this
program, or whose configuration does not check is refused. Each file goes where the backup's own
configuration names it; those that were there are kept beside as FILE.bak-DATE. When one file cannot be
put into its place, all are as they were. Stop kioskd before, and start it afterwards.

The backup of another robot is refused, as two with one unit.id throw each other off the ward's broker.
Where this unit is to take the place of a robot that runs no more, --as ID names that robot.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restoreConfig(cmd.OutOrStdout(), args[0], file, as, write)
		},
	}
	cmd.Flags().StringVar(&file, "config", usualConfig(), "where the configuration goes, a `FILE`")
	cmd.Flags().BoolVar(&write, "write", false, "put the files into their places")
	cmd.Flags().StringVar(&as, "as", "", "make this unit the backup's robot, with this unit.`ID`")
	return cmd
}

func restoreConfig(out io.Writer, archive, file, as string, write bool) error {
	data, err := os.ReadFile(archive) //nolint:gosec // the archive that the technician names
	if err != nil {
		return fmt.Errorf("cannot read the backup: %w", err)
	}
	a, err := backup.Read(data)
	if err != nil {
		return fmt.Errorf("cannot restore %s: %w", archive, err)
	}
	p := printing{out: out}
	p.printf("%s: of %s, made %s\n", archive, a.Unit, a.Made.Local().Format(time.DateTime))
	other := asAnother(a, file, as)
	if write && other != nil {
		return errors.Join(p.err, fmt.Errorf("cannot restore %s, nothing was changed: %w", archive, other))
	}
	var steps []backup.Step
	if write {
		steps, err = a.Restore(file, as, time.Now())
	} else {
		steps, err = a.Plan(file)
	}
	p.steps(a, steps)
	switch {
	case err != nil:
		return err
	case write:
		p.printf("restored; kioskd reads it when it starts again\n")
	case other != nil:
		p.printf("Nothing was written, and --write would not: %v\n", other)
	default:
		p.printf("Nothing was written: --write does it.\n")
	}
	return p.err
}

// steps says where each file goes.
func (p *printing) steps(a *backup.Archive, steps []backup.Step) {
	for _, s := range steps {
		switch {
		case s.Same:
			p.printf("  %-16s %s is the same\n", s.Name, s.Path)
		case s.Kept != "":
			p.printf("  %-16s %s (as it was: %s)\n", s.Name, s.Path, s.Kept)
		default:
			p.printf("  %-16s %s\n", s.Name, s.Path)
		}
	}
	for _, path := range a.LeftOut {
		p.printf("  not in it, private: %s\n", path)
	}
}

// asAnother is why a backup may not be put on this unit, and what to do; nil when it may.
func asAnother(a *backup.Archive, file, as string) error {
	if as != "" && as != a.Unit {
		return fmt.Errorf("--as %s: the backup is of %q", as, a.Unit)
	}
	if as != "" {
		return nil
	}
	err := a.Mine(file)
	other, ok := errors.AsType[*backup.OtherError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("%w; if this unit shall take the place of %s, which must not run any more: --as %s; "+
		"if not, take the backup of this robot, or change settings with kioskctl configure", other, a.Unit, a.Unit)
}
