package nav_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"tiepdan/nav"
)

const goodInfo = `image: floor.pgm
resolution: 0.05
origin: [-1.0, 2.5, 0]
negate: 0
occupied_thresh: 0.65
free_thresh: 0.196
`

func TestParseMapInfo(t *testing.T) {
	t.Parallel()
	want := nav.MapInfo{
		Image: "floor.pgm", ResolutionM: 0.05, Origin: nav.Pose{XM: -1, YM: 2.5}, OccupiedThresh: 0.65, FreeThresh: 0.196,
	}
	negated, odd := want, want
	negated.Negate = true
	odd.Image = "tầng 1 #2.pgm"
	tests := []struct {
		name, text string
		want       nav.MapInfo
	}{
		{"as ROS 1 writes it", goodInfo, want},
		{"as Nav2 writes it", "image: floor.pgm\nmode: trinary\nresolution: 0.05\norigin: [-1, 2.5, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.196", want},
		{"with comments and carriage returns", "# floor 1\r\n\r\n" + strings.ReplaceAll(goodInfo, "\n", "  # as measured\r\n"), want},
		{"negated", strings.Replace(goodInfo, "negate: 0", "negate: true", 1), negated},
		{"a strange name in quotes", strings.Replace(goodInfo, "floor.pgm", `"tầng 1 #2.pgm"`, 1), odd},
		{"exponents", strings.Replace(goodInfo, "0.05", "5e-2", 1), want},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := nav.ParseMapInfo([]byte(tt.text))
			if err != nil || got != tt.want {
				t.Errorf("got %+v (%v), want %+v", got, err, tt.want)
			}
		})
	}
}

func TestParseMapInfoRefuses(t *testing.T) {
	t.Parallel()
	swap := func(from, to string) string { return strings.Replace(goodInfo, from, to, 1) }
	tests := []struct{ name, text, want string }{
		{"nothing", "", "image: missing"},
		{"a missing key", swap("negate: 0\n", ""), "negate: missing"},
		{"a key twice", goodInfo + "negate: 1\n", "line 7: negate: is on line 4 already"},
		{"an unknown key", goodInfo + "colour: red\n", "line 7: colour: unknown key"},
		{"another mode", goodInfo + "mode: raw\n", "line 7: mode"},
		{"no value", swap("0.05", ""), "line 2: \"resolution:\", want key: value"},
		{"an indented key", swap("negate", " negate"), "line 4"},
		{"no number", swap("0.05", "wide"), `line 2: resolution: "wide", want a number`},
		{"not finite", swap("0.05", "inf"), "line 2: resolution"},
		{"hexadecimal", swap("0.05", "0x1p-4"), "line 2: resolution"},
		{"zero resolution", swap("0.05", "0"), "line 2: resolution: 0, want 0.005 to 1"},
		{"a short origin", swap("[-1.0, 2.5, 0]", "[-1.0, 2.5]"), "line 3: origin"},
		{"a far origin", swap("-1.0", "-1e9"), "line 3: origin"},
		{"an open bracket", swap("0]", "0"), "line 3: origin"},
		{"half negated", swap("negate: 0", "negate: 0.5"), "line 4: negate"},
		{"thresholds crossed", swap("0.65", "0.1"), "line 6: free_thresh: 0.196, want less than occupied_thresh"},
		{"a threshold above one", swap("0.65", "65"), "line 5: occupied_thresh"},
		{"an open quote", swap("floor.pgm", `"floor.pgm`), "line 1: image"},
		{"an escape", swap("floor.pgm", `"a\n.pgm"`), "line 1: image"},
		{"a list as the image", swap("floor.pgm", "[a, b]"), "line 1: image"},
		{"not a text", "image: \xff\n", "UTF-8"},
		{"too long", strings.Repeat("#\n", 3000), "6000 bytes"},
		{"everything", "resolution: x\norigin: y\n", "line 2: origin"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := nav.ParseMapInfo([]byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func info(tb testing.TB) nav.MapInfo {
	tb.Helper()
	i, err := nav.ParseMapInfo([]byte(goodInfo))
	if err != nil {
		tb.Fatalf("ParseMapInfo: %v", err)
	}
	return i
}

func TestDecodeMapMeanings(t *testing.T) {
	t.Parallel()
	// The picture's top row is the map's last: free, unknown, occupied below.
	wide := []byte("P5 3 2 1000\n")
	for _, grey := range []int{1000, 500, 0, 0, 500, 1000} {
		wide = append(wide, byte(grey>>8), byte(grey))
	}
	pictures := map[string][]byte{
		"binary":         []byte("P5\n# made by hand\n3 2\n255\n\xfe\xcd\x00\x00\xcd\xfe"),
		"plain":          []byte("P2\n3 2 # size\n255\n254 205 0\n0 205 254\n"),
		"two bytes wide": wide,
	}
	const free, unknown, occupied = nav.Free, nav.Unknown, nav.Occupied
	want := [][]nav.Occupancy{{occupied, unknown, free}, {free, unknown, occupied}} // from below
	for name, pgm := range pictures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, negate := range []bool{false, true} {
				i := info(t)
				i.Negate = negate
				m, err := nav.DecodeMap(i, pgm)
				if err != nil {
					t.Fatalf("DecodeMap: %v", err)
				}
				for row, cells := range want {
					for col, w := range cells {
						if negate && w != unknown {
							w = free + occupied - w
						}
						at := nav.Point{XM: -1 + (float64(col)+0.5)*0.05, YM: 2.5 + (float64(row)+0.5)*0.05}
						if negate && w == unknown {
							continue // 205 is not in the middle
						}
						if got := m.At(at); got != w {
							t.Errorf("negate %v, column %d, row %d: got %d, want %d", negate, col, row, got, w)
						}
					}
				}
				if got := m.At(nav.Point{XM: -1.01, YM: 2.51}); got != unknown {
					t.Errorf("outside: got %d, want unknown", got)
				}
			}
		})
	}
}

func TestDecodeMapRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, pgm, want string }{
		{"nothing", "", "want P5 or P2"},
		{"a colour picture", "P6 1 1 255\n\x00\x00\x00", "want P5 or P2"},
		{"no size", "P5", "it ends too early"},
		{"no number", "P5 a 1 255\n\x00", "the width begins with 'a'"},
		{"no pixels", "P5 0 4 255\n", "0 by 4 pixels"},
		{"too many pixels", "P5 4000 4000 255\n", "4000 by 4000 pixels"},
		{"sizes that overflow", "P5 4194304 4194304 255\n", "pixels, want 1 to"},
		{"a long number", "P5 99999999999999999999 1 255\n\x00", "the width is above"},
		{"no greatest grey", "P5 1 1 0\n\x00", "its greatest grey is 0"},
		{"a pixel short", "P5 2 2 255\n\x00\x00\x00", "3 bytes of pixels, want 4"},
		{"a pixel more", "P5 1 1 255\n\x00\x00", "2 bytes of pixels, want 1"},
		{"too bright", "P5 2 1 100\n\x00\x65", "pixel 2 of row 1 is 101, want at most 100"},
		{"plain, a pixel short", "P2 2 2 255 0 0 0", "it ends too early"},
		{"plain, cut off", "P2 2 2 255 0 0 0      ", "pixel 2 of row 2: it ends too early"},
		{"plain, a pixel more", "P2 1 1 255 0 0", "bytes too many"},
		{"plain, too bright", "P2 1 1 255 256", "pixel 1 of row 1 is 256"},
		{"unknown all over", "P2 1 1 255 205", "all of it is unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := nav.DecodeMap(info(t), []byte(tt.pgm))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "floor.pgm") {
				t.Errorf("got %v, want %q and the picture's name in it", err, tt.want)
			}
		})
	}
	i := info(t)
	i.ResolutionM = math.NaN()
	if _, err := nav.DecodeMap(i, []byte("P2 1 1 255 0")); err == nil {
		t.Error("got no error without a resolution")
	}
}

// drawn is a map of text: # is occupied, . is free, ? is unknown. The first
// line is the northernmost. Cells are 5 cm wide and the origin is (0, 0).
func drawn(tb testing.TB, lines ...string) *nav.Map {
	tb.Helper()
	return drawnAt(tb, nav.Pose{}, lines...)
}

func drawnAt(tb testing.TB, origin nav.Pose, lines ...string) *nav.Map {
	tb.Helper()
	var pgm bytes.Buffer
	fmt.Fprintf(&pgm, "P5\n%d %d\n255\n", len(lines[0]), len(lines))
	for _, line := range lines {
		for _, c := range line {
			pgm.WriteByte(map[rune]byte{'#': 0, '.': 254, '?': 205}[c])
		}
	}
	i := info(tb)
	i.Origin = origin
	m, err := nav.DecodeMap(i, pgm.Bytes())
	if err != nil {
		tb.Fatalf("DecodeMap: %v", err)
	}
	return m
}

func TestBoundsOfTheKnown(t *testing.T) {
	t.Parallel()
	lines := []string{"?????", "??#.?", "?????"}
	tests := []struct {
		name           string
		origin         nav.Pose
		wantLo, wantHi nav.Point
	}{
		{"straight", nav.Pose{XM: 10, YM: -5}, nav.Point{XM: 10.1, YM: -4.95}, nav.Point{XM: 10.2, YM: -4.9}},
		{"turned to the left", nav.Pose{HeadingRad: math.Pi / 2}, nav.Point{XM: -0.1, YM: 0.1}, nav.Point{XM: -0.05, YM: 0.2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := drawnAt(t, tt.origin, lines...)
			lo, hi := m.Bounds()
			if !near(lo, tt.wantLo) || !near(hi, tt.wantHi) {
				t.Errorf("got %v to %v, want %v to %v", lo, hi, tt.wantLo, tt.wantHi)
			}
			middle := nav.Point{XM: (lo.XM + hi.XM) / 2, YM: (lo.YM + hi.YM) / 2}
			if m.At(middle) == nav.Unknown {
				t.Errorf("the middle %v is unknown", middle)
			}
		})
	}
}

func near(a, b nav.Point) bool { return math.Hypot(a.XM-b.XM, a.YM-b.YM) < 1e-9 }
