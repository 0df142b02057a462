package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
)

// maxSetup bounds the form in bytes: twenty texts in two languages, of
// characters that can take nine letters each on the way.
const maxSetup = 512 << 10

// blank is how many rows for further texts the form has.
const blank = 2

// setupForm is a robot's settings as people write them. A part that is not set
// is as the robot's own file has it.
type setupForm struct {
	Texts   bool
	Rows    []textRow
	Hours   bool
	Week    []dayRow
	DaysOff string
	Doors   bool
	Names   []doorRow
	Seen    int64
}

type textRow struct{ Kind, Vi, En string }

// dayRow is one day of the week: 07:30-11:30, 13:00-17:00.
type dayRow struct{ Day, Vi, En, Text string }

type doorRow struct {
	Door   int
	Vi, En string
}

func weekRows() []dayRow {
	return []dayRow{
		{"mon", "Thứ hai", "Monday", ""},
		{"tue", "Thứ ba", "Tuesday", ""},
		{"wed", "Thứ tư", "Wednesday", ""},
		{"thu", "Thứ năm", "Thursday", ""},
		{"fri", "Thứ sáu", "Friday", ""},
		{"sat", "Thứ bảy", "Saturday", ""},
		{"sun", "Chủ nhật", "Sunday", ""},
	}
}

// formOf is the form of what is desired of a robot, with a row for each door
// that it says it has.
func formOf(s schema.Settings, b live.Robot) setupForm {
	f := setupForm{Texts: s.Announcements != nil, Hours: s.Hours != nil, Doors: s.Doors != nil, Week: weekRows(), Seen: s.Rev}
	if f.Texts {
		for _, a := range *s.Announcements {
			f.Rows = append(f.Rows, textRow{a.Kind, a.Text.Vi, a.Text.En})
		}
	}
	if f.Hours {
		for i, day := range s.Hours.Week() {
			f.Week[i].Text = spansText(day)
		}
		days := make([]string, 0, len(s.Hours.DaysOff))
		for _, iso := range s.Hours.DaysOff {
			days = append(days, day(iso))
		}
		f.DaysOff = strings.Join(days, ", ")
	}
	if f.Doors {
		for _, d := range *s.Doors {
			f.Names = append(f.Names, doorRow{d.Door, d.Name.Vi, d.Name.En})
		}
	}
	if b.Status != nil {
		for _, d := range b.Status.Doors {
			if !slices.ContainsFunc(f.Names, func(n doorRow) bool { return n.Door == d.Door }) {
				row := doorRow{Door: d.Door}
				if !f.Doors {
					row.Vi, row.En = d.Label.Vi, d.Label.En // to begin from
				}
				f.Names = append(f.Names, row)
			}
		}
	}
	slices.SortFunc(f.Names, func(a, b doorRow) int { return a.Door - b.Door })
	return f.padded()
}

// padded has rows for further texts at its end.
func (f setupForm) padded() setupForm {
	for range min(blank, schema.MaxStanding-len(f.Rows)) {
		f.Rows = append(f.Rows, textRow{Kind: "announcement"})
	}
	return f
}

func spansText(day []schema.Span) string {
	parts := make([]string, 0, len(day))
	for _, s := range day {
		parts = append(parts, fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60))
	}
	return strings.Join(parts, ", ")
}

// readSetup reads a form that was sent. What does not fit together is read as
// far as it goes: the check comes after.
func readSetup(v url.Values) setupForm {
	f := setupForm{Texts: v.Get("texts") == "ward", Hours: v.Get("hours") == "ward", Doors: v.Get("doors") == "ward", Week: weekRows(), DaysOff: v.Get("off")}
	f.Seen, _ = strconv.ParseInt(v.Get("seen"), 10, 64) // nonsense is 0, which nobody has seen
	for i := range min(len(v["kind"]), len(v["vi"]), len(v["en"])) {
		row := textRow{v["kind"][i], oneLine(v["vi"][i]), oneLine(v["en"][i])}
		if row.Vi != "" || row.En != "" {
			f.Rows = append(f.Rows, row)
		}
	}
	for i, d := range f.Week {
		f.Week[i].Text = strings.TrimSpace(v.Get(d.Day))
	}
	for i := range min(len(v["door"]), len(v["door-vi"]), len(v["door-en"])) {
		door, err := strconv.Atoi(v["door"][i])
		if err == nil {
			f.Names = append(f.Names, doorRow{door, oneLine(v["door-vi"][i]), oneLine(v["door-en"][i])})
		}
	}
	return f
}

// oneLine is a text as a robot takes it: without the ends of lines that a field
// lets people write.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// parts names what the ward sets, for the record.
func (f setupForm) parts() string {
	var all []string
	for _, p := range []struct {
		set  bool
		name string
	}{{f.Texts, "announcements"}, {f.Hours, "hours"}, {f.Doors, "doors"}} {
		if p.set {
			all = append(all, p.name)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all, " ")
}

// settings are what a form means, or what is wrong with it.
func (f setupForm) settings(w words) (s schema.Settings, wrong string) {
	for _, part := range []func(words, *schema.Settings) string{f.texts, f.hours, f.doors} {
		if wrong := part(w, &s); wrong != "" {
			return schema.Settings{}, wrong
		}
	}
	return s, ""
}

func (f setupForm) texts(w words, s *schema.Settings) string {
	if !f.Texts {
		return ""
	}
	all := []schema.StandingText{}
	for _, r := range f.Rows {
		switch {
		case r.Vi == "":
			return w.T("Mỗi thông báo cần có tiếng Việt.", "Each text must be there in Vietnamese.")
		case utf8.RuneCountInString(r.Vi) > schema.MaxLetters || utf8.RuneCountInString(r.En) > schema.MaxLetters:
			return w.T("Mỗi thông báo tối đa 600 ký tự.", "A text has at most 600 characters.")
		case r.Kind != "announcement" && r.Kind != "instruction":
			return w.T("Loại thông báo không hợp lệ.", "There is no such kind of text.")
		}
		all = append(all, schema.StandingText{Kind: r.Kind, Text: schema.Label{Vi: r.Vi, En: r.En}})
	}
	if len(all) > schema.MaxStanding {
		return fmt.Sprintf(w.T("Tối đa %d thông báo.", "At most %d texts."), schema.MaxStanding)
	}
	s.Announcements = &all
	return ""
}

func (f setupForm) hours(w words, s *schema.Settings) string {
	if !f.Hours {
		return ""
	}
	var h schema.Hours
	for i, day := range []*[]schema.Span{&h.Mon, &h.Tue, &h.Wed, &h.Thu, &h.Fri, &h.Sat, &h.Sun} {
		spans, ok := readSpans(f.Week[i].Text)
		if !ok {
			return w.T(f.Week[i].Vi, f.Week[i].En) + ": " + w.T("xin ghi giờ như 07:30-11:30, 13:00-17:00, theo thứ tự.", "please write times as 07:30-11:30, 13:00-17:00, in order.")
		}
		*day = spans
	}
	for _, word := range strings.FieldsFunc(f.DaysOff, func(r rune) bool { return strings.ContainsRune(",; \r\n\t", r) }) {
		t, err := time.Parse("2/1/2006", word)
		if err != nil {
			t, err = time.Parse(time.DateOnly, word)
		}
		if err != nil {
			return fmt.Sprintf(w.T("Ngày nghỉ: xin ghi như 02/09/2027, không phải “%.20s”.", "Days off: please write as 02/09/2027, not “%.20s”."), word)
		}
		h.DaysOff = append(h.DaysOff, t.Format(time.DateOnly))
	}
	slices.Sort(h.DaysOff)
	h.DaysOff = slices.Compact(h.DaysOff)
	if len(h.DaysOff) > mostDaysOff {
		return fmt.Sprintf(w.T("Tối đa %d ngày nghỉ.", "At most %d days off."), mostDaysOff)
	}
	s.Hours = &h
	return ""
}

// mostDaysOff and mostSpans are those of the contract.
const (
	mostDaysOff = 400
	mostSpans   = 6
)

// readSpans reads the times of one day as people write them.
func readSpans(text string) (spans []schema.Span, ok bool) {
	last := 0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		from, to, found := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		a, okFrom := readTime(from)
		b, okTo := readTime(to)
		if !found || !okFrom || !okTo || a < last || b <= a || len(spans) == mostSpans {
			return nil, false
		}
		spans, last = append(spans, schema.Span{From: a, To: b}), b
	}
	return spans, true
}

// readTime reads 7:30, 7h30, 7h or 24:00 as minutes after midnight.
func readTime(text string) (minutes int, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	hour, minute, _ := strings.Cut(strings.Replace(text, "h", ":", 1), ":")
	h, err := strconv.ParseUint(hour, 10, 8)
	m := uint64(0)
	if err == nil && minute != "" {
		m, err = strconv.ParseUint(minute, 10, 8)
	}
	if err != nil || m > 59 || h > 24 || h == 24 && m > 0 {
		return 0, false
	}
	return int(h)*60 + int(m), true
}

func (f setupForm) doors(w words, s *schema.Settings) string {
	if !f.Doors {
		return ""
	}
	all := []schema.DoorName{}
	for _, d := range f.Names {
		switch {
		case d.Vi == "" && d.En == "":
			continue // as the robot's file calls it
		case d.Vi == "":
			return fmt.Sprintf(w.T("Cửa %d cần có tên tiếng Việt.", "Door %d must have a Vietnamese name."), d.Door)
		case d.Door < 1 || d.Door > 999 || utf8.RuneCountInString(d.Vi) > schema.MaxText || utf8.RuneCountInString(d.En) > schema.MaxText:
			return fmt.Sprintf(w.T("Tên cửa %d quá dài.", "The name of door %d is too long."), d.Door)
		}
		all = append(all, schema.DoorName{Door: d.Door, Name: schema.Label{Vi: d.Vi, En: d.En}})
	}
	s.Doors = &all
	return ""
}
