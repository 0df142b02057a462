package web

import (
	"context"
	"net/http"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// ratingsView is the page of ratings over a period.
type ratingsView struct {
	frame
	picker

	By     []grouping
	Kind   grouping
	All    group
	Faces  []faceRow
	Groups []groupRow
	Chart  chart
	Hidden bool // something is too small to be shown to her
	Gaps   bool
}

// picker is the choice of a period.
type picker struct {
	Period  period
	Presets []preset
	Action  string // path of the page
	Keep    string // what stays chosen, by name
	Places  []commune
	Fixed   bool // no days of one's own
}

// commune is one commune, or all, that a page can tell of.
type commune struct {
	Commune, Name string
	Here          bool
}

func (s *Server) picker(w words, r *http.Request, x who, standard, keep string) picker {
	p := s.period(r, x, standard)
	return picker{Period: p, Presets: w.presets(p, x.User), Fixed: !x.Leads(), Action: r.URL.Path, Keep: keep, Places: w.communes(x, p.Commune)}
}

// communes are those that she can choose from; none when there is no choice.
func (w words) communes(x who, here string) []commune {
	if !x.Several() {
		return nil
	}
	all := []commune{{Name: w.T("Tất cả phường", "All communes"), Here: here == ""}}
	for _, name := range x.communes {
		all = append(all, commune{Commune: name, Name: name, Here: here == name})
	}
	return all
}

// groupRow is a group as a row of a table.
type groupRow struct {
	group

	Faces []faceRow
}

func (s *Server) ratingsPage(w http.ResponseWriter, r *http.Request, x who) {
	v := ratingsView{frame: s.frame(w, r, x, "/ratings")}
	v.By, v.Kind = v.groupings(r.URL.Query().Get("by"))
	v.picker = s.picker(v.words, r, x, "30", v.Kind.Name)
	if err := s.ratings(r.Context(), &v, x); err != nil {
		s.fail(w, r, err)
		return
	}
	v.Charts = true
	s.draw(w, r, "ratings.html", v)
}

func (s *Server) ratings(ctx context.Context, v *ratingsView, x who) error {
	u := x.User
	groups, err := s.groups(ctx, v.Period.filter(), v.Kind.by, u)
	if err != nil {
		return err
	}
	if v.All = total(groups); !u.Leads() {
		v.All = v.All.forOthers()
	}
	v.Faces = v.bar(v.All.Ticket)
	gaps, err := s.gapDays(ctx, v.Period)
	if err != nil {
		return err
	}
	v.Gaps = len(gaps) > 0
	names := s.serviceNames(v.words, x.User)
	rows := shown(groups, v.Kind.by, u)
	for i := range rows {
		rows[i].Key.Robot = x.called(rows[i].Key.Commune, rows[i].Key.Robot)
		rows[i].Name = v.name(rows[i].Key, v.Kind.by, names)
		rows[i].Gap = gaps[rows[i].Key.Day]
		v.Hidden = v.Hidden || rows[i].Few
		v.Groups = append(v.Groups, groupRow{rows[i], v.bar(rows[i].Ticket)})
	}
	return s.ratingsChart(ctx, v, u, rows, gaps)
}

// ratingsChart draws the hours when it is about hours, else the days.
func (s *Server) ratingsChart(ctx context.Context, v *ratingsView, u office.User, rows []group, gaps map[string]bool) error {
	if v.Kind.by == store.ByHour {
		labels := make([]string, 0, len(rows))
		for _, g := range rows {
			labels = append(labels, g.Name)
		}
		v.Chart = v.shares(rows, labels)
		return nil
	}
	days := rows
	if v.Kind.by != store.ByDay {
		all, err := s.groups(ctx, v.Period.filter(), store.ByDay, u)
		if err != nil {
			return err
		}
		days = shown(all, store.ByDay, u)
	}
	full, labels := v.everyDay(v.Period, days, gaps)
	v.Chart = v.shares(full, labels)
	return nil
}

// everyDay puts days with nothing between those with something.
func (w words) everyDay(p period, days []group, gaps map[string]bool) (full []group, labels []string) {
	have := make(map[string]group, len(days))
	for _, g := range days {
		have[g.Key.Day] = g
	}
	for _, iso := range p.list() {
		g := have[iso]
		g.Key.Day, g.Gap = iso, gaps[iso]
		full, labels = append(full, g), append(labels, w.weekday(iso))
	}
	return full, labels
}

// bar lays faces out in a bar that is 100 wide.
func (w words) bar(f stats.Faces) []faceRow {
	rows := make([]faceRow, 0, 4)
	x := 0.0
	for _, face := range []struct {
		face string
		n    int
	}{
		{"very-satisfied", f.VerySatisfied},
		{"satisfied", f.Satisfied},
		{"neutral", f.Neutral},
		{"dissatisfied", f.Dissatisfied},
	} {
		row := faceRow{Face: face.face, Name: w.say(faceNames(), face.face), N: face.n, X: x}
		if f.N() > 0 {
			row.Width = 100 * float64(face.n) / float64(f.N())
		}
		x += row.Width
		rows = append(rows, row)
	}
	return rows
}

// serviceNames are the services' names as the robots that she sees say them now.
func (s *Server) serviceNames(w words, u office.User) map[string]string {
	names := make(map[string]string)
	for service, label := range labels(who{User: u}.robots(s.options.Now.Robots())) {
		names[service] = w.Label(label)
	}
	return names
}
