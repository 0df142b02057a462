package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tiepdan/drivers/panel"
	"tiepdan/drivers/panel/paneltest"
)

// pressTime is how long a press on standard input waits for the host.
const pressTime = 2 * time.Second

// holdTime is that and what makes a press long.
const holdTime = pressTime + panel.LongAfter

func newPanelCommand() *cobra.Command {
	var link string
	cmd := &cobra.Command{
		Use:   "panel --pty LINK",
		Short: "Emulate the four-button box of the satisfaction panel",
		Long: `Emulate the four-button box on a pty.

Standard output says "ready LINK" when the box is plugged in. Each line on standard input is a
command, answered by "ok COMMAND" or "error REASON":
  press N    press and release button N (1 to 4); ok once the host has acknowledged it,
             an error when it has not within 2 s (the box keeps trying for 30 s, as the real one)
  hold N     press button N and leave it down; ok once the host has acknowledged the call for help
             that this is after 3 s
  release N  let button N come up
  unplug     pull the cable: the host hangs up, LINK goes, the box loses its power
  replug     put it back
  garbage    send bytes that the protocol does not have
The end of standard input changes nothing; an interrupt ends the box.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return servePanel(cmd.Context(), link, cmd.InOrStdin(), newSpeaker(cmd.OutOrStdout()))
		},
	}
	cmd.Flags().StringVar(&link, "pty", "", "make this `path` a link to the host's end of the cable")
	// The flag is defined one line above; it cannot be missing.
	_ = cmd.MarkFlagRequired("pty")
	return cmd
}

func servePanel(ctx context.Context, link string, in io.Reader, say func(string)) error {
	p := panelSim{link: link, box: paneltest.NewBox(0)}
	if err := p.replug(); err != nil { //nolint:contextcheck // a box has power until it is unplugged, below
		return err
	}
	say("ready " + link)

	commands := make(chan string)
	// It ends with the process: a read from a terminal cannot be freed.
	go readCommands(ctx, in, commands)
	for {
		select {
		case <-ctx.Done():
			if p.unplug == nil {
				return nil
			}
			return p.pull()
		case c := <-commands:
			if err := p.do(ctx, c); err != nil {
				say("error " + err.Error())
				continue
			}
			say("ok " + c)
		}
	}
}

// readCommands passes on lines until the input or ctx ends.
func readCommands(ctx context.Context, in io.Reader, commands chan<- string) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		c := strings.Join(strings.Fields(lines.Text()), " ")
		if c == "" {
			continue
		}
		select {
		case commands <- c:
		case <-ctx.Done():
			return
		}
	}
}

// panelSim is the box and its cable; unplug is nil while that is out.
type panelSim struct {
	link   string
	box    *paneltest.Box
	unplug func() error
}

func (p *panelSim) replug() error {
	if p.unplug != nil {
		return errors.New("cannot plug in the panel: it is in already")
	}
	cable, err := paneltest.Plug(p.link)
	if err != nil {
		return fmt.Errorf("cannot plug in the panel: %w", err)
	}
	p.unplug = p.box.Plug(cable)
	return nil
}

func (p *panelSim) pull() error {
	if p.unplug == nil {
		return errors.New("cannot unplug the panel: it is out already")
	}
	unplug := p.unplug
	p.unplug = nil
	return unplug()
}

func (p *panelSim) do(ctx context.Context, command string) error {
	limit := pressTime
	if strings.HasPrefix(command, "hold ") {
		limit = holdTime
	}
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	switch name, arg, hasArg := strings.Cut(command, " "); {
	case hasArg:
		button, err := strconv.Atoi(arg)
		if err != nil {
			return errUnknownCommand
		}
		return p.doButton(ctx, name, button)
	case name == "garbage":
		return p.box.Noise([]byte("\x00\xff\x7f$P 9 9*$H\r\n\n$A 1*0000\r\nzz$P 1 1"))
	case name == "unplug":
		return p.pull()
	case name == "replug":
		return p.replug() //nolint:contextcheck // as above
	default:
		return errUnknownCommand
	}
}

var errUnknownCommand = errors.New("cannot understand the command: want press N, hold N, release N, unplug, replug or garbage")

func (p *panelSim) doButton(ctx context.Context, name string, button int) error {
	switch name {
	case "press":
		return p.box.Press(ctx, button)
	case "hold":
		return p.box.Hold(ctx, button)
	case "release":
		return p.box.Release(button)
	default:
		return errUnknownCommand
	}
}
