package nav

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MapInfo is the description of a map, as ROS's map_server has it beside the
// picture (https://wiki.ros.org/map_server#YAML_format).
type MapInfo struct {
	// Image is the picture's path, usually beside the description.
	Image string
	// ResolutionM is the width of a pixel in metres.
	ResolutionM float64
	// Origin is the pose of the picture's lower left corner in the map's frame.
	Origin Pose
	// Negate is true when white is occupied.
	Negate bool
	// A pixel is occupied when it is darker than OccupiedThresh and free when
	// it is brighter than FreeThresh, on a scale from 0 (white) to 1 (black).
	// Between, and exactly on them, it is unknown.
	OccupiedThresh, FreeThresh float64
}

const (
	// maxInfoLen bounds a description. Six short lines have 200 bytes.
	maxInfoLen = 4096
	// maxOriginM bounds the origin: no robot's floor is that far from itself.
	maxOriginM = 1e5
	// The resolutions that make sense for a robot on a floor, in metres.
	minResolutionM, maxResolutionM = 0.005, 1.0
)

// ParseMapInfo reads a description: the six keys of map_server, each once, and
// "mode: trinary", which newer writers add. It is a small part of YAML, one
// "key: value" a line with comments; all that is wrong is reported by line.
func ParseMapInfo(text []byte) (MapInfo, error) {
	if len(text) > maxInfoLen {
		return MapInfo{}, fmt.Errorf("cannot read the map's description: %d bytes, want at most %d", len(text), maxInfoLen)
	}
	if !utf8.Valid(text) {
		return MapInfo{}, errors.New("cannot read the map's description: not a text in UTF-8")
	}
	p := infoParser{seen: map[string]int{}}
	for i, line := range strings.Split(string(text), "\n") {
		p.line(i+1, strings.TrimSuffix(line, "\r"))
	}
	for _, key := range []string{"image", "resolution", "origin", "negate", "occupied_thresh", "free_thresh"} {
		if p.seen[key] == 0 {
			p.errs = append(p.errs, fmt.Errorf("%s: missing", key))
		}
	}
	if len(p.errs) == 0 && !(p.info.FreeThresh < p.info.OccupiedThresh) {
		p.bad(p.seen["free_thresh"], "free_thresh", "%v, want less than occupied_thresh, which is %v", p.info.FreeThresh, p.info.OccupiedThresh)
	}
	if err := errors.Join(p.errs...); err != nil {
		return MapInfo{}, fmt.Errorf("cannot read the map's description: %w", err)
	}
	return p.info, nil
}

// YAML is the description as a text that ParseMapInfo reads.
func (i MapInfo) YAML() []byte {
	negate := 0
	if i.Negate {
		negate = 1
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	quote := "'"
	if strings.Contains(i.Image, quote) {
		quote = `"`
	}
	return fmt.Appendf(nil, "image: %s\nresolution: %s\norigin: [%s, %s, %s]\nnegate: %d\noccupied_thresh: %s\nfree_thresh: %s\n",
		quote+i.Image+quote, number(i.ResolutionM), number(i.Origin.XM), number(i.Origin.YM), number(i.Origin.HeadingRad), negate,
		number(i.OccupiedThresh), number(i.FreeThresh))
}

// infoParser collects a description and what is wrong with it.
type infoParser struct {
	info MapInfo
	seen map[string]int // the line of each key
	errs []error
}

func (p *infoParser) bad(line int, key, format string, a ...any) {
	p.errs = append(p.errs, fmt.Errorf("line %d: %s: %s", line, key, fmt.Sprintf(format, a...)))
}

func (p *infoParser) line(n int, line string) {
	line = strings.TrimRight(withoutComment(line), " \t")
	if line == "" {
		return
	}
	key, value, ok := strings.Cut(line, ":")
	value = strings.TrimLeft(value, " \t")
	if !ok || key != strings.TrimSpace(key) || value == "" {
		p.errs = append(p.errs, fmt.Errorf("line %d: %.40q, want key: value", n, line))
		return
	}
	if before := p.seen[key]; before != 0 {
		p.bad(n, key, "is on line %d already", before)
		return
	}
	p.seen[key] = n
	p.set(n, key, value)
}

func (p *infoParser) set(n int, key, value string) {
	switch key {
	case "image":
		p.info.Image = p.text(n, key, value)
	case "mode":
		p.mode(n, key, value)
	case "resolution":
		p.info.ResolutionM = p.number(n, key, value, minResolutionM, maxResolutionM)
	case "origin":
		p.info.Origin = p.pose(n, key, value)
	case "negate":
		p.info.Negate = p.flag(n, key, value)
	case "occupied_thresh":
		p.info.OccupiedThresh = p.number(n, key, value, 0, 1)
	case "free_thresh":
		p.info.FreeThresh = p.number(n, key, value, 0, 1)
	default:
		p.bad(n, key, "unknown key")
	}
}

func (p *infoParser) flag(n int, key, value string) bool {
	switch value {
	case "0", "false":
		return false
	case "1", "true":
		return true
	}
	p.bad(n, key, "%q, want 0 or 1", value)
	return false
}

func (p *infoParser) mode(n int, key, value string) {
	if value != "trinary" {
		p.bad(n, key, "%q, want trinary: other pictures are not read", value)
	}
}

// text reads a plain or quoted text without escapes.
func (p *infoParser) text(n int, key, value string) string {
	s := value
	if q := value[:1]; q == `"` || q == "'" {
		s = strings.TrimSuffix(strings.TrimPrefix(value, q), q)
		if len(value) != len(s)+2 || strings.ContainsAny(s, q+`\`) {
			p.bad(n, key, "%s, want a text in quotes without escapes", value)
			return ""
		}
	} else if strings.ContainsAny(value, "[]{}&*!|>%@`,") || strings.HasPrefix(value, "-") {
		p.bad(n, key, "%s, want a file's name, in quotes if it is a strange one", value)
		return ""
	}
	if s == "" || strings.ContainsFunc(s, unicode.IsControl) || strings.Contains(s, `"`) && strings.Contains(s, "'") {
		p.bad(n, key, "%q, want a file's name", s)
	}
	return s
}

// number reads a decimal number between two bounds.
func (p *infoParser) number(n int, key, value string, lo, hi float64) float64 {
	v, err := strconv.ParseFloat(value, 64)
	// ParseFloat reads more than YAML: names, hexadecimal, underscores.
	if err != nil || strings.Trim(value, "0123456789.+-eE") != "" {
		p.bad(n, key, "%q, want a number", value)
		return 0
	}
	if !(v >= lo && v <= hi) {
		p.bad(n, key, "%v, want %v to %v", v, lo, hi)
	}
	return v
}

// pose reads [x, y, yaw].
func (p *infoParser) pose(n int, key, value string) Pose {
	inner, opened := strings.CutPrefix(value, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	parts := strings.Split(inner, ",")
	if !opened || !closed || len(parts) != 3 {
		p.bad(n, key, "%q, want [x, y, yaw] in metres and radians", value)
		return Pose{}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return Pose{
		XM:         p.number(n, key, parts[0], -maxOriginM, maxOriginM),
		YM:         p.number(n, key, parts[1], -maxOriginM, maxOriginM),
		HeadingRad: p.number(n, key, parts[2], -2*math.Pi, 2*math.Pi),
	}
}

// withoutComment cuts off what follows a # at the line's start or after a
// space, unless it stands in quotes.
func withoutComment(line string) string {
	var quote rune
	before := ' '
	for i, r := range line {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '#' && (before == ' ' || before == '\t'):
			return line[:i]
		case (r == '"' || r == '\'') && (before == ' ' || before == '\t'):
			quote = r
		}
		before = r
	}
	return line
}
