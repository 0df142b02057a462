package web

import (
	"html/template"
	"net/http"
	"time"

	"tiepdan/ward/office"
)

// period is the days that a page tells of, both ends counted.
type period struct {
	From, To string // 2006-01-02
	Name     string // of the choice; "" for days of one's own
	Days     int
	Commune  string // the only one that it tells of; "" for all
	asked    bool   // for the commune
}

// mostDays bounds a period: two years of days are drawn, no more.
const mostDays = 731

// preset is a period that can be chosen by its name.
type preset struct {
	Name, Text string
	Here       bool
}

func (w words) presets(p period, u office.User) []preset {
	all := []preset{
		{Name: "month", Text: w.T("Tháng này", "This month")},
		{Name: "last", Text: w.T("Tháng trước", "Last month")},
		{Name: "quarter", Text: w.T("3 tháng", "3 months")},
		{Name: "year", Text: w.T("12 tháng", "12 months")},
	}
	if u.Leads() {
		all = w.leaderPresets()
	}
	for i := range all {
		all[i].Here = all[i].Name == p.Name
	}
	return all
}

func (w words) leaderPresets() []preset {
	return []preset{
		{Name: "today", Text: w.T("Hôm nay", "Today")},
		{Name: "7", Text: w.T("7 ngày", "7 days")},
		{Name: "30", Text: w.T("30 ngày", "30 days")},
		{Name: "month", Text: w.T("Tháng này", "This month")},
		{Name: "last", Text: w.T("Tháng trước", "Last month")},
	}
}

// period reads the days and the commune that a request asks for.
func (s *Server) period(r *http.Request, x who, standard string) period {
	p := s.days(r, standard)
	if !x.Leads() {
		p = s.months(r.URL.Query().Get("period"))
	}
	p.Commune = x.scope(r)
	p.asked = p.Commune != x.Commune
	return p
}

// months are the only periods of who is no leader: the difference of two of them
// is whole months again, and no day.
func (s *Server) months(name string) period {
	today := s.today()
	first := today.AddDate(0, 0, 1-today.Day())
	switch name {
	case "last":
		return newPeriod(first.AddDate(0, -1, 0), first.AddDate(0, 0, -1), name)
	case "quarter":
		return newPeriod(first.AddDate(0, -2, 0), today, name)
	case "year":
		return newPeriod(first.AddDate(0, -11, 0), today, name)
	}
	return newPeriod(first, today, "month")
}

// days reads the days that a request asks for; the standard ones when it asks
// for none, or for nonsense.
func (s *Server) days(r *http.Request, standard string) period {
	today := s.today()
	q := r.URL.Query()
	from, errFrom := time.Parse(time.DateOnly, q.Get("from"))
	to, errTo := time.Parse(time.DateOnly, q.Get("to"))
	if errFrom == nil && errTo == nil && !to.Before(from) && to.Sub(from) < mostDays*24*time.Hour {
		return newPeriod(from, to, "")
	}
	name := q.Get("period")
	if name == "" {
		name = standard
	}
	first := today.AddDate(0, 0, 1-today.Day())
	switch name {
	case "today":
		return newPeriod(today, today, name)
	case "7":
		return newPeriod(today.AddDate(0, 0, -6), today, name)
	case "month":
		return newPeriod(first, today, name)
	case "last":
		return newPeriod(first.AddDate(0, -1, 0), first.AddDate(0, 0, -1), name)
	}
	return newPeriod(today.AddDate(0, 0, -29), today, "30")
}

func newPeriod(from, to time.Time, name string) period {
	return period{
		From: from.Format(time.DateOnly), To: to.Format(time.DateOnly), Name: name,
		Days: int(to.Sub(from)/(24*time.Hour)) + 1,
	}
}

// today is the ward's calendar day, as a day of UTC: days are counted on it.
func (s *Server) today() time.Time {
	y, m, d := time.Now().In(s.options.Location).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Asked is the commune that was asked for, "" for none.
func (p period) Asked() string {
	if p.asked {
		return p.Commune
	}
	return ""
}

// has says whether what is of a commune belongs to it.
func (p period) has(commune string) bool { return p.Commune == "" || p.Commune == commune }

// list gives every day of a period.
func (p period) list() []string {
	from, err := time.Parse(time.DateOnly, p.From)
	if err != nil {
		return nil
	}
	days := make([]string, 0, p.Days)
	for i := range p.Days {
		days = append(days, from.AddDate(0, 0, i).Format(time.DateOnly))
	}
	return days
}

// Query is the period, and the commune that was asked for, as part of an address.
func (p period) Query() template.URL {
	q := "from=" + p.From + "&to=" + p.To
	if p.Name != "" {
		q = "period=" + p.Name
	}
	if p.asked {
		q += "&commune=" + p.Commune
	}
	return template.URL(q) //nolint:gosec // newPeriod has only names of ours and days that were parsed; communes are words, see schema.CheckLevel
}

// day writes a day as people do: 22/11/2026.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("02/01/2006")
}

// Span writes the days of a period.
func (p period) Span() string {
	if p.From == p.To {
		return day(p.From)
	}
	return day(p.From) + " – " + day(p.To)
}
