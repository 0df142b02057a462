package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of texts, in characters.
const (
	MaxText   = 64  // identifiers and ticket numbers
	MaxDetail = 200 // what a part says of its failure, for technicians
)

// maxSeconds bounds a duration: longer than a week is a broken clock.
const maxSeconds = 7 * 24 * 3600

// maxSeq is the largest whole number that every JSON reader keeps exact.
const maxSeq = 1 << 53

// problems gathers everything that is wrong with one message.
type problems []error

func (p *problems) add(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

func (p *problems) err() error { return errors.Join(*p...) }

// text checks a text of at most MaxText characters that must be there.
func (p *problems) text(field, value string) {
	if value == "" {
		p.add("%s is missing", field)
		return
	}
	p.optional(field, value, MaxText)
}

// optional checks a text that may be empty.
func (p *problems) optional(field, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		p.add("%s has %d characters, want at most %d", field, n, most)
	}
	for _, r := range value {
		if unicode.IsControl(r) {
			p.add("%s has the control character %q", field, r)
			return
		}
	}
}

// oneOf checks a text against the values that the contract has.
func oneOf[S ~string](p *problems, field string, value S, want ...S) {
	if !slices.Contains(want, value) {
		p.add("%s is %.40q, want one of %q", field, value, want)
	}
}

// between checks a number.
func between[N ~int | ~int64 | ~uint64 | ~float64](p *problems, field string, value, low, high N) {
	if value < low || value > high {
		p.add("%s is %v, want %v to %v", field, value, low, high)
	}
}

// seconds checks a duration that must be there.
func (p *problems) seconds(field string, value *int) {
	if value == nil {
		p.add("%s is missing", field)
		return
	}
	between(p, field, *value, 0, maxSeconds)
}

func (p *problems) version(v int) {
	if v != Version {
		p.add("v is %d, want %d", v, Version)
	}
}

func (p *problems) epoch(value string) { p.word("epoch", value) }

// uuid7 checks the textual form of RFC 9562, version 7, in lower case.
func (p *problems) uuid7(field, value string) {
	if !isUUID7(value) {
		p.add("%s is %.40q, want a UUID of version 7", field, value)
	}
}

func isUUID7(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		want := "0123456789abcdef"
		switch i {
		case 8, 13, 18, 23:
			want = "-"
		case 14:
			want = "7" // the version
		case 19:
			want = "89ab" // the variant
		}
		if strings.IndexByte(want, s[i]) < 0 {
			return false
		}
	}
	return true
}
