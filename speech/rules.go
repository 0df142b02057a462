package speech

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rule replaces what it finds by words. Rules run in the order of the list: a
// date must be read before its parts could be taken for a fraction.
type rule struct {
	find *regexp.Regexp
	say  func(groups []string) string
}

const (
	// named are things in a range: "thứ 2 – thứ 6".
	named = `(?:thứ|cửa|quầy|tầng|phòng|tháng|ngày) [0-9]+|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật`
	// things are counted: "02 bản", "8.000 đồng/bản".
	things = `ngày|bản|bộ|tờ|trang|lần|lượt|người|tháng|năm|giờ|phút|ảnh|giấy|thẻ|hồ sơ|trường hợp|thủ tục|việc`
)

const clock = `[0-9]{1,2}(?::[0-9]{2}| ?[hg](?:[0-9]{2})?)`

var (
	clockRange  = regexp.MustCompile(`(` + clock + `) ?[-–—] ?(` + clock + `)`)
	isoDate     = regexp.MustCompile(`(?i)(?:ngày )?([0-9]{4})-([0-9]{2})-([0-9]{2})`)
	fullDate    = regexp.MustCompile(`(?i)(?:ngày )?([0-9]{1,2})([/.-])([0-9]{1,2})([/.-])([0-9]{4})`)
	shortDate   = regexp.MustCompile(`(?i)(ngày) ([0-9]{1,2})[/-]([0-9]{1,2})`)
	monthYear   = regexp.MustCompile(`(?i)(?:tháng )?([0-9]{1,2})/([0-9]{4})`)
	isoMonth    = regexp.MustCompile(`(?i)(?:tháng )?((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])`)
	paddedDate  = regexp.MustCompile(`([0-9]{2})/(0[1-9])`)
	act         = regexp.MustCompile(`((?i:thông tư|nghị định|nghị quyết|quyết định|luật|chỉ thị)(?: số)?) ([0-9]+)/([0-9]{4})`)
	dial        = regexp.MustCompile(`((?i:gọi|tổng đài|đường dây nóng|hotline|số máy):?) ([1-9][0-9]{2,4})`)
	district    = regexp.MustCompile(`([PQ]\.) ?([0-9]+)`)
	namedRange  = regexp.MustCompile(`(?i)(` + named + `) ?[-–—] ?(` + named + `)`)
	dashRange   = regexp.MustCompile(`([0-9]+(?:[.,][0-9]+)*) ?[–—] ?([0-9]+(?:[.,][0-9]+)*)`)
	by          = regexp.MustCompile(`([0-9]+(?:,[0-9]+)?) ?[x×] ?([0-9]+(?:,[0-9]+)?)`)
	padded      = regexp.MustCompile(`0([1-9]) (` + things + `)`)
	level       = regexp.MustCompile(`((?i:mức|mức độ)) 0([1-9])`)
	each        = regexp.MustCompile(`(đồng|ngày|giờ|phút) ?/ ?(` + things + `)`)
	grade       = regexp.MustCompile(`((?i:cấp|phụ lục|loại|hạng|nhóm|bậc|chương|phần|mục|quý|khu vực)) (IV|IX|I{1,3}|VI{0,3}|X)`)
	slashList   = regexp.MustCompile(` ?/ ?(\p{Lu})`)
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
	unit        = regexp.MustCompile(`([0-9]+(?:[.,][0-9]+)*) ?(km|kg|m2|m²|cm|m)`)
	consonants  = regexp.MustCompile(`[BCDĐGHKLMNPQRSTVXFJWZ]{2,6}`)
	abbreviated = regexp.MustCompile(`TP\. ?HCM|TPHCM|TP\.|TP|P\.|Q\.|v\.v\.{0,3}|[A-ZĐ][A-ZĐa-z]{1,7}`)
)

// rules returns the Vietnamese rules.
func rules(style Style) []rule {
	return slices.Concat(writtenCodes(), []rule{
		{clockRange, func(m []string) string { return m[1] + " đến " + m[2] }},
		{isoDate, func(m []string) string { return date(m[3], m[2], m[1]) }},
		{fullDate, func(m []string) string {
			if m[2] != m[4] {
				return ""
			}
			return date(m[1], m[3], m[5])
		}},
		{shortDate, func(m []string) string { return date(m[2], m[3], "") }},
		{isoMonth, func(m []string) string { return monthOf(m[2], m[1]) }},
		{monthYear, func(m []string) string { return monthOf(m[1], m[2]) }},
		{paddedDate, func(m []string) string { return date(m[1], m[2], "") }},
		{time24, func(m []string) string { return clockTime(m[1], m[2]+m[4], m[3]) }},
		{level, func(m []string) string { return m[1] + " " + m[2] }},
		{padded, func(m []string) string { return m[1] + " " + m[2] }},
		{dashRange, func(m []string) string { return m[1] + " đến " + m[2] }},
		{by, func(m []string) string { return m[1] + " nhân " + m[2] }},
		{unit, func(m []string) string { return m[1] + " " + unitName(m[2]) }},
		{money, func(m []string) string { return counted(m[1]) + " đồng" }},
		{each, func(m []string) string { return m[1] + " một " + m[2] }},
		{percent, func(m []string) string { return number(m[1], m[2]) + " phần trăm" }},
		{thousands, func(m []string) string { return number(m[1], m[2]) }},
		{phone, func(m []string) string { return phoneNumber(m[0]) }},
		{dial, func(m []string) string { return m[1] + " " + digitByDigit(m[2]) }},
		{codeRange, func(m []string) string { return m[1] + " đến " + m[2] }},
		{fraction, func(m []string) string { return decimal(m[1], m[2]) }},
		{slashed, func(m []string) string { return counted(m[1]) + " trên " + counted(m[2]) }},
		{ticket, func(m []string) string { return spelled(m[1]) + " " + code(m[2], style) }},
		{ordinal, func(m []string) string { return m[1] + " " + ordinalWord(m[1], m[2]) }},
		{negative, func(m []string) string { return "âm " + integer(m[1], style) }},
		{whole, func(m []string) string { return integer(m[0], style) }},
		{consonants, func(m []string) string { return spelled(m[0]) }},
	})
}

// writtenCodes come first: their parts look like numbers, dates and tickets.
func writtenCodes() []rule {
	return []rule{
		{address, func(m []string) string { return webAddress(m[1]) }},
		{district, func(m []string) string { return inFull(m[1]) + " " + m[2] }},
		{abbreviated, func(m []string) string { return inFull(strings.ReplaceAll(m[0], " ", "")) }},
		{dossierCode, func(m []string) string { return digitwise(m[0], "chấm", digitWord) }},
		{document, func(m []string) string { return numbered(m[1], m[2]) + ", " + letters(m[3]) }},
		{act, func(m []string) string { return m[1] + " " + numbered(m[2], m[3]) }},
		{procedureCode, func(m []string) string { return procedure(m, "chấm", digitWord) }},
		{grade, func(m []string) string { return m[1] + " " + ordinalWord(m[1], strconv.Itoa(roman(m[2]))) }},
		{namedRange, func(m []string) string { return m[1] + " đến " + m[2] }},
	}
}

// numbered reads the number of an act or a form, and its year.
func numbered(n, year string) string {
	if year == "" {
		return integer(n, Digits)
	}
	return cardinal(n) + ", năm " + cardinal(year)
}

// webAddress reads the name of a machine.
func webAddress(s string) string {
	return strings.NewReplacer("dichvucong", "dịch vụ công", ".gov", " chấm gốp", ".vn", " chấm vi en", ".", " chấm ").Replace(s)
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

// monthOf reads a month, or nothing when there is no such one.
func monthOf(mon, year string) string {
	if !within(mon, 1, 12) {
		return ""
	}
	return "tháng " + month(mon) + " năm " + cardinal(year)
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
