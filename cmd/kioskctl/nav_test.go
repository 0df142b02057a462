package main

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// navMap is 10 m by 5 m with a wall.
func navMap(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("P5 200 100 255\n")
	for row := range 100 {
		for col := range 200 {
			if col/4 == 25 && row > 40 {
				b.WriteByte(0)
			} else {
				b.WriteByte(254)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "hall.pgm")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNavPlan(t *testing.T) {
	hall := navMap(t)
	picture := filepath.Join(t.TempDir(), "way.png")
	out, err := runCommand(t, "", "nav", "plan", hall, "--resolution", "0.05", "--from", "2,1", "--to", "8,1", "--out", picture, "--json")
	var got struct {
		LengthM  float64      `json:"length_m"`
		Seconds  float64      `json:"seconds"`
		EnergyWh float64      `json:"energy_wh"`
		Points   [][2]float64 `json:"points"`
	}
	if err != nil || json.Unmarshal([]byte(out), &got) != nil {
		t.Fatalf("got %q, %v", out, err)
	}
	if got.LengthM < 8 || got.LengthM > 10 || got.Seconds < 13 || got.EnergyWh <= 0 || len(got.Points) < 3 {
		t.Errorf("got %+v, want a way around the wall", got)
	}
	file, err := os.Open(picture)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if img, err := png.Decode(file); err != nil || img.Bounds().Dx() != 1200 {
		t.Errorf("the picture: %v", err)
	}
	text, err := runCommand(t, "", "nav", "plan", hall, "--from", "2,1", "--to", "8,1")
	if err != nil || !strings.Contains(text, " corners\n2.00,1.00\n") || !strings.HasSuffix(text, "8.00,1.00\n") {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestNavPlanKeepsOut(t *testing.T) {
	hall := navMap(t)
	areas := filepath.Join(t.TempDir(), "areas")
	if err := os.WriteFile(areas, []byte("# the way around\n4.5,3 5.6,3 5.6,5 4.5,5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := runCommand(t, "", "nav", "plan", hall, "--from", "2,1", "--to", "8,1", "--keepout", areas)
	if err == nil || !strings.Contains(err.Error(), "no way leads there") {
		t.Errorf("got %v, want no way", err)
	}
	// The map itself as a mask: nothing else is forbidden.
	if _, err := runCommand(t, "", "nav", "plan", hall, "--from", "2,1", "--to", "8,1", "--keepout", hall); err != nil {
		t.Errorf("with a mask: %v", err)
	}
}

func TestNavPlanBench(t *testing.T) {
	out, err := runCommand(t, "", "nav", "plan", navMap(t), "--bench", "30", "--json")
	dec := json.NewDecoder(strings.NewReader(out))
	dec.DisallowUnknownFields()
	var got struct {
		N         int     `json:"n"`
		P50MS     float64 `json:"p50_ms"`
		P95MS     float64 `json:"p95_ms"`
		CostRatio float64 `json:"cost_ratio"`
	}
	if err != nil || dec.Decode(&got) != nil {
		t.Fatalf("got %q, %v", out, err)
	}
	if got.N != 30 || got.P95MS < got.P50MS || got.P95MS <= 0 || got.CostRatio < 1 || got.CostRatio > 1.01 {
		t.Errorf("got %+v", got)
	}
	text, err := runCommand(t, "", "nav", "plan", "--random", "200", "--bench", "5", "--check", "2")
	if err != nil || !strings.Contains(text, "5 ways: p50 ") || !strings.Contains(text, "of 2: worst ") {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestNavPlanRefuses(t *testing.T) {
	hall := navMap(t)
	small := filepath.Join(t.TempDir(), "small.pgm")
	if err := os.WriteFile(small, []byte("P5 1 1 255\n\xfe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{}, "want either a file or --random SIDE"},
		{[]string{hall, "--random", "100"}, "want either a file or --random SIDE"},
		{[]string{"--random", "10"}, "side 10"},
		{[]string{hall, "--from", "1"}, "--from"},
		{[]string{hall, "--from", "1,1"}, "--to"},
		{[]string{hall, "--from", "1,1", "--to", "50,1"}, "outside the map"},
		{[]string{hall, "--from", "1,1", "--to", "2,1", "--keepout", small}, "1 by 1 cells, want the map's 200 by 100"},
		{[]string{"/nowhere/x.pgm"}, "cannot read the floor"},
		{[]string{hall, "--resolution", "0"}, "resolution 0"},
	} {
		_, err := runCommand(t, "", append([]string{"nav", "plan"}, tt.args...)...)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: got %v, want %q", tt.args, err, tt.want)
		}
	}
}

// TestNavPlanFlagsAgree: flags that mean nothing together, or out of range, are refused.
func TestNavPlanFlagsAgree(t *testing.T) {
	hall := navMap(t)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--bench", "0"}, "cannot use --bench 0: want 1 or more pairs"},
		{[]string{"--bench", "3", "--check", "0"}, "cannot use --check 0: want 1 or more pairs"},
		{[]string{"--from", "2,1", "--to", "8,1", "--radius", "NaN"}, "cannot use --radius NaN: want 0 to 5 m"},
		{[]string{"--from", "2,1", "--to", "8,1", "--decay", "-1"}, "cannot use --decay -1: want 0 to 5 m"},
		{[]string{"--bench", "-3"}, "cannot use --bench -3: want 1 or more pairs"},
		{[]string{"--bench", "5", "--from", "2,1"}, "cannot use --bench with --from: it measures random pairs"},
		{[]string{"--bench", "5", "--to", "2,1"}, "cannot use --bench with --to: it measures random pairs"},
		{[]string{"--bench", "99999999999999999999"}, `invalid argument "99999999999999999999" for "--bench" flag: value out of range`},
		{[]string{"--seed", "-1"}, `invalid argument "-1" for "--seed" flag: invalid syntax`},
	} {
		if _, err := runCommand(t, "", append([]string{"nav", "plan", hall}, tt.args...)...); err == nil || err.Error() != tt.want {
			t.Errorf("%v: got %v, want %s", tt.args, err, tt.want)
		}
	}
}
