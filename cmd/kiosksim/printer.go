package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"tiepdan/drivers/printer/printertest"
)

// dotRowsPerMM at 203 dpi.
const dotRowsPerMM = 8

type printerFlags struct {
	listen, pty, out string
	faults           []string
	speedMMPerSec    int
	dotsWide         int
	bufferBytes      int
	noProcessID      bool
	noAutomatic      bool
	noTransmit       bool
	text             bool
	maker, name      string
}

func newPrinterCommand() *cobra.Command {
	var f printerFlags
	cmd := &cobra.Command{
		Use:   "printer (--listen ADDR | --pty LINK) --out DIR",
		Short: "Emulate the ESC/POS ticket printer; each cut ticket becomes a PNG",
		Long: `Emulate the ESC/POS ticket printer on a TCP port or a pty.

Each ticket is written to DIR/ticket-0001.png and so on as it is cut. Standard output says
"ready tcp://HOST:PORT" or "ready LINK" when the wire is up. Each line on standard input is a
command, answered by "ok COMMAND" or "error REASON":
  ` + strings.Join(printertest.Commands(), ", ") + `
A number behind a command makes it wait for so many more rows, "cut" for the next cut. When it ends, what the host did against the protocol is an error.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return servePrinter(cmd.Context(), f, cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "", "serve on TCP at this `address`, for instance 127.0.0.1:9100; port 0 takes a free one")
	flags.StringVar(&f.pty, "pty", "", "serve on a pty and make this `path` a link to it")
	flags.StringVar(&f.out, "out", "", "`directory` for the tickets")
	flags.StringArrayVar(&f.faults, "fault", nil, "start with this `fault`, as on standard input; may be repeated")
	flags.IntVar(&f.speedMMPerSec, "speed", 150, "paper speed in `mm` a second; 0 is without limit")
	flags.IntVar(&f.dotsWide, "dots", 576, "printable width in `dots`")
	flags.IntVar(&f.bufferBytes, "buffer", 4096, "receive buffer in `bytes`; a USB printer takes 90112")
	flags.BoolVar(&f.noProcessID, "no-process-id", false, "do not know GS ( H, as cheap clones")
	flags.BoolVar(&f.noAutomatic, "no-automatic", false, "do not know GS a, automatic status")
	flags.BoolVar(&f.noTransmit, "no-transmit", false, "do not answer GS r")
	flags.StringVar(&f.maker, "maker", "", "`name` of the maker, for GS I 66")
	flags.StringVar(&f.name, "name", "", "`name` of the model, for GS I 67; without it GS I is not known")
	flags.BoolVar(&f.text, "text", false, "take text, which is printed as blocks; without it, text is a mistake of the host")
	cmd.MarkFlagsOneRequired("listen", "pty")
	cmd.MarkFlagsMutuallyExclusive("listen", "pty")
	// The flag is defined three lines above; it cannot be missing.
	_ = cmd.MarkFlagRequired("out")
	return cmd
}

// check refuses what the emulator would take for its default.
func (f printerFlags) check() error {
	switch {
	case f.speedMMPerSec < 0:
		return fmt.Errorf("--speed %d: want 0 or more", f.speedMMPerSec)
	case f.dotsWide <= 0 || f.dotsWide%8 != 0:
		return fmt.Errorf("--dots %d: want a positive multiple of 8", f.dotsWide)
	case f.bufferBytes <= 0:
		return fmt.Errorf("--buffer %d: want 1 or more", f.bufferBytes)
	}
	return nil
}

func servePrinter(ctx context.Context, f printerFlags, in io.Reader, out io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil { //nolint:gosec // pictures for anybody to see
		return fmt.Errorf("cannot make the directory for tickets: %w", err)
	}
	say := newSpeaker(out)
	p := printertest.New(printertest.Options{
		DotsWide:      f.dotsWide,
		RowsPerSecond: f.speedMMPerSec * dotRowsPerMM,
		BufferBytes:   f.bufferBytes,
		NoProcessID:   f.noProcessID,
		NoAutomatic:   f.noAutomatic,
		NoTransmit:    f.noTransmit,
		Text:          f.text,
		Maker:         f.maker,
		Name:          f.name,
		OnTicket: func(t printertest.Ticket) {
			if _, err := t.SavePNG(f.out); err != nil {
				say("error " + err.Error())
			}
		},
	})
	for _, fault := range f.faults {
		if err := p.Do(fault); err != nil {
			return errors.Join(fmt.Errorf("cannot start with fault: %w", err), p.Close())
		}
	}
	wire, ready, err := openWire(ctx, p, f)
	if err != nil {
		return errors.Join(err, p.Close())
	}
	say("ready " + ready)
	go obey(p, in, say)
	<-ctx.Done()
	return errors.Join(p.Close(), wire.Close())
}

func openWire(ctx context.Context, p *printertest.Printer, f printerFlags) (*printertest.Wire, string, error) {
	if f.pty != "" {
		w, err := printertest.OpenPTY(p, f.pty)
		return w, f.pty, err
	}
	w, err := printertest.ListenTCP(ctx, p, f.listen)
	return w, "tcp://" + w.Addr(), err
}

// newSpeaker writes whole lines from any goroutine.
func newSpeaker(out io.Writer) func(line string) {
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		// Whoever closed our standard output does not want to know.
		_, _ = fmt.Fprintln(out, strings.ReplaceAll(line, "\n", " "))
	}
}

// obey carries out commands until the input ends. It cannot be made to stop
// while it waits for a line; it ends with the process.
func obey(p *printertest.Printer, in io.Reader, say func(string)) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		command := strings.TrimSpace(lines.Text())
		if command == "" {
			continue
		}
		if err := p.Do(command); err != nil {
			say("error " + err.Error())
			continue
		}
		say("ok " + command)
	}
}
