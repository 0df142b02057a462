package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// waitsView is the page of waiting and service times over a period.
type waitsView struct {
	frame
	picker

	Norms  office.Norms
	All    timesRow
	Groups []timesRow
	ByDoor bool
	Wait   chart // median and 90 % by day
	Flow   chart // visits by hour
	Mood   chart // satisfaction beside the wait
	Rated  int   // ratings beside the wait
	Hidden bool

	days int // on which any visit ended
}

// timesRow is how long a group of visits waited and took.
type timesRow struct {
	Name             string
	N                int
	Wait50, Wait90   string
	Serve50, Serve90 string
	OnTime, OnTimeAt stats.Share // within the norm of waiting, and of the service
	PerDay           string
	NoShow           stats.Share
}

func (s *Server) waitsPage(w http.ResponseWriter, r *http.Request, x who) {
	v := waitsView{frame: s.frame(w, r, x, "/waits"), ByDoor: r.URL.Query().Get("by") == "door"}
	keep := "service"
	if v.ByDoor {
		keep = "door"
	}
	v.picker = s.picker(v.words, r, x, "30", keep)
	if err := s.waits(r.Context(), &v, x.User); err != nil {
		s.fail(w, r, err)
		return
	}
	v.Charts = true
	s.draw(w, r, "waits.html", v)
}

func (s *Server) waits(ctx context.Context, v *waitsView, u office.User) (err error) {
	if v.Norms, err = s.settings.Norms(ctx); err != nil {
		return err
	}
	if err := s.waitRows(ctx, v, u); err != nil {
		return err
	}
	if err := s.waitDays(ctx, v, u); err != nil {
		return err
	}
	if err := s.waitFlow(ctx, v, u); err != nil {
		return err
	}
	return s.waitMood(ctx, v, u)
}

func (s *Server) waitRows(ctx context.Context, v *waitsView, u office.User) error {
	by := store.ByService
	if v.ByDoor {
		by = store.ByDoor
	}
	outcomes, err := s.outcomes(ctx, v.Period, by, u)
	if err != nil {
		return err
	}
	times, err := s.times(ctx, v.Period.filter(), by, u)
	if err != nil {
		return err
	}
	if v.days, err = s.openDays(ctx, v.Period); err != nil {
		return err
	}
	var all store.Times
	var ended outcome
	names := s.serviceNames(v.words, u)
	for _, t := range times {
		all.Wait = all.Wait.Plus(t.Wait)
		all.Serve = all.Serve.Plus(t.Serve)
		o := outcomes[t.Key]
		ended.closed, ended.noShow = ended.closed+o.closed, ended.noShow+o.noShow
		if !u.Leads() && stats.Few(t.Serve.N()) {
			v.Hidden = true
			continue
		}
		row := v.times(t, o, v.days, v.Norms)
		row.Name = v.name(t.Key, by, names)
		v.Groups = append(v.Groups, row)
	}
	v.All = v.times(all, ended, v.days, v.Norms)
	return nil
}

// outcome is how visits ended.
type outcome struct{ closed, noShow int }

func (s *Server) outcomes(ctx context.Context, p period, by store.By, u office.User) (map[store.Key]outcome, error) {
	visits, err := s.visitCounts(ctx, p.filter(), by, u)
	if err != nil {
		return nil, err
	}
	all := make(map[store.Key]outcome)
	for _, c := range visits {
		o := all[c.Key]
		if c.Outcome == "closed" {
			o.closed += c.N
		} else {
			o.noShow += c.N
		}
		all[c.Key] = o
	}
	return all, nil
}

// openDays counts the days on which any visit ended.
func (s *Server) openDays(ctx context.Context, p period) (int, error) {
	visits, err := s.options.Store.CountVisits(ctx, p.filter(), store.ByDay)
	days := make(map[string]bool)
	for _, c := range visits {
		days[c.Day] = true
	}
	return len(days), err
}

func (w words) times(t store.Times, o outcome, days int, n office.Norms) timesRow {
	row := timesRow{
		N: o.closed, Wait50: w.quantile(t.Wait, 0.5), Wait90: w.quantile(t.Wait, 0.9),
		Serve50: w.quantile(t.Serve, 0.5), Serve90: w.quantile(t.Serve, 0.9),
		NoShow: stats.ShareOf(o.noShow, o.closed+o.noShow), PerDay: "–",
	}
	if days > 0 {
		row.PerDay = w.decimal(float64(o.closed) / float64(days))
	}
	if n.WaitMin > 0 {
		row.OnTime = stats.ShareOf(t.Wait.Within(time.Duration(n.WaitMin)*time.Minute), t.Wait.N())
	}
	if n.ServeMin > 0 {
		row.OnTimeAt = stats.ShareOf(t.Serve.Within(time.Duration(n.ServeMin)*time.Minute), t.Serve.N())
	}
	return row
}

func (w words) quantile(h store.Histogram, q float64) string {
	t, known := h.Quantile(q)
	if !known {
		return "–"
	}
	return w.minutes(t)
}

// minutes writes a time in minutes, as exactly as it is known.
func (w words) minutes(t time.Duration) string {
	m := t.Minutes()
	if m < 10 {
		return w.decimal(m) + w.T("\u00a0phút", "\u00a0min")
	}
	return fmt.Sprintf("%.0f", m) + w.T("\u00a0phút", "\u00a0min")
}

// waitDays draws the waits of each day.
func (s *Server) waitDays(ctx context.Context, v *waitsView, u office.User) error {
	times, err := s.times(ctx, v.Period.filter(), store.ByDay, u)
	if err != nil {
		return err
	}
	gaps, err := s.gapDays(ctx, v.Period)
	if err != nil {
		return err
	}
	have := make(map[string]store.Histogram)
	for _, t := range times {
		have[t.Day] = t.Wait
	}
	c := chart{
		Kind: "line", Unit: v.T("phút", "min"), Mark: v.T("thiếu dữ liệu", "data missing"),
		Norm: float64(v.Norms.WaitMin), NormIs: v.T("định mức", "norm"),
	}
	half := series{Name: v.T("Một nửa chờ không quá", "Half waited at most"), Colour: "brand"}
	most := series{Name: v.T("9 trong 10 người chờ không quá", "9 in 10 waited at most"), Colour: "n"}
	for i, iso := range v.Period.list() {
		c.Labels = append(c.Labels, v.weekday(iso))
		if gaps[iso] {
			c.Marks = append(c.Marks, i)
		}
		half.Values = append(half.Values, quantileOf(have[iso], 0.5))
		most.Values = append(most.Values, quantileOf(have[iso], 0.9))
	}
	c.Series = []series{half, most}
	v.Wait = c
	return nil
}

func quantileOf(h store.Histogram, q float64) *float64 {
	t, known := h.Quantile(q)
	if !known {
		return nil
	}
	return rounded(t.Minutes())
}

// waitFlow draws how many visits end in each hour of a day, on average over
// the days on which any did.
func (s *Server) waitFlow(ctx context.Context, v *waitsView, u office.User) error {
	visits, err := s.visitCounts(ctx, v.Period.filter(), store.ByHour, u)
	if err != nil {
		return err
	}
	if v.days == 0 {
		return nil
	}
	hours := make(map[int]int)
	first, last := 24, -1
	for _, c := range visits {
		if c.Outcome == "closed" {
			hours[c.Hour] += c.N
			first, last = min(first, c.Hour), max(last, c.Hour)
		}
	}
	c := chart{Kind: "bars", Unit: v.T("lượt", "visits")}
	one := series{Name: v.T("Lượt tiếp xong mỗi giờ", "Visits closed per hour"), Colour: "brand"}
	for h := first; h <= last; h++ {
		c.Labels = append(c.Labels, fmt.Sprintf("%d–%d", h, h+1))
		one.Values = append(one.Values, rounded(float64(hours[h])/float64(v.days)))
	}
	c.Series = []series{one}
	v.Flow = c
	return nil
}

// waitMood draws how satisfied people were who waited so long.
func (s *Server) waitMood(ctx context.Context, v *waitsView, u office.User) error {
	all, err := s.moods(ctx, v.Period.filter(), u)
	if err != nil {
		return err
	}
	var groups []group
	var labels []string
	for _, x := range all {
		label := v.waited(x)
		if len(labels) == 0 || labels[len(labels)-1] != label {
			groups, labels = append(groups, group{}), append(labels, label)
		}
		groups[len(groups)-1].Ticket.Add(x.Face, x.N)
		v.Rated += x.N
	}
	if !u.Leads() {
		hush(groups)
	}
	for i, g := range groups {
		if g.Few {
			v.Hidden = true
			continue
		}
		labels[i] += fmt.Sprintf("\n(%d)", g.Ticket.N())
	}
	v.Mood = v.shares(groups, labels)
	v.Mood.Kind = "bars"
	return nil
}

// waited names a range of waits.
func (w words) waited(x store.WaitRating) string {
	from, to := int(x.From.Minutes()), int(x.To.Minutes())
	switch {
	case x.To == 0:
		return fmt.Sprintf(w.T("trên %d phút", "over %d min"), from)
	case from == 0:
		return fmt.Sprintf(w.T("đến %d phút", "up to %d min"), to)
	}
	return fmt.Sprintf(w.T("%d–%d phút", "%d–%d min"), from, to)
}
