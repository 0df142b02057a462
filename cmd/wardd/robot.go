package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/report/schema"
	"tiepdan/ward/broker"
	"tiepdan/ward/enrol"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

func robotCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "robot",
		Short: "Say which robots the ward takes in",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("got no command, want one of: add, invite, revoke, cut, list")}
		},
	}
	cmd.AddCommand(robotAdd(), robotInvite(), robotRevoke(), robotCut(), robotList())
	return cmd
}

// certified gives run the folder of the ward's authority.
func certified(cmd *cobra.Command, run func(cmd *cobra.Command, s settings.Settings, args []string) error) *cobra.Command {
	return configured(cmd, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		if s.Certificates == "" {
			return usageError{errors.New("the configuration has no mqtt.certificates: wardd init makes them")}
		}
		return run(cmd, s, args)
	})
}

func oneRobot(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("got %d names, want one robot: %s", len(args), cmd.UseLine())}
	}
	return nil
}

// named is a robot by its name, or by COMMUNE/NAME.
func named(text string, l pki.List) pki.Identity {
	if commune, robot, both := strings.Cut(text, "/"); both {
		return pki.RobotOf(commune, robot)
	}
	return pki.RobotOf(l.Commune, text)
}

// unitNamed is named for one that is to be a unit of ours.
func unitNamed(text string, l pki.List) (pki.Identity, error) {
	who := named(text, l)
	if err := errors.Join(schema.CheckUnit(who.Commune), schema.CheckUnit(who.Robot)); err != nil {
		return who, fmt.Errorf("cannot certify %s: %w", who, err)
	}
	return who, nil
}

func robotAdd() *cobra.Command {
	var out string
	var brokers []string
	var renew bool
	cmd := certified(&cobra.Command{
		Use:   "add --config FILE [--out DIR|FILE.tar] NAME",
		Short: "Certify a robot and write what it needs",
		Long: `add makes a key and a certificate for the robot NAME (its unit.id; COMMUNE/NAME for
one of another commune) and writes them with the ward's certificate and the lines
for the robot's configuration into a new folder, or into one .tar file. Bring it to
the robot by hand, and delete it here: whoever has it is that robot.

A robot that is certified already gets another certificate with --renew only; the
one before is revoked then.`,
		Args: oneRobot,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		return addRobot(cmd, s, args[0], out, brokers, renew)
	})
	cmd.Flags().StringVar(&out, "out", "", "new folder or .tar `FILE` (NAME in this folder)")
	cmd.Flags().StringArrayVar(&brokers, "broker", nil, "`URL` that the robot connects to, if it is not this machine's; can be repeated")
	cmd.Flags().BoolVar(&renew, "renew", false, "revoke the certificate that the robot has")
	return cmd
}

func addRobot(cmd *cobra.Command, s settings.Settings, name, out string, brokers []string, renew bool) error {
	a, err := pki.Open(s.Certificates, time.Now)
	if err != nil {
		return err
	}
	l, err := pki.ReadList(s.Certificates)
	if err != nil {
		return err
	}
	who, err := unitNamed(name, l)
	if err != nil {
		return err
	}
	if out == "" {
		out = who.Robot
	}
	if len(brokers) == 0 {
		brokers = enrol.Brokers(s, l)
	}
	target, err := newPack(out)
	if err != nil {
		return err
	}
	pair, err := a.Issue(who, renew)
	if errors.Is(err, pki.ErrHas) {
		err = fmt.Errorf("%w: --renew makes another certificate and revokes that one", err)
	}
	if err != nil {
		return errors.Join(err, target.drop())
	}
	lines, err := robotLines(s, who, brokers)
	if err != nil {
		return errors.Join(err, target.drop())
	}
	if err := target.fill(
		packed{fileRobotKey, pair.Key, 0o600}, packed{fileRobotCert, pair.Cert, 0o644}, packed{fileWardCA, a.CA(), 0o644}, packed{fileRobotLines, lines, 0o644},
	); err != nil {
		return err
	}
	cmd.Printf("%s is certified; bring %s to the robot and delete it here\n", who, out)
	tellKeys(cmd)
	tellBroker(cmd, s)
	return nil
}

// tellKeys reminds of the backup that does not know yet: one that comes back
// without a revocation makes the robot good again.
func tellKeys(cmd *cobra.Command) { cmd.Println("now back up: wardd keys backup") }

// tellBroker reminds of a broker that does not read the list by itself.
func tellBroker(cmd *cobra.Command, s settings.Settings) {
	if s.Broker != "" {
		cmd.Println("the broker outside does not know yet: write its files again with wardd broker, and reload it")
	}
}

// tellCut says what ends the way of a revoked robot into a broker outside.
func tellCut(cmd *cobra.Command, s settings.Settings, name string) {
	if s.Broker == "" {
		return
	}
	config := cmd.Flag("config").Value.String()
	cmd.Printf(`the broker outside does not know yet. Nodes of a cluster need the files of wardd broker
nats-cluster again, and notice by themselves. For a Mosquitto run these three, in this order:
  wardd broker mosquitto --config %s --out /etc/mosquitto/tiepdan
  systemctl reload mosquitto
  wardd robot cut --config %s %s
`, config, config, name)
}

func robotRevoke() *cobra.Command {
	return certified(&cobra.Command{
		Use:   "revoke --config FILE NAME",
		Short: "Take a robot's certificate back; a running wardd throws it out within a second",
		Args:  oneRobot,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		a, err := pki.Open(s.Certificates, time.Now)
		if err != nil {
			return err
		}
		l, err := pki.ReadList(s.Certificates)
		if err != nil {
			return err
		}
		who := named(args[0], l)
		n, err := a.Revoke(who)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("cannot revoke %s: it has no certificate", who)
		}
		cmd.Printf("%s is revoked\n", who)
		tellKeys(cmd)
		tellCut(cmd, s, args[0])
		return nil
	})
}

func robotCut() *cobra.Command {
	return certified(&cobra.Command{
		Use:   "cut --config FILE NAME",
		Short: "End the open connection of a revoked robot at a Mosquitto",
		Long: `cut ends the connection that a revoked robot still has at a Mosquitto: reloading takes
its topics and its way in, but not what is open. It does so as wardd, at mqtt.broker.
Write the files of wardd broker mosquitto and reload Mosquitto before, else the robot
comes back. The broker inside wardd throws robots out by itself.`,
		Args: oneRobot,
	}, func(cmd *cobra.Command, s settings.Settings, args []string) error {
		if s.Broker == "" {
			return usageError{errors.New("the broker is inside wardd, which throws revoked robots out by itself")}
		}
		l, err := pki.ReadList(s.Certificates)
		if err != nil {
			return err
		}
		who := named(args[0], l)
		if _, good := l.Live(who, time.Now()); good {
			return fmt.Errorf("cannot cut %s: its certificate is good, so it would come back; revoke it first", who)
		}
		if err := broker.Cut(cmd.Context(), s.Broker, s.BrokerTLS, who); err != nil {
			return err
		}
		cmd.Printf("%s has no connection\n", who)
		return nil
	})
}

func robotList() *cobra.Command {
	return certified(&cobra.Command{
		Use:   "list --config FILE",
		Short: "List what was certified, and what of it is good",
		Args:  noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		l, err := pki.ReadList(s.Certificates)
		if err != nil {
			return err
		}
		ends, err := pki.Ending(s.Certificates, time.Now())
		if err != nil {
			return err
		}
		if err := printCertified(cmd.OutOrStdout(), l, time.Now()); err != nil {
			return err
		}
		for _, e := range ends {
			cmd.PrintErrf("%s ends on %s: %s\n", e.Name, e.Until.Format(time.DateOnly), pki.Mend(e))
		}
		return nil
	})
}

func printCertified(w io.Writer, l pki.List, now time.Time) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rows := []string{"NAME\tSTATE\tFROM\tUNTIL\tSERIAL"}
	for _, i := range l.Issued {
		state := "good"
		switch {
		case i.Revoked != nil:
			state = "revoked " + i.Revoked.Format(time.DateOnly)
		case !i.Live(now):
			state = "expired"
		}
		rows = append(rows, strings.Join([]string{
			i.String(), state, i.From.Format(time.DateOnly), i.Until.Format(time.DateOnly), i.Serial,
		}, "\t"))
	}
	if _, err := io.WriteString(t, strings.Join(rows, "\n")+"\n"); err != nil {
		return fmt.Errorf("cannot print the list: %w", err)
	}
	return t.Flush()
}
