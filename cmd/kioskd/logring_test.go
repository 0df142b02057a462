package main_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	kioskd "tiepdan/cmd/kioskd"
)

func TestTheLogKeepsItsNewestLines(t *testing.T) {
	t.Parallel()
	out, lines := kioskd.NewLogRing()
	logger := slog.New(slog.NewTextHandler(out, nil))
	for i := range 500 {
		logger.Info("line", slog.Int("n", i))
	}
	got := lines()
	if len(got) != 200 {
		t.Fatalf("got %d lines, want 200", len(got))
	}
	for i, want := range map[int]string{0: "INFO line n=300", 199: "INFO line n=499"} {
		if !strings.HasSuffix(got[i], " "+want) || len(got[i]) != len("15:04:05 ")+len(want) {
			t.Errorf("line %d: got %q, want the time and %q", i, got[i], want)
		}
	}
	if _, err := fmt.Fprintln(out, "not of the logger"); err != nil {
		t.Fatal(err)
	}
	if all := lines(); all[199] != "not of the logger" {
		t.Errorf("a foreign line: got %q, want it as it is", all[199])
	}
}
