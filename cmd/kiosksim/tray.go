package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tiepdan/drivers/panel/paneltest"
	"tiepdan/drivers/tray"
	"tiepdan/drivers/tray/traytest"
)

func newTrayCommand() *cobra.Command {
	var link string
	cmd := &cobra.Command{
		Use:   "tray --pty LINK",
		Short: "Emulate the box that reads the sensors of the tray",
		Long: `Emulate the box that reads the sensors of the tray, on a pty. A full tray lies there at first.

Standard output says "ready LINK" when the box is plugged in. Each line on standard input is a
command, answered by "ok COMMAND" or "error REASON":
  hand on|off    a hand in the tray
  tray on|off    a tray on the robot
  stock N        N percent of the tray are full; "stock -": the box does not know
  unplug         pull the cable
  replug         put it back
  garbage        send bytes that the protocol does not have
The end of standard input changes nothing; an interrupt ends the box.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serveTray(cmd.Context(), link, cmd.InOrStdin(), newSpeaker(cmd.OutOrStdout()))
		},
	}
	cmd.Flags().StringVar(&link, "pty", "", "make this `path` a link to the host's end of the cable")
	// The flag is defined one line above; it cannot be missing.
	_ = cmd.MarkFlagRequired("pty")
	return cmd
}

func serveTray(ctx context.Context, link string, in io.Reader, say func(string)) error {
	s := traySim{link: link, box: traytest.NewBox()}
	if err := s.replug(ctx); err != nil {
		return err
	}
	say("ready " + link)
	commands := make(chan string)
	// It ends with the process: a read from a terminal cannot be freed.
	go readCommands(ctx, in, commands)
	for {
		select {
		case <-ctx.Done():
			if s.unplug == nil {
				return nil
			}
			return s.pull()
		case c := <-commands:
			if err := s.do(ctx, c); err != nil {
				say("error " + err.Error())
				continue
			}
			say("ok " + c)
		}
	}
}

// traySim is the box and its cable; unplug is nil while that is out.
type traySim struct {
	link   string
	box    *traytest.Box
	unplug func() error
}

func (s *traySim) replug(ctx context.Context) error {
	if s.unplug != nil {
		return errors.New("cannot plug in the tray: it is in already")
	}
	cable, err := paneltest.Plug(s.link)
	if err != nil {
		return fmt.Errorf("cannot plug in the tray: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.box.Run(ctx, cable) }()
	s.unplug = func() error {
		cancel()
		return errors.Join(<-ended, cable.Close())
	}
	return nil
}

func (s *traySim) pull() error {
	if s.unplug == nil {
		return errors.New("cannot unplug the tray: it is out already")
	}
	unplug := s.unplug
	s.unplug = nil
	return unplug()
}

func (s *traySim) do(ctx context.Context, command string) error {
	name, arg, _ := strings.Cut(command, " ")
	on, known := map[string]bool{"on": true, "off": false}[arg]
	switch {
	case command == "unplug":
		return s.pull()
	case command == "replug":
		return s.replug(ctx)
	case command == "garbage":
		s.box.Noise([]byte("\x00\xff\x7f$T 9 9 9*$T 1\r\n\n$T 1 0 5*0000\r\nzz$T 0"))
		return nil
	case name == "hand" && known:
		return s.box.Set(func(l *tray.Line) { l.Hand = on })
	case name == "tray" && known:
		return s.box.Set(func(l *tray.Line) { l.Present = on })
	case name == "stock":
		return s.stock(arg)
	}
	return errors.New("cannot understand the command: want hand on|off, tray on|off, stock N, unplug, replug or garbage")
}

func (s *traySim) stock(arg string) error {
	left := tray.Unknown
	if arg != "-" {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 0 {
			return errors.New("cannot fill the tray: want a number from 0 to 100, or -")
		}
		left = n
	}
	return s.box.Set(func(l *tray.Line) { l.Stock = left })
}
