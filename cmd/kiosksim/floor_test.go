package main

import (
	"bytes"
	"encoding/json"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFloorDay plays an hour of a full room with the navigator on top.
func TestFloorDay(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "call.gif")
	var out bytes.Buffer
	cmd := newFloorCommand()
	cmd.SetArgs([]string{"--hours", "1", "--people", "40", "--seed", "3", "--json", "--picture", file, "--picture-of", "call"})
	cmd.SetOut(&out)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("floor: %v", err)
	}
	var r floorResult
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("the output is not one JSON object: %v", err)
	}
	if r.ByRobot+r.Bumps+r.KeepOut+r.TooFast+r.TooNear+r.HandMoved > 0 || r.BatteryDead {
		t.Errorf("what must not happen did:\n%s", r.table())
	}
	if r.Calls == 0 || r.Unanswered > 0 || r.Stops == 0 || r.DrivenM < 100 {
		t.Errorf("the robot did too little:\n%s", r.table())
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("no picture: %v", err)
	}
	defer f.Close()
	g, err := gif.DecodeAll(f)
	if err != nil || len(g.Image) < 10 {
		t.Errorf("the picture has error %v, want some frames", err)
	}
}

func TestFloorPicture(t *testing.T) {
	t.Parallel()
	for _, plan := range []string{"service-point", "corridor", "hall"} {
		t.Run(plan, func(t *testing.T) {
			t.Parallel()
			d, err := newFloorDay(floorOptions{plan: plan, seed: 1, hours: 0.2, people: 6})
			if err != nil {
				t.Fatalf("newFloorDay: %v", err)
			}
			r := record(d, pictureDay)
			if err := d.run(t.Context()); err != nil {
				t.Fatalf("run: %v", err)
			}
			file := filepath.Join(t.TempDir(), "day.png")
			if err := r.save(file); err != nil {
				t.Fatalf("save: %v", err)
			}
			f, err := os.Open(file)
			if err != nil {
				t.Fatalf("no picture: %v", err)
			}
			defer f.Close()
			if _, err := png.Decode(f); err != nil {
				t.Errorf("the picture is none: %v", err)
			}
		})
	}
}

func TestFloorRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
	}{
		{"a map that is none", []string{"--map", "moon"}},
		{"no hours", []string{"--hours", "0"}},
		{"no days", []string{"--days", "0"}},
		{"a picture of several days", []string{"--days", "2", "--picture", "a.png"}},
		{"days that are served", []string{"--days", "2", "--pty", "none/base"}},
		{"hours that are no number", []string{"--hours", "NaN"}},
		{"less than nobody", []string{"--people", "-1"}},
		{"a picture of nothing known", []string{"--picture", "a.png", "--picture-of", "cat"}},
		{"a picture that is none", []string{"--picture", "a.txt"}},
		{"a moving day", []string{"--picture", "a.gif", "--picture-of", "day"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd := newFloorCommand()
			cmd.SetArgs(tt.args)
			cmd.SetOut(&bytes.Buffer{})
			cmd.SetErr(&bytes.Buffer{})
			if err := cmd.ExecuteContext(t.Context()); err == nil {
				t.Error("got no error")
			}
		})
	}
}

// TestFloorDays: several days are told together, with the worst of them.
func TestFloorDays(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	cmd := newFloorCommand()
	cmd.SetArgs([]string{"--hours", "0.3", "--people", "10", "--days", "2", "--figures"})
	cmd.SetOut(&out)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("floor: %v", err)
	}
	var got map[string][]floorFigure
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("the output is not one JSON object: %v", err)
	}
	worst := 0
	for _, f := range got["figures"] {
		if strings.Contains(f.Name, "worst of 2 days, seed ") {
			worst++
		}
	}
	if worst != 2 {
		t.Errorf("got %d figures of a worst day in %+v, want 2", worst, got)
	}
}
