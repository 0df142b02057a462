package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/agent"
	"tiepdan/kiosk"
)

// errDiffers means that a replay led to other states than were recorded.
var errDiffers = errors.New("the replay differs from what was recorded: another version of the program wrote the file, or its oldest rows were pruned")

func newReplayCommand() *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Replay a unit's journal and print the states it went through",
		Long: "Replay reads a journal (kiosk.db, or the state directory that holds it), which a running kioskd may\n" +
			"still write, plays its messages through the core again, and prints the state after each one. A state that\n" +
			"is not the recorded one is marked with !, and the exit code is then 1.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := journalPath(args[0])
			if err != nil {
				return err
			}
			r := &replayer{out: cmd.OutOrStdout(), json: asJSON, all: all}
			if err := agent.Replay(cmd.Context(), path, r.step); err != nil {
				return err
			}
			return r.end()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for every state")
	cmd.Flags().BoolVar(&all, "all", false, "also print the robot's positions")
	return cmd
}

// journalPath refuses what is not there: SQLite would say only "unable to open".
func journalPath(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		path = filepath.Join(path, "kiosk.db")
		_, err = os.Stat(path)
	}
	if err != nil {
		return "", fmt.Errorf("cannot replay %s: %w; give a unit's kiosk.db or its state directory", path, err)
	}
	return path, nil
}

type replayer struct {
	out        io.Writer
	json, all  bool
	rows, diff int
}

// replayedState is what one line tells.
type replayedState struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Msg    string    `json:"msg"`
	Screen string    `json:"screen"`
	Doors  []string  `json:"doors"`
	Waits  int       `json:"waiting"`
	Digest string    `json:"digest"`
	Same   bool      `json:"same"`
}

func (r *replayer) step(s agent.Replayed) error {
	r.rows++
	if !s.Same {
		r.diff++
	}
	if _, position := s.Msg.(kiosk.RobotChanged); position && !r.all {
		return nil
	}
	v := s.Model.View()
	line := replayedState{
		Seq: s.Row.Seq, At: s.Row.At.In(zone(v.TimeZone)), Msg: s.Row.Kind, Screen: string(v.Screen), Digest: s.Row.Digest, Same: s.Same,
	}
	for _, d := range v.Board {
		if d.Number != "" {
			line.Doors = append(line.Doors, fmt.Sprintf("%d:%s", d.Door, d.Number))
		}
	}
	for _, svc := range v.Services {
		line.Waits += svc.Waiting
	}
	if r.json {
		return json.NewEncoder(r.out).Encode(line)
	}
	mark := " "
	if !s.Same {
		mark = "!"
	}
	_, err := fmt.Fprintf(r.out, "%s%6d  %s  %-16s  %-14s  waiting %-3d  %-24s  %s\n",
		mark, line.Seq, line.At.Format("2006-01-02 15:04:05.000"), line.Msg, line.Screen, line.Waits, strings.Join(line.Doors, " "), line.Digest)
	return err
}

func (r *replayer) end() error {
	if !r.json {
		if _, err := fmt.Fprintf(r.out, "%d states, %d differ\n", r.rows, r.diff); err != nil {
			return err
		}
	}
	if r.diff > 0 {
		return errDiffers
	}
	return nil
}

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}
