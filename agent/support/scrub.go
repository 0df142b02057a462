package support

import (
	"regexp"
	"strings"
)

// blot stands where something was taken out.
const blot = "[removed]"

// What may be a person's: e-mail addresses; numbers of telephones, identity cards
// and health insurance, which have nine digits or more, also with separators; and
// the tokens of tickets, which open their pages.
var personal = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(\.[\pL\d-]+)+` +
	`|\+?\b\d(?:[ .-]?\d){8,14}\b` +
	`|\b[A-Za-z0-9_-]{22}\b`)

// timely are digits that tell when, or which, and not who: stamps of time,
// durations, addresses, names of commands and of hashes.
var timely = regexp.MustCompile(`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[^\s"]*` +
	`|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?` +
	`|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b` +
	`|\b[0-9a-f]{40,64}\b|\b0x[0-9a-f]+\b|\d+\.\d+(?:e[+-]?\d+)?(?:[nµm]?s)?`)

// Scrub blots out what may be a person's in a text.
func Scrub(text string) string {
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
var secret = regexp.MustCompile(`(?i)^(\s*[\w.-]*(?:pin|password|secret|token|psk|hash|code)[\w.-]*\s*=\s*).*$`)

// userinfo are user and password in an address.
var userinfo = regexp.MustCompile(`(://)[^/@\s"]+@`)

// Redact leaves the secrets out of a configuration, line by line, and blots out
// the rest as Scrub does but for keys of the ward, which are public.
func Redact(config string) string {
	lines := strings.Split(config, "\n")
	for i, line := range lines {
		switch {
		case strings.Contains(line, "public_key"):
		case secret.MatchString(line):
			lines[i] = secret.ReplaceAllString(line, `${1}"`+blot+`"`)
		default:
			lines[i] = Scrub(userinfo.ReplaceAllString(line, "${1}"+blot+"@"))
		}
	}
	return strings.Join(lines, "\n")
}
