package main

import (
	"io"
	"strings"
	"testing"
)

func TestPrinterRefusesFlags(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, flag, value string }{
		{"a speed below 0", "--speed", "-1"},
		{"no width", "--dots", "0"},
		{"dots that fill no byte", "--dots", "7"},
		{"no buffer", "--buffer", "0"},
		{"a buffer below 0", "--buffer", "-5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd := newPrinterCommand()
			cmd.SetArgs([]string{"--listen", "127.0.0.1:0", "--out", t.TempDir(), tt.flag + "=" + tt.value})
			cmd.SetOut(io.Discard)
			cmd.SilenceUsage, cmd.SilenceErrors = true, true
			if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), tt.flag) {
				t.Errorf("got error %v, want one that names %s", err, tt.flag)
			}
		})
	}
}
