package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tiepdan/agent/seed"
	"tiepdan/config"
)

// usualConfig is the configuration that kioskd is started with on this machine: that
// of a seed, or else the one made by hand, whether it is there or not yet.
func usualConfig() string { return usualConfigBelow(os.DirFS("/")) }

func usualConfigBelow(root fs.FS) string {
	if _, err := fs.Stat(root, seed.TargetFile); err == nil {
		return "/" + seed.TargetFile
	}
	return "/etc/tiepdan/kioskd.toml"
}

// configuring is one run of configure.
type configuring struct {
	file, language string
	fresh, dry     bool
	set            []string // key=value
	out            io.Writer
	form           func(ctx context.Context, text []byte) ([]config.Assignment, error) // nil without a terminal
}

func newConfigureCommand() *cobra.Command {
	var c configuring
	cmd := &cobra.Command{
		Use:   "configure [FILE]",
		Short: "Change a configuration file, by a form or by flags",
		Long: `Change a configuration file (` + usualConfig() + `). Without flags, in a terminal, a form asks
for what differs from robot to robot; flags are for scripts, and then nothing is asked. What is going to
change is printed, the result is checked as config check does, and a file that does not check is not
written. Comments are kept, and the file as it was is kept beside it as FILE.bak-DATE.`,
		Example: `  kioskctl configure
  kioskctl configure unit.toml --unit cua-nam-02 --printer tcp://192.168.1.60:9100
  kioskctl configure unit.toml --set queue.rating_s=20 --set 'services[1].doors=1, 2' --dry-run`,
		Args: cobra.MaximumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&c.set, "set", nil, "`KEY=VALUE` of any setting, as queue.rating_s=20; can be repeated")
	flags.BoolVar(&c.fresh, "new", false, "begin a file that is not there from the example with every setting")
	flags.BoolVar(&c.dry, "dry-run", false, "show what would change, and write nothing")
	flags.StringVar(&c.language, "language", "", "`vi|en`: of the form (that of the environment, LANG)")
	named := map[string]*string{}
	for _, f := range formFields() {
		named[f.key] = flags.String(f.flag, "", f.key)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c.file, c.out = usualConfig(), cmd.OutOrStdout()
		if len(args) > 0 {
			c.file = args[0]
		}
		if c.language == "" {
			c.language = formLanguage(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
		}
		if c.language != "vi" && c.language != "en" {
			return fmt.Errorf("--language %q: want vi or en", c.language)
		}
		var all []config.Assignment
		for _, f := range formFields() {
			if flags.Changed(f.flag) {
				all = append(all, config.Assignment{Key: f.key, Value: *named[f.key]})
			}
		}
		c.form = formOn(cmd.InOrStdin(), c.out, c.language)
		return c.run(cmd.Context(), all)
	}
	return cmd
}

// formLanguage is that of the first variable that says one.
func formLanguage(variables ...string) string {
	for _, v := range variables {
		if v != "" {
			if strings.HasPrefix(v, "vi") {
				return "vi"
			}
			return "en"
		}
	}
	return "en"
}

// formOn is the form on a terminal, or nil where there is none: from a pipe it
// would take what was not meant as an answer.
func formOn(in io.Reader, out io.Writer, language string) func(context.Context, []byte) ([]config.Assignment, error) {
	tty, isFile := in.(*os.File)
	screen, isScreen := out.(*os.File)
	if !isFile || !isScreen || !term.IsTerminal(tty.Fd()) || !term.IsTerminal(screen.Fd()) {
		return nil
	}
	return func(ctx context.Context, text []byte) ([]config.Assignment, error) {
		return askForm(ctx, tty, screen, language, text)
	}
}

func (c *configuring) run(ctx context.Context, all []config.Assignment) error {
	for _, s := range c.set {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("--set %q: want KEY=VALUE", s)
		}
		all = append(all, config.Assignment{Key: strings.TrimSpace(key), Value: value})
	}
	text, old, err := c.read()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		if c.form == nil {
			return errors.New("nothing to change: name settings by flags, see --help; the form needs a terminal")
		}
		if all, err = c.form(ctx, text); err != nil {
			return err
		}
	}
	plan, err := config.NewPlan(text, all)
	if err != nil {
		return fmt.Errorf("cannot change %s, nothing was written:\n%w", c.file, err)
	}
	return c.save(plan, old)
}

// read is the file to change: text, and old, which is nil when it is not there yet.
func (c *configuring) read() (text, old []byte, err error) {
	old, err = os.ReadFile(c.file)
	switch {
	case err == nil && c.fresh:
		return nil, nil, fmt.Errorf("%s is there already: leave --new out to change it", c.file)
	case err == nil:
		return old, old, nil
	case errors.Is(err, fs.ErrNotExist) && c.fresh:
		return config.Example(), nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("cannot read the configuration: %w; --new begins one", err)
	default:
		return nil, nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
}

// save shows what changes, and writes it if it checks.
func (c *configuring) save(plan *config.Plan, old []byte) error {
	p := printing{out: c.out}
	if plan.Format != config.Version {
		p.printf("%s: format %d → %d\n", c.file, plan.Format, config.Version)
	}
	for _, change := range plan.Changes {
		p.printf("  %s\n", change)
	}
	_, err := config.Parse(c.file, plan.Text)
	if bad, ok := errors.AsType[*config.Errors](err); ok {
		for _, problem := range bad.Problems {
			p.printf("%s\n", problem)
		}
		return errors.Join(p.err, fmt.Errorf("cannot save %s: it would not check; nothing was written", c.file))
	}
	switch {
	case err != nil:
		return err
	case old != nil && string(plan.Text) == string(old):
		p.printf("%s: nothing changes\n", c.file)
		return p.err
	case c.dry:
		p.printf("%s: checks; nothing was written (--dry-run)\n", c.file)
		return p.err
	}
	kept, err := config.Save(c.file, old, plan.Text)
	if err != nil {
		return err
	}
	p.printf("%s: written and checked; kioskd reads it when it starts again\n", c.file)
	if kept != "" {
		p.printf("as it was: %s\n", kept)
	}
	return p.err
}
