package web

import (
	"context"
	"net/http"
	"time"

	"tiepdan/ward/export"
	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// reportView is the monthly report, for paper. It is in Vietnamese, as the
// ward reports.
type reportView struct {
	frame

	Month, Printed string
	Period         period
	Open           bool // the month is not over
	All            group
	Faces          []faceRow
	Days           export.Plot
	Hours          export.Plot
	Mood           export.Plot
	Services       []groupRow
	Doors          []groupRow
	Times          timesRow
	TimesBy        []timesRow
	Norms          office.Norms
	Cases          caseFigures
	Topics         []topicRow
	Alerts         alertFigures // on low ratings
	Calls          help
	Raised         int // calls that nobody answered in time
	CallAlerts     alertFigures
	GapDays        []string
	Asides         int
	Pillars        []pillarRow
}

type topicRow struct {
	Name string
	N    int
}

// alertFigures are the alerts of a period.
type alertFigures struct{ N, Closed, InTime int }

func (f *alertFigures) add(a office.Alert) {
	f.N++
	if !a.Open() {
		f.Closed++
		if !a.Closed.After(a.Due) {
			f.InTime++
		}
	}
}

func (s *Server) reportPage(w http.ResponseWriter, r *http.Request, x who) {
	v := reportView{frame: s.frame(w, r, x, "/export")}
	v.words = words{"vi"}
	first, err := time.Parse("2006-01", r.URL.Query().Get("month"))
	today := s.today()
	if err != nil || first.After(today) || first.Year() < 2000 {
		first = today.AddDate(0, 0, 1-today.Day())
	}
	last := first.AddDate(0, 1, -1)
	v.Open = !last.Before(today)
	v.Period, v.Month = newPeriod(first, last, ""), first.Format("01/2006")
	v.Period.Commune = x.scope(r)
	v.Unit, v.Printed = s.options.Unit, time.Now().In(s.options.Location).Format("15:04 02/01/2006")
	for _, part := range []func(context.Context, *reportView) error{s.reportRatings, s.reportTimes, s.reportCases, s.reportData} {
		if err := part(r.Context(), &v); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.draw(w, r, "report.html", v)
}

func (s *Server) reportRatings(ctx context.Context, v *reportView) error {
	f := v.Period.filter()
	gaps, err := s.gapDays(ctx, v.Period)
	if err != nil {
		return err
	}
	today := s.today().Format(time.DateOnly)
	for _, iso := range v.Period.list() {
		if gaps[iso] && iso <= today {
			v.GapDays = append(v.GapDays, day(iso)[:5])
		}
	}
	days, err := s.groups(ctx, f, store.ByDay, v.Me.User)
	if err != nil {
		return err
	}
	v.All = total(days)
	v.Faces = v.bar(v.All.Ticket)
	full, _ := v.everyDay(v.Period, days, gaps)
	v.Days = v.plot(full, func(g group) string { return g.Key.Day[8:] })
	hours, err := s.groups(ctx, f, store.ByHour, v.Me.User)
	if err != nil {
		return err
	}
	flow := make([]export.Value, 0, len(hours))
	for _, g := range hours {
		flow = append(flow, export.Value{Label: v.name(g.Key, store.ByHour, nil), V: float64(g.Closed), Known: true})
	}
	v.Hours = export.Layout(flow, 0, "", ",")
	names := s.serviceNames(v.words, v.Me.User)
	for by, into := range map[store.By]*[]groupRow{store.ByService: &v.Services, store.ByDoor: &v.Doors} {
		groups, err := s.groups(ctx, f, by, v.Me.User)
		if err != nil {
			return err
		}
		for _, g := range shown(groups, by, v.Me.User) {
			g.Name = v.name(g.Key, by, names)
			*into = append(*into, groupRow{g, v.bar(g.Ticket)})
		}
	}
	return nil
}

// plot lays satisfaction out with its interval.
func (w words) plot(groups []group, label func(group) string) export.Plot {
	values := make([]export.Value, 0, len(groups))
	for _, g := range groups {
		share := g.Satisfied()
		values = append(values, export.Value{
			Label: label(g), V: 100 * share.Value(), Low: 100 * share.Low, High: 100 * share.High, Known: share.Known(), Gap: g.Gap,
		})
	}
	return export.Layout(values, 100, "%", ",")
}

func (s *Server) reportTimes(ctx context.Context, v *reportView) error {
	page := waitsView{frame: v.frame, picker: picker{Period: v.Period}}
	var err error
	if page.Norms, err = s.settings.Norms(ctx); err != nil {
		return err
	}
	if err := s.waitRows(ctx, &page, v.Me.User); err != nil {
		return err
	}
	v.Norms, v.Times, v.TimesBy = page.Norms, page.All, page.Groups
	waits, err := s.options.Store.RatingsByWait(ctx, v.Period.filter(), 0)
	if err != nil {
		return err
	}
	var groups []group
	for _, x := range waits {
		label := v.waited(x)
		if len(groups) == 0 || groups[len(groups)-1].Name != label {
			groups = append(groups, group{Name: label})
		}
		groups[len(groups)-1].Ticket.Add(x.Face, x.N)
	}
	v.Mood = v.plot(groups, func(g group) string { return g.Name })
	return nil
}

func (s *Server) reportCases(ctx context.Context, v *reportView) error {
	days, err := s.options.Store.CaseDays(ctx, v.Period.From, v.Period.To, v.Period.Commune)
	if err != nil {
		return err
	}
	v.Cases = figuresOf(days)
	cases, err := s.options.Store.CasesOf(ctx, v.Period.From, v.Period.To)
	if err != nil {
		return err
	}
	counts := make(map[string]int)
	for _, c := range cases {
		if v.Period.has(c.Commune) {
			counts[c.Topic]++
		}
	}
	for _, topic := range office.Topics() {
		if counts[topic] > 0 {
			v.Topics = append(v.Topics, topicRow{v.say(topics(), topic), counts[topic]})
		}
	}
	return nil
}

func (s *Server) reportData(ctx context.Context, v *reportView) error {
	alerts, err := s.alertsOf(ctx, v.Period)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		switch {
		case a.IsUpdate(): // no citizen's
		case a.IsCall():
			v.CallAlerts.add(a)
		default:
			v.Alerts.add(a)
		}
	}
	calls, err := s.options.Store.Helps(ctx, v.Period.From, v.Period.To, v.Period.Commune)
	if err != nil {
		return err
	}
	v.Calls, v.Raised = v.help(calls), calls.Raised
	if v.Period.Commune == "" {
		v.Asides, err = s.options.Store.Quarantined(ctx)
	} else {
		v.Asides, err = s.options.Store.QuarantinedIn(ctx, v.Period.Commune)
	}
	if err != nil {
		return err
	}
	for _, p := range stats.Pillars() {
		v.Pillars = append(v.Pillars, v.pillar(p))
	}
	return nil
}
