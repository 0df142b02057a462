package main

import (
	"bufio"
	"context"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/ui/paper"
)

// printerSim is a running "kiosksim printer".
type printerSim struct {
	t     *testing.T
	in    io.WriteCloser
	lines *bufio.Scanner
	end   func() error
}

func startPrinter(t *testing.T, args ...string) (*printerSim, string) {
	t.Helper()
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := newPrinterCommand()
	cmd.SetArgs(args)
	cmd.SetIn(inRead)
	cmd.SetOut(outWrite)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	done := make(chan error, 1)
	go func() {
		err := cmd.ExecuteContext(ctx)
		done <- err
		_ = outWrite.CloseWithError(io.EOF)
		_ = inRead.Close()
	}()
	t.Cleanup(cancel)
	sim := &printerSim{t: t, in: inWrite, lines: bufio.NewScanner(outRead), end: func() error {
		cancel()
		return <-done
	}}
	ready := sim.line()
	address, ok := strings.CutPrefix(ready, "ready ")
	if !ok {
		t.Fatalf("first line: got %q (%v), want ready ADDRESS", ready, sim.end())
	}
	return sim, address
}

func (s *printerSim) line() string {
	s.t.Helper()
	if !s.lines.Scan() {
		return ""
	}
	return s.lines.Text()
}

func (s *printerSim) say(command, want string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, command+"\n"); err != nil {
		s.t.Fatal(err)
	}
	if got := s.line(); !strings.HasPrefix(got, want) {
		s.t.Errorf("command %q: got answer %q, want %q", command, got, want)
	}
}

func startDriver(t *testing.T, o printer.Options) *printer.Printer {
	t.Helper()
	m, err := printer.ModelNamed("generic-80mm")
	if err != nil {
		t.Fatal(err)
	}
	o.Model, o.RetryMax, o.PollInterval = m, 50*time.Millisecond, 200*time.Millisecond
	p, err := printer.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("driver: %v", err)
		}
	})
	awaitPrinter(t, p, func(s printer.Status) bool { return s.Blocked() == nil })
	return p
}

func awaitPrinter(t *testing.T, p *printer.Printer, wanted func(printer.Status) bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !wanted(p.Status()) {
		select {
		case <-p.Changed():
		case <-limit:
			t.Fatalf("printer status after 20 s: got %+v", p.Status())
		}
	}
}

func standardTicket() paper.Ticket {
	return paper.Ticket{
		Number:    "A012",
		ServiceVi: "Chứng thực bản sao từ bản chính",
		ServiceEn: "Certified copies of originals",
		Door:      "3",
		Ahead:     4,
		Wait:      paper.Wait{MinMinutes: 10, MaxMinutes: 20, Known: true},
		IssuedAt:  time.Date(2026, 3, 9, 8, 5, 0, 0, time.FixedZone("ICT", 7*3600)),
		Ward:      "Điểm phục vụ hành chính công phường Cửa Nam",
		URL:       "https://cuanam.example.vn/t/7Q2MK9XW4D",
		Footer:    "Xin vui lòng chờ gọi số.",
	}
}

func TestPrinterCommand(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{"tcp", "pty"} {
		t.Run(wire, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "tickets")
			args := []string{"--out", out, "--speed", "0", "--fault", "near-end", "--listen", "127.0.0.1:0"}
			if wire == "pty" {
				link := filepath.Join(t.TempDir(), "tty")
				if err := os.Symlink("/dev/pts/gone", link); err != nil { // a killed one's
					t.Fatal(err)
				}
				args = append(args[:len(args)-2], "--pty", link)
			}
			sim, address := startPrinter(t, args...)
			if wire == "pty" {
				address = "serial://" + address
			}
			p := startDriver(t, printer.Options{Address: address})
			if got := p.Status().Paper; got != printer.PaperNearEnd {
				t.Errorf("paper after --fault near-end: got %v, want near-end", got)
			}
			img, err := paper.Draw(standardTicket(), paper.Options{DotsWide: 576})
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Print(t.Context(), img); err != nil {
				t.Fatalf("Print: %v", err)
			}
			sim.say("paper-out", "ok paper-out")
			awaitPrinter(t, p, func(s printer.Status) bool { return s.Paper == printer.PaperEnd })
			sim.say("paper-ok", "ok paper-ok")
			sim.say("paper-out soon", `error paper-out "soon": want a positive number`)
			sim.say("burn", `error command "burn": want one of`)
			sim.say("unplug", "ok unplug")
			awaitPrinter(t, p, func(s printer.Status) bool { return !s.Link })
			sim.say("replug", "ok replug")
			if err := sim.in.Close(); err != nil { // the end of the input is no exit
				t.Fatal(err)
			}
			awaitPrinter(t, p, func(s printer.Status) bool { return s.Blocked() == nil })
			if err := p.Print(t.Context(), img); err != nil {
				t.Fatalf("Print after replug: %v", err)
			}
			for _, name := range []string{"ticket-0001.png", "ticket-0002.png"} {
				wantPicture(t, filepath.Join(out, name), img.Rect.Dy())
			}
			if err := sim.end(); err != nil {
				t.Errorf("end: got %v, want no complaint about the driver", err)
			}
		})
	}
}

func wantPicture(t *testing.T, path string, rows int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Error(err)
		return
	}
	img, err := png.Decode(f)
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if err != nil || img.Bounds().Dx() != 576 || img.Bounds().Dy() != rows {
		t.Errorf("%s: got %v, error %v, want 576 by %d", path, img.Bounds(), err, rows)
	}
}

func TestPrinterCommandRefuses(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"required flag":            {"--listen", "127.0.0.1:0"},
		"at least one of":          {"--out", t.TempDir()},
		"none of the others":       {"--out", t.TempDir(), "--listen", ":0", "--pty", "x"},
		"cannot start with fault":  {"--out", t.TempDir(), "--listen", "127.0.0.1:0", "--fault", "fire"},
		"cannot serve printer on ": {"--out", t.TempDir(), "--listen", "256.0.0.1:1"},
	} {
		cmd := newPrinterCommand()
		cmd.SetArgs(args)
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("arguments %q: got error %v, want one with %q", args, err, want)
		}
	}
}
