package nav_test

import (
	"math"
	"testing"

	"tiepdan/nav"
)

func FuzzParseMapInfo(f *testing.F) {
	for _, s := range []string{goodInfo, "image: 'a \"b\"'\n", "origin: [1e300,,]\n", "image: \"#\" # x\r\nmode: raw", ":\n: :"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := nav.ParseMapInfo(text)
		if err != nil {
			return
		}
		again, err := nav.ParseMapInfo(got.YAML())
		if err != nil || again != got {
			t.Fatalf("got %+v (%v) from\n%s, want %+v", again, err, got.YAML(), got)
		}
	})
}

func FuzzDecodeMap(f *testing.F) {
	for _, s := range []string{
		"P5 3 2 255\n\x00\xcd\xfe\x00\xcd\xfe", "P2\n# c\n2 2\n15\n0 15\n15 7\n", "P5 2 1 1000\n\x03\xe8\x00\x00",
		"P2 2048 2048 1 0", "P5 99999999 1 1\n",
	} {
		f.Add([]byte(s), false)
	}
	i := nav.MapInfo{Image: "f", ResolutionM: 0.05, OccupiedThresh: 0.65, FreeThresh: 0.196}
	f.Fuzz(func(t *testing.T, pgm []byte, negate bool) {
		i := i
		i.Negate = negate
		m, err := nav.DecodeMap(i, pgm)
		if err != nil {
			return
		}
		cols, rows, _ := m.Size()
		if cols*rows > len(pgm) {
			t.Fatalf("got %d by %d cells out of %d bytes", cols, rows, len(pgm))
		}
		lo, hi := m.Bounds()
		if !(lo.XM < hi.XM && lo.YM < hi.YM) {
			t.Fatalf("got bounds %v to %v", lo, hi)
		}
		for _, ring := range m.Outline() {
			checkRing(t, ring)
		}
		route, err := m.Route(lo, nav.Point{XM: hi.XM - 0.01, YM: hi.YM - 0.01})
		if err == nil {
			checkRoute(t, m, route)
		}
	})
}

// checkRing: closed contours have an area.
func checkRing(t *testing.T, ring []nav.Point) {
	t.Helper()
	if len(ring) < 3 || area(ring) == 0 {
		t.Fatalf("got a contour of %d points with area %v: %v", len(ring), area(ring), ring)
	}
}

// area is positive counter-clockwise.
func area(ring []nav.Point) float64 {
	var twice float64
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		twice += a.XM*b.YM - b.XM*a.YM
	}
	return twice / 2
}

// checkRoute: its corners stand on free floor, and its length is theirs.
func checkRoute(t *testing.T, m *nav.Map, r nav.Route) {
	t.Helper()
	if len(r.Points) < 2 {
		t.Fatalf("got %d points, want a start and a goal", len(r.Points))
	}
	length := 0.0
	for i, p := range r.Points {
		if m.At(p) != nav.Free {
			t.Fatalf("corner %d at %v is not free", i, p)
		}
		if i > 0 {
			length += math.Hypot(p.XM-r.Points[i-1].XM, p.YM-r.Points[i-1].YM)
		}
	}
	if math.Abs(length-r.LengthM) > 1e-6 {
		t.Fatalf("got a length of %v m, want %v", r.LengthM, length)
	}
}
