package support

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blot stands where something was taken out.
const blot = "[removed]"

// What may be a person's: e-mail addresses; numbers of telephones, identity cards
// and health insurance, which have nine digits or more, also with separators, the last
// with two letters before them, whatever else stands around them; and the tokens of
// tickets, which open their pages and may begin with a dash.
var personal = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(\.[\pL\d-]+)+` +
	`|\+?(?:[A-Za-z]{2})?\d(?:[ .\x{a0}\x{202f}\x{2010}-\x{2015}-]?\d){8,14}\d*` +
	`|(?:\b[A-Za-z0-9_-]|-)[A-Za-z0-9_-]{21}\b`)

// dotted are numbers of telephones and identity cards in groups with dots, as they are
// mostly written here: 0912.345.678, 001.085.012.345. Neither an address of the net nor
// a duration begins with a nought and two digits more.
var dotted = regexp.MustCompile(`\+84(?:\.\d{2,4}){2,4}\b` +
	`|\b0\d{2,3}(?:\.\d{2,4}){2,3}\b` +
	`|\b0\d{2,3}\.\d{6,7}\b` +
	`|\b0\d(?:\.\d{2}){4}\b`)

// timely are digits that tell when, or which, and not who: stamps of time,
// durations, addresses, names of commands and of hashes, versions.
var timely = regexp.MustCompile(`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?` +
	`|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?` +
	`|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b` +
	`|\+git\d{14}\b|\bv\d+\.\d+\.\d+-(?:0\.)?\d{14}-[0-9a-f]{12}\b` +
	`|\b[0-9a-f]{40,64}\b|\b0x[0-9a-fA-F]{1,16}\b|\b\d\.\d{1,19}e[+-]\d{2}\b` +
	// No number of a person's has as many digits as a float that is printed whole.
	`|\b(?:\d{1,8}|1[5-9]\d{8})\.(?:\d{14,19}|\d{1,9})(?:e[+-]?\d+)?(?:[nµm]?s)?`)

// words have the length of a token and no more of it: names of figures.
var words = regexp.MustCompile(`^[a-z_-]+$`)

// Scrub blots out what may be a person's in a text.
func Scrub(text string) string {
	text = userinfo.ReplaceAllString(strings.Map(plainly, text), "${1}"+blot+"@")
	text = dotted.ReplaceAllString(text, blot) // before timely: it would keep a part
	var b strings.Builder
	for text != "" {
		keep := timely.FindStringIndex(text)
		if keep == nil {
			b.WriteString(blotted(text))
			break
		}
		b.WriteString(blotted(text[:keep[0]]))
		kept, rest := text[keep[0]:keep[1]], text[keep[1]:]
		if more := strings.TrimLeft(rest, "0123456789"); more != rest { // it is no time that a number is stuck to
			kept, rest = blot, more
		}
		b.WriteString(kept)
		text = rest
	}
	return b.String()
}

func blotted(text string) string {
	return personal.ReplaceAllStringFunc(text, func(found string) string {
		if words.MatchString(found) {
			return found
		}
		return blot
	})
}

// plainly writes digits and signs of every alphabet and width as those of ASCII, and
// leaves out what nobody sees.
func plainly(r rune) rune {
	const wide, least, most = 0xfee0, '\uff01', '\uff5e'
	switch {
	case r < utf8.RuneSelf:
		return r
	case r >= least && r <= most:
		return r - wide
	case unicode.Is(unicode.Cf, r):
		return -1
	case !unicode.Is(unicode.Nd, r):
		return r
	}
	first := r // digits stand in tens, nought first
	for unicode.Is(unicode.Nd, first-1) {
		first--
	}
	return '0' + (r-first)%10
}

// secret are settings whose values are left out. Paths of key files stay.
var secret = regexp.MustCompile(`(?i)^(\s*["']?[\w.-]*(?:pin|pass|secret|token|psk|hash|code)[\w.-]*["']?\s*=\s*).*$`)

// inline are the same in a table that stands on one line.
var inline = regexp.MustCompile(`(?i)([{,]\s*["']?[\w.-]*(?:pin|pass|secret|token|psk|hash|code)[\w.-]*["']?\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w+-]+)`)

// userinfo are user and password in an address; a password may have a slash in it.
var userinfo = regexp.MustCompile(`(://)[^\s"']+@`)

// Redact leaves the secrets out of a configuration, line by line, and blots out
// the rest as Scrub does but for keys of the ward, which are public.
func Redact(config string) string {
	lines := strings.Split(config, "\n")
	open := "" // the quotes of a secret that goes on, see closing
	for i, line := range lines {
		if open != "" {
			if strings.Contains(line, open) {
				open = ""
			}
			lines[i] = blot
			continue
		}
		switch {
		case strings.Contains(line, "public_key"):
		case secret.MatchString(line):
			lines[i], open = secret.ReplaceAllString(line, `${1}"`+blot+`"`), closing(line)
		default:
			line = inline.ReplaceAllString(line, `${1}"`+blot+`"`)
			lines[i] = Scrub(line)
		}
	}
	return strings.Join(lines, "\n")
}

// closing is what ends the string or list of a setting that goes on behind its line:
// three quotes, or a bracket; "" for one that does not.
func closing(line string) string {
	_, value, _ := strings.Cut(line, "=")
	value = strings.TrimSpace(value)
	for begin, end := range map[string]string{`"""`: `"""`, `'''`: `'''`, "[": "]"} {
		if rest, ok := strings.CutPrefix(value, begin); ok && !strings.Contains(rest, end) {
			return end
		}
	}
	return ""
}
