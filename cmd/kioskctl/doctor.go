package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tiepdan/agent/control"
	"tiepdan/agent/doctor"
	"tiepdan/cmd/internal/checkup"
)

// exitError ends the program with a code of its own, in silence.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// doctorFlags are those of "doctor".
type doctorFlags struct {
	doctor.Wishes
	file, socket, lang, html string
	only                     []string
	json, alone, software    bool
	yes                      bool
}

func newDoctorCommand() *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Examine every part of this robot, and say what to do next",
		Long: `Examine every part of this robot, and say of each: pass, warning, fail or skipped, what was found, and what to do next.

A running kioskd is asked for it, because it has the devices; without one they are opened here. Nothing is printed,
played or moved, and nobody is asked to touch or press anything, unless a flag says so.

The exit code is 0 when everything passed (skipped parts count as nothing), 3 when there are warnings and nothing
worse, 2 when a part fails, and 1 when the examination itself could not be made.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.confirm(cmd.Context(), cmd.InOrStdin(), cmd.ErrOrStderr()); err != nil {
				return err
			}
			return f.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.file, "config", usualConfig(), "the unit's configuration")
	flags.StringVar(&f.socket, "socket", "", "kioskd's socket; default: as the configuration says")
	flags.StringSliceVar(&f.only, "only", nil, "examine these `parts` only, separated by commas")
	flags.StringSliceVar(&f.NTP, "ntp", nil, "compare the clock with these time `servers`")
	flags.BoolVar(&f.Touch, "touch", false, "ask to touch the four corners of the robot's screen")
	flags.BoolVar(&f.Print, "print", false, "print a page and wait until the printer confirms it")
	flags.BoolVar(&f.Press, "press", false, "ask to press each of the rating buttons")
	flags.BoolVar(&f.Sound, "sound", false, "play a tone, at any hour, and hear it with the microphone; nothing of it is kept")
	flags.BoolVar(&f.Move, "move", false, "move the base 5 cm forward and back and turn it 10° and back; asks first whether there is room")
	flags.BoolVar(&f.yes, "yes", false, "there is one metre of room around the robot: do not ask")
	flags.BoolVar(&f.software, "software", false, "examine only what new software is judged by: kioskd, its configuration and its data")
	flags.BoolVar(&f.alone, "alone", false, "open the devices here, even if the socket answers")
	flags.BoolVar(&f.json, "json", false, "print one JSON object")
	flags.StringVar(&f.html, "html", "", "also write the report as a page for printing to this `file`")
	flags.StringVar(&f.lang, "lang", "vi", "language of the report, vi or en")
	return cmd
}

// confirm asks whether the robot may move, if it is to.
func (f *doctorFlags) confirm(ctx context.Context, in io.Reader, talk io.Writer) error {
	if !f.Move || f.yes {
		return nil
	}
	ask := doctor.Text{
		Vi: "Robot sẽ nhích 5 cm và quay 10°. Quanh robot đã trống 1 m, không có ai? [c/N] ",
		En: "The robot will move by 5 cm and turn by 10°. Is there one metre of room around it, and nobody? [y/N] ",
	}
	if _, err := io.WriteString(talk, ask.In(f.lang)); err != nil {
		return fmt.Errorf("cannot ask: %w", err)
	}
	answer, err := readLine(ctx, in)
	if err != nil && answer == "" {
		return errors.New("--move: nobody answers whether there is room; say --yes where that is certain")
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "c", "có":
	default:
		f.Move = false // the report says that it was not moved
	}
	return nil
}

func (f *doctorFlags) run(ctx context.Context, out, talk io.Writer) error {
	if f.lang != "vi" && f.lang != "en" {
		return fmt.Errorf("--lang %q: want vi or en", f.lang)
	}
	var err error
	if f.Only, err = doctor.ParseParts(f.only); err != nil {
		return fmt.Errorf("--only: %w", err)
	}
	if f.software {
		f.Only, f.Agent = doctor.Software(), true
	}
	report, err := f.examine(ctx, func(e doctor.Event) {
		if e.Ask != nil {
			_, _ = fmt.Fprintln(talk, e.Ask.In(f.lang)) // beside the report
		}
	})
	if err != nil {
		return err
	}
	if f.html != "" {
		if err := writePage(f.html, report, f.lang); err != nil {
			return err
		}
	}
	if f.json {
		err = report.WriteJSON(out)
	} else {
		err = report.WriteText(out, f.lang)
	}
	if err != nil {
		return err
	}
	if code := report.ExitCode(); code != doctor.ExitPass {
		return &exitError{code}
	}
	return nil
}

// examine asks a running kioskd, or does it here.
func (f *doctorFlags) examine(ctx context.Context, tell func(doctor.Event)) (doctor.Report, error) {
	unit := checkup.Load(f.file)
	if !f.alone {
		client := control.NewClient(control.Path(or(f.socket, unit.Config.Control.Socket), unit.Config.Unit.StateDir))
		report, err := doctor.AskRunning(ctx, client, f.Wishes, tell)
		if !errors.Is(err, control.ErrNotRunning) {
			return report, err
		}
	}
	if unit.Err != nil && len(f.Only) > 0 && !slices.Contains(f.Only, doctor.PartConfig) {
		f.Only = append(f.Only, doctor.PartConfig) // no part is well because nobody knows that it is there
	}
	devices := unit.Open(ctx, slog.New(slog.DiscardHandler))
	defer devices.Close()
	return doctor.Examine(ctx, unit.Checks(devices.Devices, f.Wishes), doctor.Options{
		Unit: unit.Name(), Version: version(), Clock: checkup.ClockQuality(), Now: unit.Now, Tell: tell,
	}), nil
}

func writePage(path string, r doctor.Report, lang string) error {
	f, err := os.Create(path) // #nosec G304 -- the file that the technician names
	if err != nil {
		return fmt.Errorf("cannot write the page: %w", err)
	}
	return errors.Join(r.WriteHTML(f, lang), f.Close())
}
