package main_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/drivers/printer"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

func TestRollIsKeptOverARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	load, keep, run := kioskd.RollMemory(dir, slog.New(slog.DiscardHandler))
	if got := load(); got != (printer.Roll{}) {
		t.Errorf("first start: got %+v, want nothing known", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	want := printer.Roll{NearEnd: true, Rows: 4000, Reserve: 20000, Ticket: 900}
	keep(printer.Roll{Ticket: 1})
	keep(want)
	for end := time.Now().Add(10 * time.Second); load() != want; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("kept: got %+v, want %+v", load(), want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("run: got %v, want nil", err)
	}
}

// A file that is no roll is as good as none.
func TestBrokenRollFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "printer-roll.json"), []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	load, _, _ := kioskd.RollMemory(dir, slog.New(slog.DiscardHandler))
	if got := load(); got != (printer.Roll{}) {
		t.Errorf("broken file: got %+v, want nothing known", got)
	}
}

func TestTicketLogo(t *testing.T) {
	t.Parallel()
	var good bytes.Buffer
	if err := png.Encode(&good, image.NewGray(image.Rect(0, 0, 9, 5))); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		file    []byte
		want    int // width
		wantErr bool
	}{
		"none": {nil, 0, false}, "a picture": {good.Bytes(), 9, false}, "no picture": {[]byte("text"), 0, true},
	} {
		dir := t.TempDir()
		if tt.file != nil {
			if err := os.WriteFile(filepath.Join(dir, "ticket-logo.png"), tt.file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		img, err := kioskd.TicketLogo("", dir)
		named, _ := kioskd.TicketLogo(filepath.Join(dir, "ticket-logo.png"), t.TempDir())
		if (named != nil) != (tt.want > 0) {
			t.Errorf("%s, by its path: got a picture %v, want %v", name, named != nil, tt.want > 0)
		}
		wide := 0
		if img != nil {
			wide = img.Bounds().Dx()
		}
		if wide != tt.want || (err != nil) != tt.wantErr {
			t.Errorf("%s: got %d dots wide, %v, want %d, error %v", name, wide, err, tt.want, tt.wantErr)
		}
	}
}

// TestPrinterStatus: what the core and the ward are told fits the ward's
// contract, whatever the printer says or does not say.
func TestPrinterStatus(t *testing.T) {
	t.Parallel()
	left := printer.Left{Known: true, Tickets: 37, Measured: true}
	for _, tt := range []struct {
		name string
		in   printer.Status
		want kiosk.Printer
	}{
		{"no link", printer.Status{}, kiosk.Printer{Checked: true}},
		{"ready", printer.Status{Link: true, Online: true, Paper: printer.PaperOK}, kiosk.Printer{Checked: true, Link: true, Paper: "ok"}},
		{
			"near its end",
			printer.Status{Link: true, Online: true, Paper: printer.PaperNearEnd, Left: left},
			kiosk.Printer{Checked: true, Link: true, Paper: "near-end", Left: kiosk.Left{Known: true, Tickets: 37, Measured: true}},
		},
		{"cutter", printer.Status{Link: true, Paper: printer.PaperOK, Cutter: true, Error: true}, kiosk.Printer{Checked: true, Link: true, Paper: "ok", Error: "cutter"}},
	} {
		got := kioskd.StatusOf(tt.in)
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
		s := report.StatusOf(kiosk.View{Printer: got})
		s.V, s.TS, s.Clock, s.Boot = schema.Version, time.Unix(1, 0), schema.ClockNTP, "b"
		s.Outbox.Epoch = "e1"
		if _, err := schema.Encode(s); err != nil {
			t.Errorf("%s: the ward refuses it: %v", tt.name, err)
		}
		if known := s.Printer.Left != nil; known != tt.in.Left.Known {
			t.Errorf("%s: got tickets left %+v, want as known: %v", tt.name, s.Printer.Left, tt.in.Left.Known)
		}
	}
}

// TestConfiguredLogoMustBeThere: only the usual place may be empty.
func TestConfiguredLogoMustBeThere(t *testing.T) {
	t.Parallel()
	if _, err := kioskd.TicketLogo(filepath.Join(t.TempDir(), "none.png"), t.TempDir()); err == nil {
		t.Error("a missing logo: got no error")
	}
}

// TestWhatIsDrawn: the footer, the large print and what the code is for.
func TestWhatIsDrawn(t *testing.T) {
	t.Parallel()
	got := kioskd.Drawn(kiosk.Paper{Number: "A001", Large: true, Follow: true}, kiosk.Text{Vi: "Chúc sức khỏe", En: "Be well"})
	if !got.Large || !got.Follow || got.Footer != "Chúc sức khỏe" || got.FooterEn != "Be well" {
		t.Errorf("got %+v, want large print, the ticket's page and the footer", got)
	}
}

// TestModelsOfTheConfiguration: the configuration knows the driver's models, in its
// own list.
func TestModelsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	var want []string
	for _, m := range printer.Models() {
		want = append(want, m.Name)
	}
	if got := config.PrinterModels(); !slices.Equal(got, want) {
		t.Errorf("config.PrinterModels: got %q, want the driver's %q", got, want)
	}
}

// TestBrokenLogo: the program starts, and the technician is told.
func TestBrokenLogo(t *testing.T) {
	t.Parallel()
	s := newSlot(t, "ticket-logo.png")
	s.until("the logo's trouble", func(v kiosk.View) bool {
		return slices.ContainsFunc(v.Parts, func(p kiosk.PartState) bool {
			return p.Part == kiosk.PartPrinter && p.Up && strings.Contains(p.Detail, "cannot read the ticket's logo")
		})
	})
}
