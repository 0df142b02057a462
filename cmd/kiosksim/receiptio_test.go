package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReceiptioAsHost lets npm receiptio, which knows nothing of our code, print
// on the emulator: it must come to the right verdict on every fault.
func TestReceiptioAsHost(t *testing.T) {
	t.Parallel()
	receipt := filepath.Join(t.TempDir(), "ticket.receipt")
	if err := os.WriteFile(receipt, []byte("^^^^A012\n\nCua | 3\n---\nCho | 10-20\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	printing := []string{"-p", "escpos", "-c", "48", "-t", "4", receipt}
	tests := []struct {
		name   string
		flags  []string
		faults []string
		args   []string
		want   string
		paper  int // tickets cut
	}{
		{"a ticket", nil, nil, printing, "success", 1},
		{"a model that it asks for", []string{"--maker", "EPSON", "--name", "TM-T20"}, nil, []string{"-c", "48", "-t", "4", receipt}, "success", 1},
		{"without GS ( H", []string{"--no-process-id"}, nil, printing, "success", 1},
		{"near end", nil, []string{"near-end"}, printing, "success", 1},
		{"paper out", nil, []string{"paper-out"}, printing, "paperempty", 0},
		{"paper out in the ticket", nil, []string{"paper-out 60"}, printing, "paperempty", 0},
		{"cover open", nil, []string{"cover-open"}, printing, "coveropen", 0},
		{"cover open in the ticket", nil, []string{"cover-open 60"}, printing, "coveropen", 0},
		{"cutter jam", nil, []string{"cutter-error"}, printing, "error", 0},
		{"fatal", nil, []string{"fatal"}, printing, "error", 0},
		{"fatal in the ticket", nil, []string{"fatal 60"}, printing, "error", 0},
		{"no confirmation", nil, []string{"mute"}, printing, "timeout", 1},
		{"stall", nil, []string{"stall 60"}, printing, "timeout", 0},
		{"frozen", nil, []string{"freeze"}, printing, "offline", 0},
		{"no power", nil, []string{"unplug"}, printing, "disconnect", 0},
		{"asked, ready", nil, nil, []string{"-p", "escpos", "-q"}, "online", 0},
		{"asked, paper out", nil, []string{"paper-out"}, []string{"-p", "escpos", "-q"}, "paperempty", 0},
		{"asked, cover open", nil, []string{"cover-open"}, []string{"-p", "escpos", "-q"}, "coveropen", 0},
		{"asked, jam", nil, []string{"fatal"}, []string{"-p", "escpos", "-q"}, "error", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := t.TempDir()
			// It knows one port; loopback has many addresses.
			address := fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
			flags := []string{"--listen", address + ":9100", "--out", out, "--text", "--speed", "100", "--buffer", "65536"}
			sim, _ := startPrinter(t, append(flags, tt.flags...)...)
			for _, fault := range tt.faults {
				sim.say(fault, "ok "+fault)
			}
			if got := receiptio(t, append([]string{"-d", address}, tt.args...)); got != tt.want {
				t.Errorf("verdict of receiptio: got %q, want %q", got, tt.want)
			}
			if err := sim.end(); err != nil {
				t.Errorf("end: got %v, want no complaint", err)
			}
			tickets, err := filepath.Glob(filepath.Join(out, "*.png"))
			if err != nil || len(tickets) != tt.paper {
				t.Errorf("tickets cut: got %d, %v, want %d", len(tickets), err, tt.paper)
			}
		})
	}
}

// receiptio runs the program; its verdict is its last line.
func receiptio(t *testing.T, args []string) string {
	t.Helper()
	const program = "../../testpeers/node_modules/receiptio/bin/cli.js"
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("receiptio is not installed, run scripts/setup test: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, "node", append([]string{program}, args...)...).CombinedOutput()
	if _, isExit := errors.AsType[*exec.ExitError](err); err != nil && !isExit {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
