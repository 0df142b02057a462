package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"github.com/spf13/cobra"

	"tiepdan/agent/control"
	"tiepdan/agent/update"
)

func newUpdateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Show and install the robot's software",
		Long: `Show and install the robot's software. What the ward wants is fetched and installed by kioskd itself, while nobody is
served; with these commands a technician sees how far that is, or installs a bundle that she has brought.`,
	}
	cmd.AddCommand(newUpdateStatusCommand(), newUpdateInstallCommand())
	return cmd
}

func newUpdateStatusCommand() *cobra.Command {
	var r running
	var raw bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say which software runs, which the ward wants, and how far that is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			resp, err := r.client().Do(cmd.Context(), http.MethodGet, "/update", nil)
			if err != nil {
				return err
			}
			defer func() { _ = resp.Body.Close() }()
			if raw {
				_, err := io.Copy(cmd.OutOrStdout(), resp.Body)
				return err
			}
			var a struct {
				Running string
				Report  *update.Report
			}
			if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
				return fmt.Errorf("cannot read what kioskd answers: %w", err)
			}
			return sayUpdate(cmd.OutOrStdout(), a.Running, a.Report)
		},
	}
	r.flags(cmd)
	cmd.Flags().BoolVar(&raw, "json", false, "print one JSON object")
	return cmd
}

func sayUpdate(w io.Writer, running string, r *update.Report) error {
	text := "runs    " + running + "\nwanted  nothing\n"
	if r != nil {
		text = fmt.Sprintf("runs    %s\nwanted  %s (revision %d): %s\n", running, r.Version, r.Rev, stage(*r))
	}
	_, err := io.WriteString(w, text)
	return err
}

// stage says how far an update is.
func stage(r update.Report) string {
	switch r.Status {
	case update.Downloading, update.Installing:
		return fmt.Sprintf("%s, %d %%", r.Status, r.Percent)
	case update.Waiting:
		return "waiting until nobody is served"
	case update.Failed, update.Refused, update.RolledBack:
		if r.Detail != "" {
			return string(r.Status) + ": " + r.Detail
		}
	case update.Restarting, update.Installed:
	}
	return string(r.Status)
}

func newUpdateInstallCommand() *cobra.Command {
	var r running
	var restart bool
	cmd := &cobra.Command{
		Use:   "install FILE.raucb",
		Short: "Install a signed bundle into the slot that does not run",
		Long: `Install a signed bundle into the slot that does not run. RAUC refuses what the unit's keys did not sign. A running kioskd
does it as soon as nobody is served; what runs goes on until the restart. If the new software does not come up well, the
old one comes back by itself.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			bundle, err := filepath.Abs(args[0])
			if err != nil {
				return fmt.Errorf("cannot install: %w", err)
			}
			if err := update.LookAt(bundle); err != nil { // before anybody waits
				return err
			}
			err = installRunning(cmd, r.client(), bundle, restart)
			if errors.Is(err, control.ErrNotRunning) {
				return installAlone(cmd, update.RAUC{}, bundle, restart)
			}
			return err
		},
	}
	r.flags(cmd)
	cmd.Flags().BoolVar(&restart, "restart", false, "restart the robot into it afterwards")
	return cmd
}

func installRunning(cmd *cobra.Command, c *control.Client, bundle string, restart bool) error {
	var last update.Report
	err := c.Lines(cmd.Context(), http.MethodPost, "/update", map[string]any{"bundle": bundle, "restart": restart}, func(data []byte) error {
		var now update.Report
		if err := json.Unmarshal(data, &now); err != nil {
			return fmt.Errorf("cannot read what kioskd answers: %w", err)
		}
		if now != last && now.Status != update.Failed && now.Status != update.Installed {
			_, _ = fmt.Fprintln(cmd.ErrOrStderr(), stage(now))
		}
		last = now
		return nil
	})
	switch {
	case last.Status == update.Restarting: // and the line is cut
		return nil
	case err != nil:
		return err
	case last.Status != update.Installed:
		return errors.New(or(last.Detail, "kioskd ended in the middle: nothing changes until a restart; try again"))
	}
	return sayInstalled(cmd)
}

func installAlone(cmd *cobra.Command, i update.Installer, bundle string, restart bool) error {
	if _, err := i.Compatible(cmd.Context()); err != nil {
		return aloneError(err)
	}
	err := i.Install(cmd.Context(), bundle, func(percent int) {
		_, _ = fmt.Fprintln(cmd.ErrOrStderr(), stage(update.Report{Status: update.Installing, Percent: percent}))
	})
	if err != nil {
		return err
	}
	if restart {
		return i.Restart(cmd.Context())
	}
	return sayInstalled(cmd)
}

// aloneError says what it needs to install without kioskd.
func aloneError(err error) error {
	if !errors.Is(err, update.ErrNoInstaller) {
		return fmt.Errorf("cannot install: %w", err)
	}
	return fmt.Errorf("cannot install: kioskd does not run, and RAUC, which installs, does not answer. This command is for a robot "+
		"that was flashed with an image; there, start kioskd (sudo systemctl start kioskd), or run this as root: %w", err)
}

func sayInstalled(cmd *cobra.Command) error {
	_, err := fmt.Fprintln(cmd.OutOrStdout(), "installed; it runs after the next restart")
	return err
}
