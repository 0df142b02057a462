package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/agent/seed"
	"tiepdan/config"
)

func newSeedCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "seed",
		Short: "Make a unit's own part of an image, or apply it at the first boot",
	}
	cmd.AddCommand(newSeedMakeCommand(), newSeedShowCommand(), newSeedApplyCommand())
	return cmd
}

// checkUnit checks a configuration, and says whose it is.
func checkUnit(text []byte) (seed.About, error) {
	c, err := config.Parse("tiepdan.toml", text)
	if err != nil {
		return seed.About{}, err
	}
	return seed.About{Unit: c.Unit.ID, Commune: c.Unit.Commune}, nil
}

// seedFlags are those of a plan; what is given stands before what its file says.
type seedFlags struct {
	file     string
	plan     seed.Plan
	passFile string
	openWiFi bool
	set      []func(*seed.Plan)
	names    []string // of all flags
	cmd      *cobra.Command
}

func (f *seedFlags) add(cmd *cobra.Command) {
	f.cmd = cmd
	flags := cmd.Flags()
	flags.StringVar(&f.file, "plan", "", "`FILE` (TOML) with what follows; flags stand before it")
	text := func(name, usage string, of func(*seed.Plan) *string) {
		value := flags.String(name, "", usage)
		f.names = append(f.names, name)
		f.set = append(f.set, func(p *seed.Plan) {
			if flags.Changed(name) {
				*of(p) = *value
			}
		})
	}
	list := func(name, usage string, of func(*seed.Plan) *[]string) {
		value := flags.StringArray(name, nil, usage)
		f.names = append(f.names, name)
		f.set = append(f.set, func(p *seed.Plan) {
			if flags.Changed(name) {
				*of(p) = *value
			}
		})
	}
	text("unit", "`ID` of the unit, as kb-01", func(p *seed.Plan) *string { return &p.Unit })
	text("commune", "the ward's `NAME` in topics, as cua-nam", func(p *seed.Plan) *string { return &p.Commune })
	text("ward-name", "the ward's `NAME` on the sign", func(p *seed.Plan) *string { return &p.Ward })
	text("hostname", "`NAME` in the network (the unit's)", func(p *seed.Plan) *string { return &p.Hostname })
	text("config", "configuration `FILE` of the ward's units", func(p *seed.Plan) *string { return &p.Config })
	text("pack", "`FOLDER` or .tar of wardd robot add: certificates, broker, keys of commands", func(p *seed.Plan) *string { return &p.Pack })
	list("broker", "`URL` of the broker, as mqtts://ward.example.vn:8883; can be repeated", func(p *seed.Plan) *[]string { return &p.Broker })
	text("network", "`KIND`: dhcp (if nothing is said), static or wifi", func(p *seed.Plan) *string { return &p.Network.Kind })
	text("address", "the unit's `ADDRESS` with its length, as 192.168.1.20/24", func(p *seed.Plan) *string { return &p.Network.Address })
	text("gateway", "`ADDRESS` of the router", func(p *seed.Plan) *string { return &p.Network.Gateway })
	list("dns", "`ADDRESS` of a name server; can be repeated", func(p *seed.Plan) *[]string { return &p.Network.DNS })
	list("ntp", "`HOST` of a time server; can be repeated", func(p *seed.Plan) *[]string { return &p.Network.NTP })
	text("ssid", "`NAME` of the Wi-Fi", func(p *seed.Plan) *string { return &p.Network.SSID })
	text("wifi-country", "`CC`, two letters (VN)", func(p *seed.Plan) *string { return &p.Network.Country })
	text("wifi-interface", "`NAME` of the unit's Wi-Fi device (wlan0)", func(p *seed.Plan) *string { return &p.Network.Interface })
	text("enrol-ward", "`URL` where the unit enrols by itself, https://HOST:PORT", func(p *seed.Plan) *string { return &p.Enrol.Ward })
	text("enrol-code", "one-time `CODE` of wardd robot invite", func(p *seed.Plan) *string { return &p.Enrol.Code })
	text("enrol-ca", "`FINGERPRINT` that stands beside the code", func(p *seed.Plan) *string { return &p.Enrol.CA })
	text("technician-keys", "`FILE` of public keys (authorized_keys) of who may come in by ssh on an image's unit", func(p *seed.Plan) *string { return &p.Technicians })
	flags.StringVar(&f.passFile, "wifi-pass-file", "", "`FILE` with the passphrase of the Wi-Fi (- reads standard input)")
	flags.BoolVar(&f.openWiFi, "wifi-open", false, "the Wi-Fi has no passphrase: whoever is near can join it and listen")
	f.names = append(f.names, "plan", "wifi-pass-file", "wifi-open")
}

// given says whether anything of a seed was asked for.
func (f *seedFlags) given() bool {
	return slices.ContainsFunc(f.names, f.cmd.Flags().Changed)
}

// make makes the seed that was asked for.
func (f *seedFlags) make() (seed.Seed, error) {
	if f.file != "" {
		var err error
		if f.plan, err = seed.ReadPlan(f.file); err != nil {
			return seed.Seed{}, err
		}
	}
	for _, set := range f.set {
		set(&f.plan)
	}
	if f.passFile != "" {
		text, err := readSecret(f.cmd.InOrStdin(), f.passFile)
		if err != nil {
			return seed.Seed{}, err
		}
		if text == "" {
			return seed.Seed{}, fmt.Errorf("cannot use the passphrase of the Wi-Fi: the first line of %s is empty; for an open network leave it out and say --wifi-open", f.passFile)
		}
		f.plan.Passphrase = text
	}
	f.plan.OpenWiFi = f.plan.OpenWiFi || f.openWiFi
	return seed.Make(f.plan, checkUnit, time.Now())
}

func newSeedMakeCommand() *cobra.Command {
	var f seedFlags
	var out string
	cmd := &cobra.Command{
		Use:   "make --out SEED.TAR [flags]",
		Short: "Make a seed, to be copied to TIEPDAN/SEED.TAR on the image's FAT partition",
		Long: `make makes a unit's own part: who it is, its network, its certificates or an
invitation, and its configuration, which is checked. It writes nothing that does not
check. "kioskctl flash" does the same while it writes an image.

The seed holds secrets until the unit has applied it.`,
		Example: "  kioskctl seed make --out SEED.TAR --config ward.toml --unit kb-01 --pack kb-01.tar",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := f.make()
			if err != nil {
				return err
			}
			data, err := s.Bytes()
			if err != nil {
				return err
			}
			if err := writeSecret(out, data); err != nil {
				return err
			}
			cmd.Printf("%s: seed of %s/%s, %d bytes; copy it to %s/%s on the unit's FAT partition, and delete it here\n",
				out, s.Manifest.Commune, s.Manifest.Unit, len(data), seed.Folder, seed.FileSeed)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&out, "out", seed.FileSeed, "new `FILE`")
	return cmd
}

func newSeedShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Check a seed and say what is in it, without its secrets",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("cannot read the seed: %w", err)
			}
			s, err := seed.Parse(data)
			if err != nil {
				return err
			}
			for _, line := range s.Describe(checkUnit, time.Now()) {
				cmd.Println(line)
			}
			return nil
		},
	}
}

func newSeedApplyCommand() *cobra.Command {
	var from, root string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "apply --from SEED.TAR --root DIR",
		Short: "Apply a seed, once; the image does it at the first boot",
		Long: `apply checks everything, then puts all of it in place below DIR, or nothing. What
became of each part stands in RESULT.TXT beside the seed. Then private keys, the code
and the Wi-Fi key are taken off the FAT.

The status is 0 when it was applied, now or before, and when there is no seed; 1 when
it was rejected.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := seed.Apply(seed.Options{From: from, Root: root, Check: checkUnit, Now: time.Now})
			return errors.Join(err, printSeed(cmd.OutOrStdout(), r, asJSON))
		},
	}
	cmd.Flags().StringVar(&from, "from", "/boot/efi/"+seed.Folder+"/"+seed.FileSeed, "the seed's `FILE`")
	cmd.Flags().StringVar(&root, "root", "/", "`DIR` below which files go")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func printSeed(out io.Writer, r seed.Result, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	_, err := io.WriteString(out, r.Text())
	return err
}
