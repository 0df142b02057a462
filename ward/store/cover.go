package store

import "time"

// stretch is times of one length that follow one another, named by the first
// letters of their days, see dayLetters.
type stretch struct {
	letters     int
	first, last string // both counted; "" for no end
}

// cover splits the days from and to, "" for no end, into as few stretches as
// can be: a year is some days, some parts of months, ten or eleven months, and
// the same again.
func cover(from, to string) []stretch {
	low, err := time.Parse(time.DateOnly, from)
	high, err2 := time.Parse(time.DateOnly, to)
	switch {
	case from != "" && err != nil || to != "" && err2 != nil:
		return []stretch{{dayLetters, from, to}} // no calendar has them: compared as they are
	case from == "" && to == "":
		return []stretch{{letters: monthLetters}}
	case from == "":
		month := firstOfMonth(high)
		return append([]stretch{{letters: monthLetters, last: month.AddDate(0, 0, -1).Format("2006-01")}}, between(month, high)...)
	case to == "":
		month := firstOfMonth(low).AddDate(0, 1, 0)
		return append(between(low, month.AddDate(0, 0, -1)), stretch{letters: monthLetters, first: month.Format("2006-01")})
	}
	return between(low, high)
}

func firstOfMonth(day time.Time) time.Time { return day.AddDate(0, 0, 1-day.Day()) }

func between(low, high time.Time) []stretch {
	var all []stretch
	for low.Compare(high) <= 0 {
		letters, next := longest(low, high)
		name := low.Format(time.DateOnly)[:letters]
		if n := len(all); n > 0 && all[n-1].letters == letters {
			all[n-1].last = name
		} else {
			all = append(all, stretch{letters, name, name})
		}
		low = next
	}
	if all == nil {
		return []stretch{{dayLetters, high.AddDate(0, 0, 1).Format(time.DateOnly), high.Format(time.DateOnly)}} // nothing
	}
	return all
}

// longest is the longest time that begins with a day and ends by high, and
// when the next begins.
func longest(low, high time.Time) (letters int, next time.Time) {
	month := firstOfMonth(low).AddDate(0, 1, 0)
	if low.Day() == 1 && !month.AddDate(0, 0, -1).After(high) {
		return monthLetters, month
	}
	if low.Day() == 1 || low.Day()%10 == 0 {
		part := low.AddDate(0, 0, 10-low.Day()%10)
		if part.After(month) {
			part = month
		}
		if !part.AddDate(0, 0, -1).After(high) {
			return partLetters, part
		}
	}
	return dayLetters, low.AddDate(0, 0, 1)
}
