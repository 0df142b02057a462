package support

import (
	"regexp"
	"strings"
)

// blot stands where something was taken out.
const blot = "[removed]"

// What may be a person's: e-mail addresses; numbers of telephones, identity cards
// and health insurance, which have nine digits or more, also with separators, the last
// with two letters before them; and the tokens of tickets, which open their pages and
// may begin with a dash.
var personal = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(\.[\pL\d-]+)+` +
	`|\+?\b(?:[A-Za-z]{2})?\d(?:[ .\x{a0}\x{202f}\x{2010}-\x{2015}-]?\d){8,14}\b` +
	`|(?:\b[A-Za-z0-9_-]|-)[A-Za-z0-9_-]{21}\b`)

// dotted are numbers of telephones and identity cards in groups with dots, as they are
// mostly written here: 0912.345.678, 001.085.012.345. Neither an address of the net nor
// a duration begins with a nought and two digits more.
var dotted = regexp.MustCompile(`\+84(?:\.\d{2,4}){2,4}\b` +
	`|\b0\d{2,3}(?:\.\d{2,4}){2,3}\b` +
	`|\b0\d{2,3}\.\d{6,7}\b` +
	`|\b0\d(?:\.\d{2}){4}\b`)

// timely are digits that tell when, or which, and not who: stamps of time,
// durations, addresses, names of commands and of hashes.
var timely = regexp.MustCompile(`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[^\s"]*` +
	`|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?` +
	`|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b` +
	`|\b[0-9a-f]{40,64}\b|\b0x[0-9a-f]+\b|\d+\.\d+(?:e[+-]?\d+)?(?:[nµm]?s)?`)

// Scrub blots out what may be a person's in a text.
func Scrub(text string) string {
	text = dotted.ReplaceAllString(text, blot) // before timely: it would keep a part
	var b strings.Builder
	for text != "" {
		keep := timely.FindStringIndex(text)
		if keep == nil {
			b.WriteString(personal.ReplaceAllString(text, blot))
			break
		}
		b.WriteString(personal.ReplaceAllString(text[:keep[0]], blot))
		b.WriteString(text[keep[0]:keep[1]])
		text = text[keep[1]:]
	}
	return b.String()
}

// secret are settings whose values are left out. Paths of key files stay.
var secret = regexp.MustCompile(`(?i)^(\s*["']?[\w.-]*(?:pin|pass|secret|token|psk|hash|code)[\w.-]*["']?\s*=\s*).*$`)

// inline are the same in a table that stands on one line.
var inline = regexp.MustCompile(`(?i)([{,]\s*["']?[\w.-]*(?:pin|pass|secret|token|psk|hash|code)[\w.-]*["']?\s*=\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w+-]+)`)

// userinfo are user and password in an address.
var userinfo = regexp.MustCompile(`(://)[^/@\s"]+@`)

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
			lines[i] = Scrub(userinfo.ReplaceAllString(line, "${1}"+blot+"@"))
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
