package main_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/printer"
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
		img, err := kioskd.TicketLogo(dir)
		wide := 0
		if img != nil {
			wide = img.Bounds().Dx()
		}
		if wide != tt.want || (err != nil) != tt.wantErr {
			t.Errorf("%s: got %d dots wide, %v, want %d, error %v", name, wide, err, tt.want, tt.wantErr)
		}
	}
}
