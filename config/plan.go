package config

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"tiepdan/config/edit"
)

// Assignment is a value that somebody wants a setting to have, as it is typed.
type Assignment struct{ Key, Value string }

// Change is what becomes of one setting, in words to show: secrets are hidden.
type Change struct{ Key, From, To string }

// Plan is what some assignments make of a file.
type Plan struct {
	Changes []Change
	Text    []byte // the file as it would be, its comments kept
	Format  int    // that the file had
}

// NewPlan makes assignments to a file, which is brought up to the newest format
// for it. What is no setting or no value of its type is refused, all of it at
// once; whether the result is a configuration, Parse says.
func NewPlan(text []byte, all []Assignment) (*Plan, error) {
	m, err := Migrate(text)
	if err != nil {
		return nil, err
	}
	p := &Plan{Format: m.From}
	var errs []error
	for _, a := range append(all, turned(m.file, all)...) {
		if err := p.assign(m.file, a); err != nil {
			errs = append(errs, err)
		}
	}
	p.Text = m.file.Bytes()
	return p, errors.Join(errs...)
}

func (p *Plan) assign(f *edit.File, a Assignment) error {
	s, err := FindSetting(a.Key)
	if err != nil {
		return err
	}
	if a.Key == "version" {
		return errors.New("version is not to be set: kioskctl config migrate brings a file up to the newest format")
	}
	literal, err := s.Literal(a.Value)
	if err != nil {
		return err
	}
	now, there := f.Value(a.Key)
	if before, after := s.Now(f), s.Plain(literal); before == after && (there || !s.def.IsZero()) {
		return nil
	}
	c := Change{Key: a.Key, From: shown(a.Key, s.Plain(now)), To: shown(a.Key, s.Plain(literal))}
	if !there {
		c.From = ""
		if was := s.Now(f); was != "" {
			c.From = "default " + shown(a.Key, was)
		}
	}
	if err := f.Set(a.Key, literal); err != nil {
		return err
	}
	p.Changes = append(p.Changes, c)
	return nil
}

// turned turns the size with the screen, as the default does when the file names
// no size.
func turned(f *edit.File, all []Assignment) []Assignment {
	was, given := map[string]string{}, map[string]string{}
	for _, key := range []string{"screen.orientation", "screen.width_px", "screen.height_px", "screen.height_mm"} {
		if s, err := FindSetting(key); err == nil {
			was[key] = s.Now(f)
		}
	}
	for _, a := range all {
		given[a.Key] = a.Value
	}
	way := given["screen.orientation"]
	if way == "" || way == was["screen.orientation"] || given["screen.width_px"]+given["screen.height_px"]+given["screen.height_mm"] != "" {
		return nil
	}
	return append(turnedPixels(f, was, way), turnedHeight(f, was, way)...)
}

func turnedPixels(f *edit.File, was map[string]string, way string) []Assignment {
	width, height := was["screen.width_px"], was["screen.height_px"]
	if _, named := f.Value("screen.width_px"); !named || (way == "portrait") != wider(width, height) {
		return nil
	}
	return []Assignment{{"screen.width_px", height}, {"screen.height_px", width}}
}

func turnedHeight(f *edit.File, was map[string]string, way string) []Assignment {
	usual := map[string]string{"landscape": strconv.Itoa(landscapeMM), "portrait": strconv.Itoa(portraitMM)}
	_, named := f.Value("screen.height_mm")
	if !named || usual[way] == "" || was["screen.height_mm"] != usual[was["screen.orientation"]] {
		return nil
	}
	return []Assignment{{"screen.height_mm", usual[way]}}
}

func wider(width, height string) bool {
	w, _ := strconv.Atoi(width) // what is no number is reported as such
	h, _ := strconv.Atoi(height)
	return w > h
}

// shown is a value without its secret.
func shown(key, value string) string {
	if value == "" {
		return value
	}
	if strings.HasSuffix(key, "_hash") {
		return "(hidden)"
	}
	parts := strings.Split(value, ", ")
	for i, part := range parts {
		if !strings.Contains(part, "@") {
			continue
		}
		u, err := url.Parse(part)
		if err != nil {
			return "(hidden)"
		}
		parts[i] = u.Redacted()
	}
	return strings.Join(parts, ", ")
}

// String is the change on one line.
func (c Change) String() string {
	from, to := strconv.Quote(c.From), strconv.Quote(c.To)
	if was, isDefault := strings.CutPrefix(c.From, "default "); isDefault {
		from = fmt.Sprintf("%q (default)", was)
	}
	return fmt.Sprintf("%s: %s → %s", c.Key, from, to)
}
