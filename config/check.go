package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// check collects what is wrong with values, each with the key it is about.
type check struct{ *document }

// bad reports a problem of a key, unless the key has one already.
func (k check) bad(key, format string, args ...any) {
	if k.isSpoilt(key) {
		return
	}
	k.spoilt[key] = true
	k.add(k.place(key), key, fmt.Sprintf(format, args...))
}

// missing reports a key without a usable value; want says what was expected.
func (k check) missing(key, want string) {
	if k.isSet(key) {
		k.bad(key, "is empty, expected %s", want)
		return
	}
	k.bad(key, "is missing, expected %s", want)
}

// set reports a key that the file must name, whatever its value.
func (k check) set(key, want string) {
	k.note(key, rule{needed: true})
	if !k.isSet(key) {
		k.missing(key, want)
	}
}

// required reports an empty value and returns whether there is one.
func (k check) required(key, value, want string) bool {
	k.note(key, rule{needed: true, least: 1})
	if strings.TrimSpace(value) == "" {
		k.missing(key, want)
		return false
	}
	return true
}

func (k check) oneOf(key, value string, choices ...string) {
	k.note(key, rule{choices: choices})
	k.among(key, value, choices...)
}

// among is oneOf for choices that other settings or files make.
func (k check) among(key, value string, choices ...string) {
	if slices.Contains(choices, value) {
		return
	}
	want := `"` + strings.Join(choices, `", "`) + `"`
	if meant := nearest(value, choices); meant != "" {
		k.bad(key, "is %q, did you mean %q? Expected one of %s", value, meant, want)
		return
	}
	k.bad(key, "is %q, expected one of %s", value, want)
}

func (k check) between(key string, value, lo, hi int, unit string) {
	k.note(key, rule{bounds: &bounds{float64(lo), float64(hi)}})
	if value < lo || value > hi {
		k.bad(key, "is %d, expected %d to %d%s", value, lo, hi, unit)
	}
}

// betweenOr0 is between for settings that 0 turns off.
func (k check) betweenOr0(key string, value, lo, hi int, unit string) {
	if value != 0 {
		k.between(key, value, lo, hi, unit)
	}
	k.note(key, rule{bounds: &bounds{float64(lo), float64(hi)}, orZero: true})
}

// some reports a list without an item.
func (k check) some(key string, n int, want string) {
	k.note(key, rule{needed: true, least: 1})
	if n == 0 {
		k.missing(key, want)
	}
}

// form checks a value by a pattern.
func (k check) form(key, value string, pattern *regexp.Regexp, want string) {
	k.note(key, rule{pattern: pattern.String()})
	if !pattern.MatchString(value) {
		k.bad(key, "is %q, expected %s", value, want)
	}
}

func (k check) betweenFloat(key string, value, lo, hi float64, unit string) {
	k.note(key, rule{bounds: &bounds{lo, hi}})
	// Written so that nan, which TOML allows, fails too.
	if !(value >= lo && value <= hi) {
		k.bad(key, "is %v, expected %v to %v%s", value, lo, hi, unit)
	}
}

var slug = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$`)

const wantSlug = "1 to 32 of a-z, 0-9 and -, neither first nor last a -"

// slug checks a name that becomes part of a topic, a link or a file's name.
func (k check) slug(key, value string) {
	k.note(key, rule{pattern: slug.String()})
	if k.required(key, value, wantSlug) {
		k.form(key, value, slug, wantSlug)
	}
}

func (k check) optionalSlug(key, value string) {
	k.note(key, rule{pattern: slug.String(), orZero: true})
	if value != "" {
		k.form(key, value, slug, wantSlug)
	}
}

// path checks the path of a file, directory or device. Whether it exists is
// not checked: a technician prepares the file on another machine.
func (k check) path(key, value, want string) {
	if k.required(key, value, want) {
		k.optionalPath(key, value)
	}
}

func (k check) optionalPath(key, value string) { k.clean(key, value, "a path") }

// optionalName checks a name that something outside gave to itself.
func (k check) optionalName(key, value string) { k.clean(key, value, "a name") }

func (k check) clean(key, value, what string) {
	switch {
	case value != strings.TrimSpace(value):
		k.bad(key, "is %q, expected %s without spaces around it", value, what)
	case strings.ContainsFunc(value, unicode.IsControl):
		k.bad(key, "is %q, expected %s without control characters", value, what)
	}
}

// neverSaid returns words that no text of a unit may contain. Whether a procedure
// costs nothing is for the ward's procedure catalogue to say, with its owner
// and source: a sign that promises it for all is wrong for some, and a citizen
// has no means to tell.
func neverSaid() []string { return []string{"miễn phí", "free of charge"} }

// text checks words that people read or hear.
func (k check) text(key, value string, maxLetters int, want string) {
	if k.required(key, value, want) {
		k.words(key, value, maxLetters)
	} else {
		k.note(key, rule{most: maxLetters})
	}
}

// words is text for what may be left out.
func (k check) words(key, value string, maxLetters int) {
	k.note(key, rule{most: maxLetters})
	k.written(key, value, maxLetters)
	flat := strings.ToLower(strings.Join(strings.Fields(value), " "))
	for _, never := range neverSaid() {
		if strings.Contains(flat, never) {
			k.bad(key, "says %q, expected no promise about fees: only the ward's procedure catalogue, which names owner and source, may make one", never)
		}
	}
}

// written checks how a text is written, whatever it says.
func (k check) written(key, value string, maxLetters int) {
	switch n := utf8.RuneCountInString(value); {
	case n > maxLetters:
		k.bad(key, "has %d letters, expected at most %d: it would not fit", n, maxLetters)
	case strings.ContainsFunc(value, unicode.IsControl):
		k.bad(key, "is %q, expected one line without control characters", value)
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Mn, r) }):
		k.bad(key, "has accents apart from their letters (Unicode NFD), expected NFC: type the text again or convert it")
	}
}

// unique reports a value that an earlier item of a list has already; items are
// the values in order, and key makes the key of an item counted from 1.
func unique[T comparable](k check, items []T, key func(i int) string) {
	first := map[T]int{}
	for i, v := range items {
		if j, ok := first[v]; ok {
			k.bad(key(i+1), "is %#v, which %s (line %d) has already, expected one of its own", v, key(j), k.place(key(j)).line)
			continue
		}
		var zero T
		if v != zero { // a missing one is reported elsewhere
			first[v] = i + 1
		}
	}
}
