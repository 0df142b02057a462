package speech

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const englishRoman = `(IV|IX|I{1,3}|VI{0,3}|X)`

var (
	englishTicket  = regexp.MustCompile(`([A-ZĐ]{1,2})-?([0-9]{1,4})`)
	englishISODate = regexp.MustCompile(`([0-9]{4})-([0-9]{2})-([0-9]{2})`)
	englishDate    = regexp.MustCompile(`([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})`)
	englishMonth   = regexp.MustCompile(`((?:19|20)[0-9]{2})-([0-9]{2})`)
	englishTime    = regexp.MustCompile(`([0-9]{1,2}):([0-9]{2})`)
	englishMoney   = regexp.MustCompile(`([0-9]+(?:[.,][0-9]{3})*) ?(?:VND|VNĐ|vnđ|đồng|đ|₫)`)
	englishAct     = regexp.MustCompile(`((?i:decree|circular|decision|law)(?: no\.?)?) ([0-9]+)/([0-9]{4})`)
	englishDial    = regexp.MustCompile(`((?i:call|dial|line|hotline|phone)) ([0-9]{3,5})`)
	englishRange   = regexp.MustCompile(`([0-9]+(?:[.,:][0-9]+)*) ?[-–—] ?([0-9]+(?:[.,:][0-9]+)*)`)
	englishGrade   = regexp.MustCompile(`((?i:grades?|class|annex|part|chapter)) ` + englishRoman + `(?: ?[-–—] ?` + englishRoman + `)?`)
	meridiem       = regexp.MustCompile(`([0-9]) ?([ap])\.m\.`) // its points are no stops
	englishMinutes = regexp.MustCompile(`([0-9]+) ?min`)
	englishPage    = regexp.MustCompile(`([0-9]+)/([0-9]+)`)
	englishSpelled = regexp.MustCompile(`VNeID|UBND|HĐND|BHYT|BHXH|CCCD|CMND|QR|VN`)
	englishEither  = regexp.MustCompile(`(\p{L}) ?/ ?(\p{L})`)
)

// english returns the rules for "en". espeak-ng reads English numbers well, so
// only what it would misread is put in words.
func english(style Style) []rule {
	return []rule{
		{address, func(m []string) string { return strings.ReplaceAll(m[1], ".", " dot ") }},
		{dossierCode, func(m []string) string { return digitwise(m[0], "dot", englishDigit) }},
		{document, func(m []string) string { return of(m[1], m[2]) + ", " + letters(strings.ReplaceAll(m[3], "Đ", "D")) }},
		{englishAct, func(m []string) string { return m[1] + " " + of(m[2], m[3]) }},
		{procedureCode, func(m []string) string { return procedure(m, "dot", englishDigit) }},
		{englishISODate, func(m []string) string { return englishDay(m[3], m[2], m[1]) }},
		{englishDate, func(m []string) string { return englishDay(m[1], m[2], m[3]) }},
		{englishMonth, func(m []string) string { return englishDay("", m[2], m[1]) }},
		{englishGrade, grades},
		{phone, func(m []string) string { return englishPhone(m[0]) }},
		{englishDial, func(m []string) string { return m[1] + " " + englishPhone(m[2]) }},
		{meridiem, func(m []string) string { return m[1] + " " + m[2] + " m" }},
		{englishRange, func(m []string) string { return m[1] + " to " + m[2] }},
		{englishTime, func(m []string) string { return englishClock(m[1], m[2]) }},
		{englishMoney, func(m []string) string { return strings.NewReplacer(".", "", ",", "").Replace(m[1]) + " dong" }},
		{englishMinutes, func(m []string) string { return plural(m[1], "minute") }},
		{englishPage, func(m []string) string { return m[1] + " of " + m[2] }},
		{englishSpelled, func(m []string) string { return spelled(strings.ReplaceAll(strings.ToUpper(m[0]), "Đ", "D")) }},
		{englishTicket, func(m []string) string { return spelled(m[1]) + " " + englishDigits(m[2], style) }},
	}
}

func englishDigit(d byte) string {
	return [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}[d-'0']
}

func englishDigits(s string, style Style) string {
	if style == Grouped {
		if s = strings.TrimLeft(s, "0"); s == "" {
			return "zero"
		}
		return s
	}
	return digitwise(s, "", englishDigit)
}

// englishPhone reads digit by digit, with a pause where the number is grouped.
func englishPhone(s string) string {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	for i, g := range groups {
		groups[i] = digitwise(g, "", englishDigit)
	}
	return strings.Join(groups, ", ")
}

// englishDay reads a date, or a month where day is empty; nothing where there
// is no such day.
func englishDay(day, mon, year string) string {
	m, err := strconv.Atoi(mon)
	if err != nil || m < 1 || m > 12 || day != "" && !within(day, 1, 31) {
		return ""
	}
	return strings.TrimSpace(strings.TrimLeft(day, "0") + " " + time.Month(m).String() + " " + year)
}

// englishClock reads the time of the day on 24 hours.
func englishClock(hour, minute string) string {
	if !within(hour, 0, 23) || !within(minute, 0, 59) {
		return ""
	}
	h := strings.TrimLeft(hour, "0")
	switch {
	case h == "" && minute == "00":
		return "midnight"
	case h == "":
		h = "zero"
	}
	switch {
	case minute == "00":
		return h + " o'clock"
	case minute[0] == '0':
		return h + " oh " + minute[1:]
	}
	return h + " " + minute
}

// of reads the number of an act and its year.
func of(number, year string) string {
	if number = strings.TrimLeft(number, "0"); year != "" {
		number += " of " + year
	}
	return number
}

func grades(m []string) string {
	words := m[1] + " " + strconv.Itoa(roman(m[2]))
	if to := roman(m[3]); to > 0 {
		words += " to " + strconv.Itoa(to)
	}
	return words
}

func plural(n, unit string) string {
	if n == "1" {
		return n + " " + unit
	}
	return n + " " + unit + "s"
}
