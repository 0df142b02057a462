package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/report/schema"
	"tiepdan/ward/broker"
	"tiepdan/ward/pki"
	"tiepdan/ward/settings"
)

func brokerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "broker",
		Short: "Configure brokers outside wardd, or run one node of a cluster",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("got no command, want one of: mosquitto, nats-cluster, run")}
		},
	}
	cmd.AddCommand(brokerMosquitto(), brokerCluster(), brokerRun())
	return cmd
}

func brokerMosquitto() *cobra.Command {
	var out string
	var m broker.Mosquitto
	cmd := certified(&cobra.Command{
		Use:   "mosquitto --config FILE --out DIR",
		Short: "Write the configuration of a Mosquitto that lets in the certified robots",
		Long: `mosquitto writes mosquitto.conf, who may do what (acl), the broker's certificate and
key, and the list of what is revoked. Files of those names in DIR are written over;
do it after each wardd robot add or revoke, and reload Mosquitto.`,
		Args: noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		if m.Folder == "" {
			var err error
			if m.Folder, err = filepath.Abs(out); err != nil {
				return err
			}
		}
		files, err := m.Files(s.Certificates, time.Now())
		if err != nil {
			return err
		}
		return writeFiles(cmd, out, files)
	})
	flags := cmd.Flags()
	flags.StringVar(&out, "out", "mosquitto", "`DIR` for the files")
	flags.StringVar(&m.Folder, "folder", "", "`DIR` where they will be on Mosquitto's machine, if it is another")
	flags.StringVar(&m.Listen, "listen", "8883", "`PORT [ADDRESS]` for robots")
	flags.StringVar(&m.ForWard, "for-wardd", "8884 127.0.0.1", "`PORT ADDRESS` for wardd on the same machine: its mqtt.broker")
	flags.StringVar(&m.State, "state", "/var/lib/mosquitto", "`DIR` for what Mosquitto keeps")
	return cmd
}

func brokerCluster() *cobra.Command {
	var out, state string
	var names []string
	cmd := certified(&cobra.Command{
		Use:   "nats-cluster --config FILE --out DIR --node NAME=HOST --node NAME=HOST --node NAME=HOST",
		Short: "Write the configuration of a cluster of three nats-servers",
		Long: `nats-cluster writes a folder for each node: its nats-server.conf, certificate and
key, and the list of what was certified. Keys that are there stay; the rest is written
over. Do it after each wardd robot add or revoke, and bring each node its folder.`,
		Example: "  wardd broker nats-cluster --config wardd.toml --out nats --node a=192.168.1.11 --node b=192.168.1.12 --node c=192.168.1.13",
		Args:    noArgs,
	}, func(cmd *cobra.Command, s settings.Settings, _ []string) error {
		var c broker.Cluster
		a, err := pki.Open(s.Certificates, time.Now)
		if err != nil {
			return err
		}
		for _, text := range names {
			n, err := parseNode(text)
			if err != nil {
				return usageError{err}
			}
			n.State = strings.ReplaceAll(state, "%n", n.Name)
			if n.Pair, err = nodePair(a, filepath.Join(out, n.Name), n.Host); err != nil {
				return err
			}
			c.Nodes = append(c.Nodes, n)
		}
		files, err := c.Files(s.Certificates, time.Now())
		if err != nil {
			return err
		}
		return writeFiles(cmd, out, files)
	})
	flags := cmd.Flags()
	flags.StringVar(&out, "out", "nats", "`DIR` for the nodes' folders")
	flags.StringVar(&state, "state", "/var/lib/nats", "`DIR` where a node keeps what it has; %n is its name")
	flags.StringArrayVar(&names, "node", nil, "`NAME=HOST` or NAME=HOST:MQTT-PORT:ROUTES-PORT, three times or more (8883 and 6222)")
	return cmd
}

// parseNode reads NAME=HOST or NAME=HOST:MQTT:ROUTES.
func parseNode(text string) (broker.Node, error) {
	const mqttPort, routesPort = 8883, 6222
	bad := fmt.Errorf("--node %s: want NAME=HOST or NAME=HOST:MQTT-PORT:ROUTES-PORT", text)
	name, rest, found := strings.Cut(text, "=")
	parts := strings.Split(rest, ":")
	if !found || schema.CheckLevel(name) != nil || parts[0] == "" || len(parts) != 1 && len(parts) != 3 {
		return broker.Node{}, bad
	}
	n := broker.Node{Name: name, Host: parts[0], MQTT: mqttPort, Routes: routesPort}
	if ip := net.ParseIP(n.Host); ip != nil && ip.IsLoopback() {
		n.Listen = n.Host // nobody else can reach it, so nobody else shall
	}
	for i, into := range []*int{&n.MQTT, &n.Routes} {
		if len(parts) == 1 {
			break
		}
		port, err := strconv.ParseUint(parts[1+i], 10, 16)
		if err != nil || port == 0 {
			return broker.Node{}, bad
		}
		*into = int(port)
	}
	return n, nil
}

// nodePair is the certificate that a node has, renewed when it is due, or a new
// one.
func nodePair(a *pki.Authority, folder, host string) (pki.Pair, error) {
	var p pki.Pair
	var err error
	keyFile := filepath.Join(folder, string(pki.FileBrokerKey))
	if p.Cert, err = os.ReadFile(filepath.Join(folder, string(pki.FileBroker))); err == nil { //nolint:gosec // the folder that the command line names
		p.Key, err = os.ReadFile(keyFile) //nolint:gosec // as above
	}
	if errors.Is(err, fs.ErrNotExist) {
		return a.IssueBroker(host)
	}
	if err != nil {
		return pki.Pair{}, fmt.Errorf("cannot read the certificate of a node: %w", err)
	}
	due, err := a.Due(p.Cert)
	if err != nil {
		return pki.Pair{}, fmt.Errorf("cannot read the certificate of a node: %w", err)
	}
	if due {
		return a.Renew(pki.Identity{Role: pki.Broker}, []string{host}, keyFile)
	}
	return p, nil
}

func writeFiles(cmd *cobra.Command, out string, files []broker.File) error {
	for _, f := range files {
		name := filepath.Join(out, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			return fmt.Errorf("cannot write %s: %w", name, err)
		}
		if f.Keep {
			if err := writeNew(name, f.Data, f.Mode); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
			continue
		}
		// Another file in its place: whoever reads it has it whole.
		part := name + ".part"
		err := errors.Join(os.RemoveAll(part), writeNew(part, f.Data, f.Mode))
		if err == nil {
			err = os.Rename(part, name)
		}
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", name, err)
		}
	}
	cmd.Printf("%d files in %s\n", len(files), out)
	return nil
}

func brokerRun() *cobra.Command {
	return &cobra.Command{
		Use:   "run FILE",
		Short: "Run one node of a cluster from its nats-server.conf",
		Long: `run runs the nats-server that wardd contains, with the files that wardd broker
nats-cluster made. It lets each robot in under its own client identifier only, which
a nats-server alone cannot, and throws out who is no more on the list beside FILE.
When it is ready it prints one line: ready mqtt=URL`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The file names its neighbours without their folder.
			if err := os.Chdir(filepath.Dir(args[0])); err != nil {
				return fmt.Errorf("cannot run %s: %w", args[0], err)
			}
			b, err := broker.StartNode(cmd.Context(), filepath.Base(args[0]), slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil)))
			if err != nil {
				return err
			}
			defer b.Stop()
			cmd.Printf("ready mqtt=%s\n", b.URL())
			return b.Run(cmd.Context())
		},
	}
}
