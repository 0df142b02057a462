package speech

import (
	"regexp"
	"strconv"
	"strings"
)

// rule replaces what it finds by words. Rules run in the order of the list: a
// date must be read before its parts could be taken for a fraction.
type rule struct {
	find *regexp.Regexp
	say  func(groups []string) string
}

const clock = `[0-9]{1,2}(?::[0-9]{2}| ?[hg](?:[0-9]{2})?)`

var (
	clockRange  = regexp.MustCompile(`(` + clock + `) ?[-–—] ?(` + clock + `)`)
	isoDate     = regexp.MustCompile(`(?i)(?:ngày )?([0-9]{4})-([0-9]{2})-([0-9]{2})`)
	fullDate    = regexp.MustCompile(`(?i)(?:ngày )?([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{4})`)
	shortDate   = regexp.MustCompile(`(?i)(ngày) ([0-9]{1,2})[/-]([0-9]{1,2})`)
	monthYear   = regexp.MustCompile(`(?i)(tháng) ([0-9]{1,2})/([0-9]{4})`)
	time24      = regexp.MustCompile(`([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2}))?| ?[hg]([0-9]{2})?)`)
	phone       = regexp.MustCompile(`0[0-9]{2,4}(?:[ .-][0-9]{3,4}){1,3}|(?:1800|1900)[ .]?[0-9]{4,6}`)
	codeRange   = regexp.MustCompile(`([A-ZĐ]{0,2}[0-9]{1,4}) ?[-–—] ?([A-ZĐ]{0,2}[0-9]{1,4})`)
	money       = regexp.MustCompile(`([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+) ?(?:đồng|đ|VNĐ|VND|vnđ|₫)`)
	percent     = regexp.MustCompile(`([0-9]+)(?:[.,]([0-9]+))? ?%`)
	thousands   = regexp.MustCompile(`([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?`)
	fraction    = regexp.MustCompile(`([0-9]+)[.,]([0-9]+)`)
	slashed     = regexp.MustCompile(`([0-9]+)/([0-9]+)`)
	ticket      = regexp.MustCompile(`([A-ZĐ]{1,2})-?([0-9]{1,4})`)
	ordinal     = regexp.MustCompile(`(?i)(thứ|tháng|quý) ([0-9]{1,2})`)
	negative    = regexp.MustCompile(`[-−]([0-9]+)`)
	whole       = regexp.MustCompile(`[0-9]+`)
	unit        = regexp.MustCompile(`([0-9]+) ?(km|kg|m2|m²|m|cm)`)
	consonants  = regexp.MustCompile(`[BCDĐGHKLMNPQRSTVXFJWZ]{2,6}`)
	abbreviated = regexp.MustCompile(`TP\. ?HCM|TPHCM|TP\.|TP|P\.|Q\.|v\.v\.{0,3}|[A-ZĐ][A-ZĐa-z]{1,7}`)
)

// rules returns the Vietnamese rules.
func rules(style Style) []rule {
	return []rule{
		{clockRange, func(m []string) string { return m[1] + " đến " + m[2] }},
		{isoDate, func(m []string) string { return date(m[3], m[2], m[1]) }},
		{fullDate, func(m []string) string {
			if m[2] != m[4] {
				return ""
			}
			return date(m[1], m[3], m[5])
		}},
		{shortDate, func(m []string) string { return date(m[2], m[3], "") }},
		{monthYear, func(m []string) string { return m[1] + " " + month(m[2]) + " năm " + cardinal(m[3]) }},
		{time24, func(m []string) string { return clockTime(m[1], m[2]+m[4], m[3]) }},
		{money, func(m []string) string { return counted(m[1]) + " đồng" }},
		{percent, func(m []string) string { return number(m[1], m[2]) + " phần trăm" }},
		{thousands, func(m []string) string { return number(m[1], m[2]) }},
		{phone, func(m []string) string { return phoneNumber(m[0]) }},
		{codeRange, func(m []string) string { return m[1] + " đến " + m[2] }},
		{fraction, func(m []string) string { return decimal(m[1], m[2]) }},
		{slashed, func(m []string) string { return counted(m[1]) + " trên " + counted(m[2]) }},
		{abbreviated, func(m []string) string { return inFull(strings.ReplaceAll(m[0], " ", "")) }},
		{ticket, func(m []string) string { return spelled(m[1]) + " " + code(m[2], style) }},
		{ordinal, func(m []string) string { return m[1] + " " + ordinalWord(m[1], m[2]) }},
		{unit, func(m []string) string { return integer(m[1], style) + " " + unitName(m[2]) }},
		{negative, func(m []string) string { return "âm " + integer(m[1], style) }},
		{whole, func(m []string) string { return integer(m[0], style) }},
		{consonants, func(m []string) string { return spelled(m[0]) }},
	}
}

// code reads the digits of a ticket in the style chosen.
func code(s string, style Style) string {
	if style == Grouped {
		return cardinal(s)
	}
	return digitByDigit(s)
}

// counted reads a number that may have dots between thousands.
func counted(s string) string { return cardinal(strings.ReplaceAll(s, ".", "")) }

func number(whole, fraction string) string {
	whole = strings.ReplaceAll(whole, ".", "")
	if fraction == "" {
		return cardinal(whole)
	}
	return decimal(whole, fraction)
}

// date reads a date, or nothing when there is no such day. Without a year it
// is only day and month.
func date(day, mon, year string) string {
	if !within(day, 1, 31) || !within(mon, 1, 12) {
		return ""
	}
	words := "ngày " + dayOfMonth(day) + " tháng " + month(mon)
	if year != "" {
		words += " năm " + cardinal(year)
	}
	return words
}

func clockTime(hour, minute, second string) string {
	if !within(hour, 0, 24) || minute != "" && !within(minute, 0, 59) || second != "" && !within(second, 0, 59) {
		return ""
	}
	words := cardinal(hour) + " giờ"
	if minute != "" && (minute != "00" || second != "") {
		words += " " + cardinal(minute) + " phút"
	}
	if second != "" {
		words += " " + cardinal(second) + " giây"
	}
	return words
}

func within(s string, low, high int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= low && n <= high
}

// phoneNumber reads digit by digit, with a pause where the number is grouped.
func phoneNumber(s string) string {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	for i, g := range groups {
		groups[i] = digitByDigit(g)
	}
	return strings.Join(groups, ", ")
}

// ordinalWord reads the number after "thứ", "tháng" and "quý".
func ordinalWord(kind, s string) string {
	if strings.EqualFold(kind, "thứ") && strings.TrimLeft(s, "0") == "1" {
		return "nhất"
	}
	return month(s)
}
