package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"tiepdan/agent/provision"
	"tiepdan/agent/seed"
	"tiepdan/config"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// provisioning is how provision was asked for.
type provisioning struct {
	root, invite, from string
	given              schema.Invitation
	asJSON             bool
}

func newProvisionCommand() *cobra.Command {
	var p provisioning
	cmd := &cobra.Command{
		Use:   "provision --ward https://HOST:PORT --code XXXXX-XXXXX --ca FINGERPRINT",
		Short: "Get this unit its certificate from the ward, and prove the link",
		Long: `provision makes a key on this unit, where it stays, and gets a certificate for it with a
one-time code of the ward: "wardd robot invite", or the ward's page of robots. The ward is
recognised by the fingerprint that stands beside the code; nothing is sent to anybody else.
Then certificate and settings are put in place, and it connects to the broker as the unit
will. Every step says whether it went well, and what to do if not. It can be run again with
the same code: the unit gets the same certificate.

Run it as root on the unit, with kioskd stopped: two with one name throw each other off the
broker for a moment. Start kioskd anew afterwards.`,
		Example: `  sudo kioskctl provision --ward https://192.168.1.10:8443 --code 7KQ2M-XW9AB --ca 1f2e-…
  sudo kioskctl provision --from /etc/tiepdan/enrol.toml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.enrol(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&p.given.Ward, "ward", "", "`URL` of the ward, https://HOST:PORT")
	flags.StringVar(&p.given.Code, "code", "", "one-time `CODE`")
	flags.StringVar(&p.given.CA, "ca", "", "`FINGERPRINT` that stands beside the code")
	flags.StringVar(&p.given.Robot, "unit", "", "`ID` of the unit (unit.id of its configuration)")
	flags.StringVar(&p.given.Commune, "commune", "", "`NAME` of the commune (unit.commune of its configuration)")
	flags.StringVar(&p.invite, "invite", "", "the whole invitation in one `LINE`, as its QR code has it (- reads standard input)")
	flags.StringVar(&p.from, "from", "", "`FILE` with the invitation that a seed brought; without that file there is nothing to do")
	p.common(cmd)
	cmd.AddCommand(newProvisionRenewCommand())
	return cmd
}

func (p *provisioning) common(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.root, "root", "/", "`DIR` below which the unit's files are")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "print one JSON object")
}

func newProvisionRenewCommand() *cobra.Command {
	var p provisioning
	cmd := &cobra.Command{
		Use:   "renew",
		Short: "Get the next certificate with the one that the unit has, when that is due",
		Long: `renew asks the ward for the next certificate when less than a third of the life of the
one before is left; else it does nothing, and does not ask the ward. The key is new, too. Run it
daily (a systemd timer): kioskd takes the new certificate with its next connection, and the one
before is good until it ends.`,
		Args: cobra.NoArgs,
	}
	p.common(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		r, _, err := provision.Renew(cmd.Context(), p.options(cmd, schema.Invitation{}))
		return errors.Join(err, p.print(cmd.OutOrStdout(), r))
	}
	return cmd
}

func (p *provisioning) enrol(cmd *cobra.Command) error {
	i, err := p.invitation(cmd.InOrStdin())
	if errors.Is(err, fs.ErrNotExist) && p.from != "" {
		cmd.PrintErrln("there is no invitation: nothing to do")
		return nil
	}
	if err != nil {
		return err
	}
	r, err := provision.Enrol(cmd.Context(), p.options(cmd, i))
	return errors.Join(err, p.print(cmd.OutOrStdout(), r))
}

// invitation is what was given, in one of three ways.
func (p *provisioning) invitation(in io.Reader) (schema.Invitation, error) {
	switch {
	case p.invite != "":
		line := p.invite
		if line == "-" {
			var err error
			if line, err = readSecret(in, "-"); err != nil {
				return schema.Invitation{}, err
			}
		}
		return schema.ParseInvitation(line)
	case p.from != "":
		return invitationFile(p.from)
	}
	if err := p.lacks(); err != nil {
		return p.given, err
	}
	return p.named()
}

// lacks says what of an invitation was not given.
func (p *provisioning) lacks() error {
	i := p.given
	var missing []string
	for _, flag := range []struct{ name, value string }{{"--ward", i.Ward}, {"--code", i.Code}, {"--ca", i.CA}} {
		if flag.value == "" {
			missing = append(missing, flag.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("cannot enrol without %s: they stand in the invitation (wardd robot invite, or the ward's page); "+
			"or give the whole of it with --invite LINE or --from FILE", strings.Join(missing, ", "))
	}
	return nil
}

// named is what was given with the unit's name, which the configuration says when nobody
// else does.
func (p *provisioning) named() (schema.Invitation, error) {
	i := p.given
	if info, err := os.Stat(p.root); err != nil || !info.IsDir() {
		return i, fmt.Errorf("--root %s: there is no such folder; want the one below which the unit's etc is", p.root)
	}
	if i.Robot != "" && i.Commune != "" {
		return i, nil
	}
	text, err := os.ReadFile(filepath.Join(p.root, seed.ConfigFile(os.DirFS(p.root))))
	if err != nil {
		return i, fmt.Errorf("cannot see which unit this is: --unit and --commune are missing, and: %w", err)
	}
	about, err := checkUnit(text)
	if err != nil {
		return i, fmt.Errorf("cannot see which unit this is: its configuration does not check; mend it, or give --unit and --commune:\n%w", err)
	}
	if i.Robot == "" {
		i.Robot = about.Unit
	}
	if i.Commune == "" {
		i.Commune = about.Commune
	}
	return i, nil
}

// invitationFile reads what a seed has put onto the unit.
func invitationFile(name string) (schema.Invitation, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the file that the command line names
	if err != nil {
		return schema.Invitation{}, err
	}
	var f struct {
		Unit, Commune, Ward, Code, CA string
	}
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&f); err != nil {
		return schema.Invitation{}, fmt.Errorf("cannot read the invitation %s: %w", name, err)
	}
	return schema.Invitation{Ward: f.Ward, Commune: f.Commune, Robot: f.Unit, Code: f.Code, CA: f.CA}, nil
}

func (p *provisioning) options(cmd *cobra.Command, i schema.Invitation) provision.Options {
	o := provision.Options{Root: p.root, Invitation: i, Check: checkUnit, Prove: prove, Lock: config.Lock, Now: time.Now}
	if !p.asJSON {
		o.Tell = func(s provision.Step) { tellStep(cmd.OutOrStdout(), s) }
	}
	return o
}

func prove(ctx context.Context, l provision.Link) error {
	return report.Probe{Brokers: l.Brokers, TLS: l.TLS, Commune: l.Commune, Robot: l.Robot}.Try(ctx)
}

func tellStep(out io.Writer, s provision.Step) {
	mark := "pass"
	if !s.OK {
		mark = "FAIL"
	}
	_, _ = fmt.Fprintf(out, "%s  %-18s %s\n", mark, s.Name, s.Detail) // who reads it may have gone
	if s.Next != "" {
		_, _ = fmt.Fprintf(out, "      %-18s %s\n", "what to do:", s.Next) // as above
	}
}

func (p *provisioning) print(out io.Writer, r provision.Result) error {
	if !p.asJSON {
		return nil
	}
	return json.NewEncoder(out).Encode(r)
}
