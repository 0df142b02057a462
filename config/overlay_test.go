package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tiepdan/config"
)

// floored is the example's configuration with a floor that a technician changed.
func floored(t *testing.T) (*config.Config, config.Nav) {
	t.Helper()
	c, err := config.Parse("unit.toml", []byte(readExample(t)))
	if err != nil {
		t.Fatal(err)
	}
	n := c.Nav
	n.Places = append([]config.Place{{Name: "hoa", XM: -1.25, YM: 3, HeadingDeg: -165, Seat: true, Else: n.Waiting}}, n.Places...)
	n.Zones = append([]config.Zone{{Name: "be-ca", Kind: "speed", SpeedMPS: 0.25, Corners: [][]float64{{0, 0}, {1, 0}, {1, 1.5}}}}, n.Zones...)
	n.Rounds = append([]config.Round{{Name: "moi", Stops: []string{"hoa", n.Waiting}, ServeS: 30}}, n.Rounds...)
	n.Entrance = "hoa"
	return c, n
}

func TestATechniciansFloorIsKept(t *testing.T) {
	t.Parallel()
	c, n := floored(t)
	path := filepath.Join(t.TempDir(), config.FloorFile)
	if got, err := config.LoadFloor(path, c); got != nil || err != nil {
		t.Fatalf("without a file: got %v, %v, want neither", got, err)
	}
	// What a power cut left beside the file is not read, and not in the way.
	if err := os.WriteFile(path+".new", []byte("version = 1\n[nav]\nwelc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := config.LoadFloor(path, c); got != nil || err != nil {
		t.Fatalf("with half a file beside: got %v, %v, want neither", got, err)
	}
	if err := config.SaveFloor(path, n, c); err != nil {
		t.Fatal(err)
	}
	got, err := config.LoadFloor(path, c)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*got, n) {
		t.Errorf("loaded\n%+v, want\n%+v", *got, n)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("beside the file: %v, want nothing", err)
	}
	for range 2 { // the second time there is none
		if err := config.RemoveFloor(path); err != nil {
			t.Error(err)
		}
	}
	if got, err := config.LoadFloor(path, c); got != nil || err != nil {
		t.Errorf("removed: got %v, %v, want neither", got, err)
	}
}

func TestWhatDoesNotLoadIsNotWritten(t *testing.T) {
	t.Parallel()
	c, good := floored(t)
	path := filepath.Join(t.TempDir(), config.FloorFile)
	if err := config.SaveFloor(path, good, c); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := good
	bad.Places = bad.Places[:1]
	if err := config.SaveFloor(path, bad, c); err == nil {
		t.Error("a floor without the doors' places was written")
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file that was there: %v, changed %v", err, string(after) != string(before))
	}
	if err := config.SaveFloor(filepath.Join(path, "nowhere"), good, c); err == nil {
		t.Error("no error of a directory that is none")
	}
}

func TestHandBrokenFloors(t *testing.T) {
	t.Parallel()
	c, n := floored(t)
	path := filepath.Join(t.TempDir(), config.FloorFile)
	if err := config.SaveFloor(path, n, c); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	swap := func(from, to string) string { return edit(t, text, from, to) }
	for name, tt := range map[string]struct{ text, want string }{
		"empty":          {"", "version: is missing"},
		"another format": {swap("version = 1", "version = 2"), "version: is 2, expected 1"},
		"no TOML":        {swap("[nav]", "[nav"), "not TOML"},
		"unknown key":    {swap("entrance = 'hoa'", "entrance = 'hoa'\nspeed_mps = 9.0"), "nav.speed_mps"},
		"wrong type":     {swap("seat = true", "seat = 'yes'"), "nav.places[1].seat"},
		"twice a place":  {swap("name = 'hoa'", "name = '"+n.Welcome+"'"), "nav.places"},
		"no entrance":    {swap("entrance = 'hoa'", "entrance = 'cua-sau'"), "nav.entrance"},
		"no heading":     {swap("heading_deg = -165.0", "heading_deg = nan"), "nav.places[1].heading_deg"},
		"cut off":        {text[:len(text)/3], ""},
		"a door's place": {strings.ReplaceAll(text, "name = '"+c.Doors[0].Place+"'", "name = 'elsewhere'"), "which door"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.ParseFloor("floor.toml", []byte(tt.text), c)
			if _, ok := errors.AsType[*config.Errors](err); !ok || got != nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v, want problems with %q", got, err, tt.want)
			}
		})
	}
}

func FuzzParseFloor(f *testing.F) {
	text, err := os.ReadFile(example)
	if err != nil {
		f.Fatal(err)
	}
	c, err := config.Parse("unit.toml", text)
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), config.FloorFile)
	if err := config.SaveFloor(path, c.Nav, c); err != nil {
		f.Fatal(err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(kept)
	f.Add([]byte("version = 1\n[nav]\nplaces = [{}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := config.ParseFloor("floor.toml", data, c)
		if (n == nil) == (err == nil) {
			t.Fatalf("got %v and %v, want one of them", n, err)
		}
		if err != nil {
			return
		}
		if err := config.SaveFloor(filepath.Join(t.TempDir(), config.FloorFile), *n, c); err != nil {
			t.Fatalf("what was read is not written: %v", err)
		}
	})
}
