package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/agent/control"
	"tiepdan/agent/doctor"
	"tiepdan/agent/flight"
	"tiepdan/agent/support"
	"tiepdan/cmd/internal/checkup"
)

func newBundleCommand() *cobra.Command {
	var r running
	cmd := &cobra.Command{
		Use:   "bundle [FILE.tar.gz]",
		Short: "Pack what support needs into one new file (- for standard output), without secrets and personal data",
		Long: `Pack what support needs into one file: versions, the configuration without its secrets, the doctor's report, log lines,
what the flight recorder wrote, figures. No database, no pictures, no sound; whatever looks like a telephone number, an
identity number, an address or a ticket's token is blotted out. A part that cannot be had is named in contents.txt.

From afar: ssh technician@ROBOT sudo kioskctl bundle - >robot.tar.gz`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			unit := checkup.Load(r.file)
			name := "tiepdan-" + unit.Name() + "-" + time.Now().Format("20060102-1504")
			to := name + ".tar.gz"
			if len(args) > 0 {
				to = args[0]
			}
			parts := bundleParts(r, unit)
			if to == "-" {
				return packBundle(cmd, cmd.OutOrStdout(), name, parts)
			}
			if err := writeBundle(cmd, to, name, parts); err != nil {
				return err
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), to)
			return err
		},
	}
	r.flags(cmd)
	return cmd
}

func writeBundle(cmd *cobra.Command, to, dir string, parts []support.Part) error {
	f, err := newFile(to)
	if err != nil {
		return fmt.Errorf("cannot write the bundle: %w", err)
	}
	if err = errors.Join(packBundle(cmd, f, dir, parts), f.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

func packBundle(cmd *cobra.Command, to io.Writer, dir string, parts []support.Part) error {
	return support.Write(cmd.Context(), to, dir, time.Now(), parts, func(name string, err error) {
		state := "packed "
		if err != nil {
			state = "missing"
		}
		_, _ = fmt.Fprintln(cmd.ErrOrStderr(), state, name)
	})
}

func bundleParts(r running, unit checkup.Unit) []support.Part {
	client := r.client()
	state := unit.Config.Unit.StateDir
	parts := []support.Part{
		{Name: "about.txt", Read: about},
		{Name: "config.toml", Read: support.File("", r.file).Read, Config: true},
		{Name: "doctor.txt", Read: func(ctx context.Context) (string, error) { return doctorText(ctx, r) }},
		{Name: "log.txt", Read: func(ctx context.Context) (string, error) { return logText(ctx, client) }},
		{Name: "metrics.txt", Read: answerOf(client, "/metrics")},
		{Name: "update.json", Read: answerOf(client, "/update")},
		{Name: "journal.txt", Read: program("journalctl", "--boot", "--no-pager", "--lines", "5000", "--output", "short-iso", "-u", "kioskd", "-u", "tiepdan-*")},
		{Name: "kernel.txt", Read: program("dmesg", "--time-format", "iso")},
		{Name: "disks.txt", Read: program("df", "-h")},
		{Name: "usb.txt", Read: program("lsusb")},
		{Name: "network.txt", Read: program("ip", "-brief", "address")},
	}
	flights, _ := flight.Files(filepath.Join(state, "flight")) // the pattern is good
	for _, f := range flights {
		parts = append(parts, support.File("flight/"+filepath.Base(f), f))
	}
	return parts
}

func about(context.Context) (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	return fmt.Sprintf("kioskctl %s\n%s %s/%s\n%s", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, release), err
}

func doctorText(ctx context.Context, r running) (string, error) {
	f := doctorFlags{file: r.file, socket: r.socket}
	report, err := f.examine(ctx, func(doctor.Event) {})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = report.WriteText(&b, "en")
	return b.String(), err
}

func logText(ctx context.Context, c *control.Client) (string, error) {
	var b strings.Builder
	err := c.Lines(ctx, http.MethodGet, "/logs", nil, func(data []byte) error {
		var line string
		if err := json.Unmarshal(data, &line); err != nil {
			return err
		}
		b.WriteString(line + "\n")
		return nil
	})
	return b.String(), err
}

func answerOf(c *control.Client, path string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		resp, err := c.Do(ctx, http.MethodGet, path, nil)
		if err != nil {
			return "", err
		}
		defer func() { _ = resp.Body.Close() }()
		data, err := io.ReadAll(resp.Body)
		return string(data), err
	}
}

// program is what a program of the machine says.
func program(name string, args ...string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		const patience = 20 * time.Second
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		out, err := exec.CommandContext(ctx, name, args...).Output()
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		return string(out), nil
	}
}
