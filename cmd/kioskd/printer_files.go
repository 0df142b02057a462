package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/png" // the logo's format
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"tiepdan/drivers/printer"
)

// Files in the state directory that belong to the ticket.
const (
	logoFile = "ticket-logo.png" // optional; the ward's own
	rollFile = "printer-roll.json"
)

// ticketLogo reads the ward's logo: the one that is configured, or the one that
// lies in the state directory, when there is one.
func ticketLogo(path, dir string) (image.Image, error) {
	optional := path == ""
	if optional {
		path = filepath.Join(dir, logoFile)
	}
	f, err := os.Open(path) //nolint:gosec // the operator's file
	if optional && errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no logo is no error, and paper.Options takes nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the ticket's logo: %w", err)
	}
	img, _, err := image.Decode(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("cannot read the ticket's logo %s: %w", f.Name(), err)
	}
	return img, nil
}

// rollMemory keeps what the printer has learned of the paper over a restart. It
// is an estimate: a write that fails is logged and costs nothing else.
type rollMemory struct {
	path   string
	logger *slog.Logger
	newest chan printer.Roll
}

func newRollMemory(dir string, logger *slog.Logger) *rollMemory {
	return &rollMemory{filepath.Join(dir, rollFile), logger, make(chan printer.Roll, 1)}
}

func (m *rollMemory) load() printer.Roll {
	raw, err := os.ReadFile(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return printer.Roll{}
	}
	var r printer.Roll
	if err == nil {
		r, err = printer.ParseRoll(raw)
	}
	if err != nil {
		m.logger.LogAttrs(context.Background(), slog.LevelWarn, "cannot read what is known of the paper roll", slog.Any("error", err))
	}
	return r
}

// keep takes the newest and returns at once; one goroutine calls it at a time.
func (m *rollMemory) keep(r printer.Roll) {
	select {
	case <-m.newest:
	default:
	}
	m.newest <- r
}

func (m *rollMemory) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-m.newest:
			if err := m.write(r); err != nil {
				m.logger.LogAttrs(ctx, slog.LevelWarn, "cannot keep what is known of the paper roll", slog.Any("error", err))
			}
		}
	}
}

// write lets the file appear whole or not at all.
func (m *rollMemory) write(r printer.Roll) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	next := m.path + ".new"
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(next, m.path)
}
