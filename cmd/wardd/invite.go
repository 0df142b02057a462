package main

import (
	"encoding/json"
	"errors"
	"time"

	qrcode "github.com/skip2/go-qrcode"
	"github.com/spf13/cobra"

	"tiepdan/report/schema"
	"tiepdan/ward"
	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
	"tiepdan/ward/store"
)

// invited is what "robot invite --json" prints.
type invited struct {
	schema.Invitation

	Until time.Time `json:"until"`
	Line  string    `json:"line"` // the whole in one line
}

func robotInvite() *cobra.Command {
	var replace, asJSON, asQR bool
	cmd := certified(&cobra.Command{
		Use:   "invite --config FILE NAME",
		Short: "Invite a robot to ask for its certificate by itself, with a one-time code",
		Long: `invite makes a code with which the robot NAME (its unit.id; COMMUNE/NAME for one of
another commune) gets its certificate, once, within 24 hours. Its key is made on
the robot and stays there. Bring code and fingerprint to the robot by hand; the
robots' page of the ward does the same. A running wardd answers the robot: the
configuration must have enrol.listen.

An invitation before this one ends. A robot that has a certificate gets another in its
place with --replace only.`,
		Args: oneRobot,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		inv, until, err := invite(cmd, s, args[0], replace)
		if errors.Is(err, enrol.ErrHas) {
			return errors.Join(err, errors.New("--replace revokes that certificate"))
		}
		if err != nil {
			return err
		}
		if asJSON {
			return json.NewEncoder(cmd.OutOrStdout()).Encode(invited{inv, until, inv.String()})
		}
		return printInvitation(cmd, inv, until, asQR)
	})
	cmd.Flags().BoolVar(&replace, "replace", false, "revoke the certificate that the robot has, once it gets the new one")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&asQR, "qr", false, "draw a QR code of the invitation, too")
	return cmd
}

func invite(cmd *cobra.Command, s settings.Settings, name string, replace bool) (inv schema.Invitation, until time.Time, err error) {
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return inv, until, err
	}
	data, err := store.Open(cmd.Context(), ward.Store(s))
	if err != nil {
		return inv, until, err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	inviter, err := ward.Inviter(s, data)
	if err != nil {
		return inv, until, err
	}
	return inviter.Make(cmd.Context(), office.Program(), named(name, l), replace, time.Now())
}

func printInvitation(cmd *cobra.Command, inv schema.Invitation, until time.Time, asQR bool) error {
	cmd.Printf(`%s/%s is invited, once, until %s
code:        %s
fingerprint: %s
on the robot:
  sudo kioskctl provision --ward %s --commune %s --unit %s --code %s --ca %s
`, inv.Commune, inv.Robot, until.Format(time.DateTime), inv.Code, inv.CA, inv.Ward, inv.Commune, inv.Robot, inv.Code, inv.CA)
	if !asQR {
		return nil
	}
	code, err := qrcode.New(inv.String(), qrcode.Low)
	if err != nil {
		return err
	}
	cmd.Print(code.ToSmallString(false))
	return nil
}
