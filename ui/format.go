package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// nbsp keeps a number with its word on one line.
const nbsp = "\u00a0"

// clock gives the time of day and the date in a language.
func clock(now time.Time, l kiosk.Lang) (hour, date string) {
	hour = now.Format("15:04")
	if l == kiosk.En {
		return hour, now.Format("Monday, 2 January 2006")
	}
	return hour, weekdayText(now, l) + ", " + now.Format("02/01/2006")
}

// briefDate is the date where there is little room.
func briefDate(now time.Time, l kiosk.Lang) string {
	if l == kiosk.En {
		return now.Format("Mon, 2 Jan 2006")
	}
	return now.Format("02/01/2006")
}

// waitText says a waiting time as a range, or that it is not known.
func waitText(w queue.Wait, l kiosk.Lang) string {
	if !w.Known {
		return wUnknownWait.in(l)
	}
	low, high := w.Minutes()
	var s string
	switch {
	case high == 0:
		return wNoWait.in(l)
	case low == 0:
		s = fmt.Sprintf(wUnder.in(l), high)
	case low == high:
		s = fmt.Sprintf(wAboutOne.in(l), high)
	default:
		s = fmt.Sprintf(wAbout.in(l), low, high)
	}
	return glue(s)
}

func waitingText(n int, l kiosk.Lang) string {
	if n == 0 {
		return wNoneWaiting.in(l)
	}
	return glue(fmt.Sprintf(wWaiting.in(l), n))
}

func aheadText(n int, l kiosk.Lang) string {
	switch {
	case n == 0:
		return wNobodyAhead.in(l)
	case n == 1 && l == kiosk.En:
		return glue("1 person")
	default:
		return glue(fmt.Sprintf(wPeople.in(l), n))
	}
}

func doorText(n int, l kiosk.Lang) string { return wDoor.in(l) + nbsp + strconv.Itoa(n) }

// doorsText lists doors: "Cửa 1, 2"; with alternatives, "Cửa 1 hoặc 2".
func doorsText(doors []int, l kiosk.Lang, alternatives bool) string {
	if len(doors) == 0 {
		return ""
	}
	word := wDoor.in(l)
	if l == kiosk.En && len(doors) > 1 {
		word += "s"
	}
	var b strings.Builder
	b.WriteString(word)
	for i, d := range doors {
		switch {
		case i == 0:
			b.WriteString(nbsp)
		case alternatives && i == len(doors)-1:
			b.WriteString(" " + wOr.in(l) + nbsp)
		default:
			b.WriteString("," + nbsp)
		}
		b.WriteString(strconv.Itoa(d))
	}
	return b.String()
}

// glue joins the words of a short measure so that it stays on one line.
func glue(s string) string { return strings.ReplaceAll(s, " ", nbsp) }

// other is the language that is not shown large.
func other(l kiosk.Lang) kiosk.Lang {
	if l == kiosk.En {
		return kiosk.Vi
	}
	return kiosk.En
}

// second gives a text in the other language, or "" when it would repeat the first.
func second(t kiosk.Text, l kiosk.Lang) string {
	if s := t.In(other(l)); s != t.In(l) {
		return s
	}
	return ""
}

// counter says "2/3" of a page.
func counter(i, n int) string { return strconv.Itoa(i+1) + "/" + strconv.Itoa(n) }

// short keeps a label of a word or two on one line; a longer one may break.
func short(s string) string {
	if utf8.RuneCountInString(s) > 14 {
		return s
	}
	return glue(s)
}

// checkedText says a month or a day of the catalogue, 2026-07 or 2026-07-31.
func checkedText(iso string, l kiosk.Lang) string {
	for layout, out := range map[string][2]string{"2006-01": {"01/2006", "January 2006"}, time.DateOnly: {"02/01/2006", "2 January 2006"}} {
		t, err := time.Parse(layout, iso)
		switch {
		case err != nil:
		case l == kiosk.En:
			return t.Format(out[1])
		default:
			return t.Format(out[0])
		}
	}
	return iso
}

// brief is a device's detail, cut where it grows long: the whole of it is in the
// log, which a technician has beside it.
func brief(detail string) string {
	const most = 60
	runes := []rune(strings.Join(strings.Fields(detail), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

func weekdayText(t time.Time, l kiosk.Lang) string {
	if l == kiosk.En {
		return t.Format("Monday")
	}
	return [...]string{"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[t.Weekday()]
}
