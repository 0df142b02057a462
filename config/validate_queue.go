package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// maxClasses is how many classes the screens can offer.
const maxClasses = 8

func (k check) queueTimes(q Queue) {
	k.betweenOr0("queue.age_after_min", q.AgeAfterMin, 10, 480, " minutes, or 0 for never")
	k.between("queue.return_within_min", q.ReturnWithinMin, 0, 480, " minutes")
	k.between("queue.return_behind", q.ReturnBehind, 0, 10, " tickets")
	k.between("queue.check_in_early_min", q.CheckInEarlyMin, 0, 240, " minutes")
	k.between("queue.check_in_late_min", q.CheckInLateMin, 0, 240, " minutes")
}

func (k check) classes(all []Class) {
	k.note("queue.classes", rule{most: maxClasses})
	if len(all) > maxClasses {
		k.bad("queue.classes", "has %d classes, expected at most %d: the screen offers them side by side", len(all), maxClasses)
	}
	ids := make([]string, len(all))
	for i, c := range all {
		key := fmt.Sprintf("queue.classes[%d].", i+1)
		ids[i] = c.ID
		k.slug(key+"id", c.ID)
		k.text(key+"name_vi", c.NameVI, maxName, "the class's name in Vietnamese")
		k.text(key+"name_en", c.NameEN, maxName, "the class's name in English")
		k.between(key+"weight", c.Weight, 0, 10, " calls in a round")
	}
	unique(k, ids, func(i int) string { return fmt.Sprintf("queue.classes[%d].id", i) })
}

func (k check) hours(h Hours) {
	k.week("hours", h.Week())
	k.daysOff(h.DaysOff)
	k.dayParts("hours.quiet", h.Quiet)
	k.dayParts("hours.lunch", h.Lunch)
	k.between("hours.intake_early_min", h.IntakeEarlyMin, 0, 240, " minutes")
	k.between("hours.intake_end_min", h.IntakeEndMin, 0, 240, " minutes")
}

func (k check) daysOff(dates []string) {
	key := func(i int) string { return fmt.Sprintf("hours.days_off[%d]", i) }
	for i, s := range dates {
		k.note(key(i+1), rule{pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`})
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			k.bad(key(i+1), `is %q, expected a date such as "2027-01-01"`, s)
		}
	}
	unique(k, dates, key)
}

const partOfTheDay = `a part of the day such as "11:30-13:30"`

func (k check) dayParts(key string, parts []string) {
	for i, s := range parts {
		k.note(fmt.Sprintf("%s[%d]", key, i+1), rule{pattern: dayPart.String()})
		if _, ok := parsePart(s); !ok {
			k.bad(fmt.Sprintf("%s[%d]", key, i+1), "is %q, expected %s", s, partOfTheDay)
		}
	}
}

// QuietParts and LunchParts are those of every day. What the checks have refused
// is left out.
func (h Hours) QuietParts() []DayPart { return dayParts(h.Quiet) }

// LunchParts is as QuietParts.
func (h Hours) LunchParts() []DayPart { return dayParts(h.Lunch) }

func dayParts(texts []string) []DayPart {
	var parts []DayPart
	for _, s := range texts {
		if p, ok := parsePart(s); ok {
			parts = append(parts, p)
		}
	}
	return parts
}

// Week is the days of the Center's hours.
func (h Hours) Week() Week {
	return Week{Mon: h.Mon, Tue: h.Tue, Wed: h.Wed, Thu: h.Thu, Fri: h.Fri, Sat: h.Sat, Sun: h.Sun}
}

// day is one day of a week and its key.
type day struct {
	key   string
	parts []string
}

// days are those of a week, Sunday first, as package time counts them.
func (w Week) days() [7]day {
	return [7]day{{"sun", w.Sun}, {"mon", w.Mon}, {"tue", w.Tue}, {"wed", w.Wed}, {"thu", w.Thu}, {"fri", w.Fri}, {"sat", w.Sat}}
}

// DayPart is a part of a day, from midnight of the day on which it begins; one
// that crosses midnight ends after 24 hours.
type DayPart struct{ From, To time.Duration }

// Parts are the hours of a week, Sunday first. What the checks have refused is
// left out.
func (w Week) Parts() [7][]DayPart {
	var out [7][]DayPart
	for i, d := range w.days() {
		for _, s := range d.parts {
			if p, ok := parsePart(s); ok {
				out[i] = append(out[i], p)
			}
		}
	}
	return out
}

var dayPart = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])$`)

func parsePart(s string) (DayPart, bool) {
	m := dayPart.FindStringSubmatch(s)
	if m == nil {
		return DayPart{}, false
	}
	minutes := func(h, m string) time.Duration {
		hour, _ := strconv.Atoi(h) // digits, by the pattern
		minute, _ := strconv.Atoi(m)
		return time.Duration(hour*60+minute) * time.Minute
	}
	p := DayPart{From: minutes(m[1], m[2]), To: minutes(m[3], m[4])}
	if p.To <= p.From {
		p.To += 24 * time.Hour
	}
	return p, p.To-p.From < 24*time.Hour && minutes(m[3], m[4]) <= 24*time.Hour
}

// week checks the parts of each day: their form, their order, and that only the
// last one of a day may cross midnight.
func (k check) week(key string, w Week) {
	days := w.days()
	for i, d := range days {
		end := time.Duration(0)
		for j, s := range d.parts {
			item := fmt.Sprintf("%s.%s[%d]", key, d.key, j+1)
			k.note(item, rule{pattern: dayPart.String()})
			p, ok := parsePart(s)
			switch {
			case !ok:
				k.bad(item, `is %q, expected a part of the day such as "08:00-12:00"`, s)
			case p.From < end:
				k.bad(item, "is %q, which begins before the part before it ends, expected parts in their order", s)
			case p.To > 24*time.Hour && k.startsBefore(days[(i+1)%7], p.To-24*time.Hour):
				k.bad(item, "is %q, which ends after the next day has begun, expected no overlap", s)
			}
			end = p.To
		}
	}
}

// startsBefore reports whether a day's first part begins before a time.
func (k check) startsBefore(d day, at time.Duration) bool {
	if len(d.parts) == 0 {
		return false
	}
	p, ok := parsePart(d.parts[0])
	return ok && p.From < at
}
