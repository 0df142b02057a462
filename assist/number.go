package assist

import "strconv"

// numbered writes numbers of two words and more as digits: "mười bốn" as 14,
// "hai mươi lăm" as 25. A digit that stands alone is often another word ("ba" is
// a father, "năm" a year) and stays.
func numbered(words []token) []token {
	out := words[:0]
	for i := 0; i < len(words); {
		value, n := numeral(words[i:])
		if n > 1 {
			out = append(out, newToken(strconv.Itoa(value)))
			i += n
			continue
		}
		out = append(out, words[i])
		i++
	}
	return out
}

// numeral reads a number below a hundred and says how many words it took.
func numeral(words []token) (value, n int) {
	digit := func(i int) int {
		if i >= len(words) {
			return -1
		}
		return digitOf(words[i].plain)
	}
	tens := func(i int) bool { return i < len(words) && words[i].plain == "muoi" }
	switch {
	case tens(0) && digit(1) > 0:
		return 10 + digit(1), 2
	case digit(0) > 1 && tens(1) && digit(2) > 0:
		return 10*digit(0) + digit(2), 3
	case digit(0) > 1 && tens(1):
		return 10 * digit(0), 2
	default:
		return 0, 0
	}
}

func digitOf(plain string) int {
	switch plain {
	case "mot":
		return 1
	case "hai":
		return 2
	case "ba":
		return 3
	case "bon", "tu":
		return 4
	case "nam", "lam", "nham":
		return 5
	case "sau":
		return 6
	case "bay":
		return 7
	case "tam":
		return 8
	case "chin":
		return 9
	default:
		return -1
	}
}
