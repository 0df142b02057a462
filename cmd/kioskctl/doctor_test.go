package main

import (
	"io"
	"strings"
	"testing"

	"tiepdan/agent/doctor"
)

// TestWhetherTheRobotMayMove is asked before it does.
func TestWhetherTheRobotMayMove(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, answer  string
		move, yes     bool
		want, refused bool
	}{
		{"not asked for", "", false, false, false, false},
		{"there is room", "y\n", true, false, true, false},
		{"there is room, in Vietnamese", " Có \n", true, false, true, false},
		{"there is none", "n\n", true, false, false, false},
		{"just the return key", "\n", true, false, false, false},
		{"nobody answers", "", true, false, true, true},
		{"a production line", "", true, true, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := doctorFlags{Wishes: doctor.Wishes{Move: tt.move}, yes: tt.yes, lang: "en"}
			err := f.confirm(t.Context(), strings.NewReader(tt.answer), io.Discard)
			if (err != nil) != tt.refused || f.Move != tt.want {
				t.Errorf("got %v, %v, want move %v, refused %v", f.Move, err, tt.want, tt.refused)
			}
		})
	}
}
