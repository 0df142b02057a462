package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tiepdan/config"
	"tiepdan/config/edit"
)

func newConfigMigrateCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "migrate FILE",
		Short: "Bring an older configuration file up to this program's format",
		Long: `Show what bringing a configuration file up to this program's format changes, and with
--write do it. Only the lines that must change do; a comment above a setting that moves stays where
it is. The file as it was is kept beside it as FILE.bak-DATE. A file that does not check afterwards
is not written. kioskd reads older files without this.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return migrateConfig(cmd.OutOrStdout(), args[0], write)
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "write the file")
	return cmd
}

func migrateConfig(out io.Writer, file string, write bool) error {
	old, err := os.ReadFile(file) //nolint:gosec // the file that the technician names
	if err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	m, err := config.Migrate(old)
	if err != nil {
		return fmt.Errorf("cannot migrate %s: %w", file, err)
	}
	p := printing{out: out}
	if m.From == m.To {
		p.printf("%s: has format %d, the newest; nothing to do\n", file, m.To)
		return p.err
	}
	p.printf("%s: format %d → %d\n", file, m.From, m.To)
	for _, step := range m.Steps {
		p.printf("  %s\n", step)
	}
	p.printf("%s", edit.Diff(string(old), string(m.Text)))
	if !write {
		p.printf("Nothing was written: --write does it.\n")
		return p.err
	}
	kept, err := config.Save(file, old, m.Text)
	if err != nil {
		return err
	}
	p.printf("written; as it was: %s\n", kept)
	return p.err
}

// printing prints until it cannot.
type printing struct {
	out io.Writer
	err error
}

func (p *printing) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format, args...)
	}
}
