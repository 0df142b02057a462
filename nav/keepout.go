package nav

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxKeepOutLen bounds a file of keep-out areas, and maxKeepOut their number.
const (
	maxKeepOutLen = 1 << 20
	maxKeepOut    = 256
)

// ParseKeepOut reads keep-out areas: one polygon a line as "x,y x,y x,y …" in
// metres in the map's frame; empty lines and what follows a # do not count.
// All that is wrong is reported by line.
func ParseKeepOut(text []byte) ([]Polygon, error) {
	if len(text) > maxKeepOutLen {
		return nil, fmt.Errorf("cannot read the keep-out areas: %d bytes, want at most %d", len(text), maxKeepOutLen)
	}
	if !utf8.Valid(text) {
		return nil, errors.New("cannot read the keep-out areas: not a text in UTF-8")
	}
	var areas []Polygon
	var bad complaints
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		area, err := parsePolygon(words)
		if err != nil {
			bad.add(fmt.Sprintf("line %d", i+1), "%v", err)
			continue
		}
		areas = append(areas, area)
	}
	if len(areas) > maxKeepOut {
		bad.add("areas", "%d, want at most %d", len(areas), maxKeepOut)
	}
	if err := errors.Join(bad...); err != nil {
		return nil, fmt.Errorf("cannot read the keep-out areas: %w", err)
	}
	return areas, nil
}

func parsePolygon(words []string) (Polygon, error) {
	if len(words) > maxCorners {
		return nil, fmt.Errorf("%d corners, want at most %d", len(words), maxCorners)
	}
	var area Polygon
	for _, w := range words {
		p, err := ParsePoint(w)
		if err != nil {
			return nil, err
		}
		area = append(area, p)
	}
	return area, area.Check()
}

// ParsePoint reads "x,y" in metres.
func ParsePoint(s string) (Point, error) {
	xs, ys, _ := strings.Cut(s, ",")
	x, errX := strconv.ParseFloat(xs, 64)
	y, errY := strconv.ParseFloat(ys, 64)
	if errX != nil || errY != nil {
		return Point{}, fmt.Errorf("%.40q, want x,y in metres", s)
	}
	return Point{x, y}, nil
}

// FormatKeepOut writes what ParseKeepOut reads.
func FormatKeepOut(areas []Polygon) []byte {
	var b strings.Builder
	for _, area := range areas {
		for i, p := range area {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.FormatFloat(p.XM, 'g', -1, 64) + "," + strconv.FormatFloat(p.YM, 'g', -1, 64))
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}
