package speech

import (
	"strconv"
	"strings"
)

// digitWord is how one digit is read.
func digitWord(d byte) string {
	return [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}[d-'0']
}

// digitByDigit reads each digit: "012" is "không một hai".
func digitByDigit(s string) string {
	var words []string
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			words = append(words, digitWord(s[i]))
		}
	}
	return strings.Join(words, " ")
}

// maxCounted digits are read as a number; longer ones digit by digit.
const maxCounted = 12

// cardinal reads a number: "105" is "một trăm lẻ năm". Leading zeros are not
// read.
func cardinal(s string) string {
	s = strings.TrimLeft(s, "0")
	if s == "" {
		return "không"
	}
	if len(s) > maxCounted {
		return digitByDigit(s)
	}
	units := [...]string{"", "nghìn", "triệu", "tỷ"}
	var words []string
	for group := (len(s) - 1) / 3; group >= 0; group-- {
		end := len(s) - 3*group
		n, err := strconv.Atoi(s[max(0, end-3):end])
		if err != nil || n == 0 {
			continue
		}
		words = append(words, below1000(n, len(words) > 0)...)
		if units[group] != "" {
			words = append(words, units[group])
		}
	}
	return strings.Join(words, " ")
}

// below1000 reads 1 to 999. Inside a longer number the hundreds are always
// read: 1005 is "một nghìn không trăm lẻ năm".
func below1000(n int, inside bool) []string {
	digit := func(d int) string { return digitWord(byte('0' + d)) }
	hundreds, tens, ones := n/100, n/10%10, n%10
	var words []string
	if hundreds > 0 || inside {
		words = append(words, digit(hundreds), "trăm")
	}
	switch {
	case tens == 0 && ones > 0 && len(words) > 0:
		words = append(words, "lẻ")
	case tens == 1:
		words = append(words, "mười")
	case tens > 1:
		words = append(words, digit(tens), "mươi")
	}
	if ones > 0 {
		words = append(words, onesWord(tens, ones))
	}
	return words
}

// onesWord reads the last digit, which sounds otherwise after "mươi".
func onesWord(tens, ones int) string {
	switch {
	case ones == 1 && tens > 1:
		return "mốt"
	case ones == 4 && tens > 1:
		return "tư"
	case ones == 5 && tens > 0:
		return "lăm"
	}
	return digitWord(byte('0' + ones))
}

// decimal reads the fraction after the comma: short ones as a number, others
// and those with a leading zero digit by digit.
func decimal(whole, fraction string) string {
	if len(fraction) > 2 || strings.HasPrefix(fraction, "0") {
		return cardinal(whole) + " phẩy " + digitByDigit(fraction)
	}
	return cardinal(whole) + " phẩy " + cardinal(fraction)
}

// month reads a month: the fourth is "tư".
func month(s string) string {
	if w := cardinal(s); w != "bốn" {
		return w
	}
	return "tư"
}

// dayOfMonth reads a day: the first ten are "mùng".
func dayOfMonth(s string) string {
	if n, err := strconv.Atoi(s); err == nil && n <= 10 {
		return "mùng " + cardinal(s)
	}
	return cardinal(s)
}
