package nav_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tiepdan/nav"
)

func TestOutline(t *testing.T) {
	t.Parallel()
	const cell = 0.05 * 0.05
	tests := []struct {
		name  string
		lines []string
		want  []float64 // areas in cells, negative for holes
	}{
		{"a block", []string{"....", ".##.", ".##.", "...."}, []float64{4}},
		{"at the map's edge", []string{"##", "##"}, []float64{4}},
		{"a speck", []string{".....", ".##..", "..#..", "....."}, nil},
		{"a diagonal wall is one piece", []string{"#....", ".#...", "..#..", "...#."}, []float64{4}},
		{"a room", []string{"######", "#....#", "#....#", "######"}, []float64{24, -8}},
		{"a hole of one cell", []string{"###", "#.#", "###"}, []float64{9}},
		{"a thin wall does not vanish", []string{"........................", "########################", "........................"}, []float64{24}},
		{"unknown is not drawn", []string{"????", "?##?", "?##?"}, []float64{4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rings := drawn(t, tt.lines...).Outline()
			if len(rings) != len(tt.want) {
				t.Fatalf("got %d contours %v, want %d", len(rings), rings, len(tt.want))
			}
			for i, ring := range rings {
				if got := area(ring) / cell; math.Abs(got-tt.want[i]) > 1e-6 {
					t.Errorf("contour %d %v: got area %.3f, want %v", i, ring, got, tt.want[i])
				}
			}
		})
	}
}

func TestOutlineIsInTheMapsFrame(t *testing.T) {
	t.Parallel()
	m := drawnAt(t, nav.Pose{XM: 3, YM: 4, HeadingRad: math.Pi / 2}, "....", ".##.", ".##.", "....")
	want := []nav.Point{{XM: 2.95, YM: 4.05}, {XM: 2.95, YM: 4.15}, {XM: 2.85, YM: 4.15}, {XM: 2.85, YM: 4.05}}
	rings := m.Outline()
	if len(rings) != 1 || len(rings[0]) != len(want) {
		t.Fatalf("got %v, want one contour %v", rings, want)
	}
	for i, p := range rings[0] {
		if !near(p, want[i]) {
			t.Errorf("corner %d: got %v, want %v", i, p, want[i])
		}
	}
}

// TestOutlineCoversTheOccupied: by the even-odd and the nonzero rule alike,
// the middles of cells a little away from a border are inside when occupied
// and outside when not.
func TestOutlineCoversTheOccupied(t *testing.T) {
	t.Parallel()
	const n = 60
	random := rand.New(rand.NewPCG(3, 4))
	var grid [n][n]byte
	for r := range n {
		for c := range n {
			grid[r][c] = '.'
		}
	}
	for range 14 {
		c, r, w, h := random.IntN(n), random.IntN(n), 1+random.IntN(25), 1+random.IntN(25)
		solid := []byte{'#', '#', '.'}[random.IntN(3)]
		for y := r; y < min(r+h, n); y++ {
			for x := c; x < min(c+w, n); x++ {
				grid[y][x] = solid
			}
		}
	}
	lines := make([]string, n)
	for r := range n {
		lines[r] = string(grid[r][:])
	}
	m := drawn(t, lines...)
	rings := m.Outline()
	checked := 0
	for r := 2; r < n-2; r++ {
		for c := 2; c < n-2; c++ {
			around := map[byte]bool{}
			for dr := -2; dr <= 2; dr++ {
				for dc := -2; dc <= 2; dc++ {
					around[grid[r+dr][c+dc]] = true
				}
			}
			if len(around) > 1 {
				continue
			}
			checked++
			at := nav.Point{XM: (float64(c) + 0.5) * 0.05, YM: (float64(n-1-r) + 0.5) * 0.05}
			winding := 0
			crossings := 0
			for _, ring := range rings {
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					if a.YM > at.YM != (b.YM > at.YM) && at.XM < a.XM+(at.YM-a.YM)/(b.YM-a.YM)*(b.XM-a.XM) {
						crossings++
						if b.YM > a.YM {
							winding++
						} else {
							winding--
						}
					}
				}
			}
			if want := grid[r][c] == '#'; (winding != 0) != want || (crossings%2 == 1) != want {
				t.Errorf("at %v: got winding %d and %d crossings, want inside %v", at, winding, crossings, want)
			}
		}
	}
	if checked < 500 {
		t.Errorf("checked %d cells only", checked)
	}
}

// TestOutlineIsSimple: a slanted wall of many steps becomes a few lines, none
// of which is more than 5 cm off.
func TestOutlineIsSimple(t *testing.T) {
	t.Parallel()
	const n = 200
	lines := make([]string, n/4)
	for r := range lines {
		line := strings.Repeat(".", r*4) + strings.Repeat("#", 24) + strings.Repeat(".", n)
		lines[r] = line[:n+24]
	}
	rings := drawn(t, lines...).Outline()
	if len(rings) != 1 {
		t.Fatalf("got %d contours, want 1", len(rings))
	}
	corners := 0
	for range rings[0] {
		corners++
	}
	if corners > 8 {
		t.Errorf("got %d corners, want at most 8: %s", corners, fmt.Sprint(rings[0]))
	}
}
