package main

import (
	"time"

	"github.com/spf13/cobra"

	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

func renewCommand() *cobra.Command {
	var all bool
	cmd := certified(&cobra.Command{
		Use:   "renew --config FILE [--all]",
		Short: "Renew the ward's own certificates, and list which others end soon",
		Long: `renew makes new certificates for the keys of wardd and of its broker when less than
a third of their life is left. A running wardd with the broker inside does so by
itself, daily, if ca.key is in its folder; it goes on with the new ones at once.

Where ca.key is kept elsewhere, bring it for this, or renew on a copy of the folder
and bring broker.pem, ward.pem, issued.json and revoked.pem back. A broker outside
has to get its files again (wardd broker) and be reloaded, before wardd is started
anew.`,
		Args: noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		return renew(cmd, s, all)
	})
	cmd.Flags().BoolVar(&all, "all", false, "renew both, also when they are not due")
	return cmd
}

func renew(cmd *cobra.Command, s settings.Settings, all bool) error {
	a, err := pki.Open(s.Certificates, time.Now)
	if err != nil {
		return err
	}
	done, err := a.RenewOwn(all)
	for _, r := range done {
		cmd.Printf("renewed: %s, until %s\n", r.Role, r.Until.Format(time.DateOnly))
	}
	if err != nil {
		return err
	}
	if len(done) == 0 {
		cmd.Println("nothing is due")
	} else {
		tellBroker(cmd, s)
	}
	ends, err := pki.Ending(s.Certificates, time.Now())
	if err != nil {
		return err
	}
	for _, e := range ends {
		cmd.Printf("ends soon: %s, on %s: %s\n", e.Name, e.Until.Format(time.DateOnly), pki.Mend(e))
	}
	return nil
}
