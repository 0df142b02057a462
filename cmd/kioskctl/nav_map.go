package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tiepdan/nav"
)

// The thresholds of a PGM without a description, as map_server writes them.
const (
	occupiedThresh = 0.65
	freeThresh     = 0.196
)

// floor is the map that the arguments name.
func (f navFlags) floor(args []string) (*nav.Map, error) {
	info := nav.MapInfo{Image: "random", ResolutionM: f.resolution, OccupiedThresh: occupiedThresh, FreeThresh: freeThresh}
	switch {
	case f.random > 0 && len(args) > 0, f.random <= 0 && len(args) == 0:
		return nil, errors.New("cannot choose the map: want either a file or --random SIDE")
	case f.random == 0:
		return readFloor(args[0], info)
	case f.random < 50 || f.random > 2048:
		return nil, fmt.Errorf("cannot make a map up: side %d, want 50 to 2048", f.random)
	}
	return nav.DecodeMap(info, randomPGM(f.random, f.seed))
}

// readFloor reads a picture, or a description and its picture.
func readFloor(path string, info nav.MapInfo) (*nav.Map, error) {
	info.Image = path
	if ext := filepath.Ext(path); ext == ".yaml" || ext == ".yml" {
		text, err := readInput(path)
		if err == nil {
			info, err = nav.ParseMapInfo(text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if !filepath.IsAbs(info.Image) {
			info.Image = filepath.Join(filepath.Dir(path), info.Image)
		}
	}
	pgm, err := readInput(info.Image)
	if err != nil {
		return nil, err
	}
	return nav.DecodeMap(info, pgm)
}

// readInput reads a file that the technician named.
func readInput(path string) ([]byte, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the technician chooses the file
	if err != nil {
		return nil, fmt.Errorf("cannot read the floor: %w", err)
	}
	return data, nil
}

// keepOutOf reads --keepout: a picture or polygons.
func (f navFlags) keepOutOf(floor *nav.Map, o *nav.PlanOptions) error {
	if f.keepOut == "" {
		return nil
	}
	data, err := readInput(f.keepOut)
	if err != nil {
		return err
	}
	cols, rows, resolution := floor.Size()
	if bytes.HasPrefix(data, []byte("P5")) || bytes.HasPrefix(data, []byte("P2")) {
		mask, err := nav.DecodeMap(nav.MapInfo{Image: f.keepOut, ResolutionM: resolution, OccupiedThresh: occupiedThresh, FreeThresh: freeThresh}, data)
		if err != nil {
			return err
		}
		if c, r, _ := mask.Size(); c != cols || r != rows {
			return fmt.Errorf("cannot use the mask %s: %d by %d cells, want the map's %d by %d", f.keepOut, c, r, cols, rows)
		}
		o.Mask = mask
		return nil
	}
	areas, err := nav.ParseKeepOut(data)
	if err != nil {
		return fmt.Errorf("%s: %w", f.keepOut, err)
	}
	for i, a := range areas {
		o.Zones = append(o.Zones, nav.Zone{Name: strconv.Itoa(i + 1), Kind: nav.ZoneKeepOut, Area: a})
	}
	return nil
}

// randomPGM is a floor with walls, furniture and pillars at random places: a
// tenth of it is taken.
func randomPGM(side int, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // a floor, not a secret
	grey := bytes.Repeat([]byte{254}, side*side)
	left := side * side / 10
	for left > 0 {
		w, h := 4+random.IntN(36), 4+random.IntN(36)
		switch random.IntN(4) {
		case 0:
			w, h = 3, 40+random.IntN(side/8)
		case 1:
			w, h = 40+random.IntN(side/8), 3
		}
		x0, y0 := random.IntN(side), random.IntN(side)
		for y := y0; y < min(y0+h, side); y++ {
			for x := x0; x < min(x0+w, side); x++ {
				if grey[y*side+x] != 0 {
					grey[y*side+x] = 0
					left--
				}
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "P5 %d %d 255\n", side, side)
	b.Write(grey)
	return []byte(b.String())
}
