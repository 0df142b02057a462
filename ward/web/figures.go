package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
	"tiepdan/ward/store"
)

// figureStore is what the pages of figures ask the store.
type figureStore interface {
	CountRatings(ctx context.Context, f store.Filter, by store.By) ([]store.RatingCount, error)
	CountVisits(ctx context.Context, f store.Filter, by store.By) ([]store.VisitCount, error)
	Times(ctx context.Context, f store.Filter, by store.By) ([]store.Times, error)
	RatingsByWait(ctx context.Context, f store.Filter, by store.By) ([]store.WaitRating, error)
	Gaps(ctx context.Context) ([]store.Gap, error)
	Asides(ctx context.Context, limit int) ([]store.Aside, error)
	Faults(ctx context.Context, limit int) ([]store.Fault, error)
	CaseDays(ctx context.Context, from, to, commune string) ([]store.CaseDay, error)
}

// group is the ratings of one service, door, hour, day or robot.
type group struct {
	Key    store.Key
	Name   string
	Ticket stats.Faces // of visits
	Panel  stats.Faces // of the button panel, without presses of doubt
	Doubt  int         // presses in bursts or with no visit shortly before
	Closed int         // visits
	Few    bool        // too few to be shown to her, or what would tell of those
	Gap    bool        // data of this time is missing

	PanelFew bool // too few presses to be shown to her
}

// Satisfied is the share of satisfied ratings of visits.
func (g group) Satisfied() stats.Share { return stats.ShareOf(g.Ticket.Good(), g.Ticket.N()) }

// Bad is the share of dissatisfied ratings of visits.
func (g group) Bad() stats.Share { return stats.ShareOf(g.Ticket.Dissatisfied, g.Ticket.N()) }

// Response is the share of visits that were rated.
func (g group) Response() stats.Share { return stats.Rate(g.Ticket.N(), g.Closed) }

// PanelSatisfied is the share of satisfied presses of the panel.
func (g group) PanelSatisfied() stats.Share { return stats.ShareOf(g.Panel.Good(), g.Panel.N()) }

func rate(g *group, c store.Count) {
	switch {
	case c.Source == "ticket":
		g.Ticket.Add(c.Face, c.N)
	case c.Burst || c.NoVisit:
		g.Doubt += c.N
	default:
		g.Panel.Add(c.Face, c.N)
	}
}

// total adds groups up: each rating is in one of them.
func total(groups []group) group {
	var all group
	for _, g := range groups {
		all.Ticket, all.Panel = all.Ticket.Plus(g.Ticket), all.Panel.Plus(g.Panel)
		all.Doubt, all.Closed = all.Doubt+g.Doubt, all.Closed+g.Closed
	}
	return all
}

func compareKeys(a, b store.Key) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Commune, b.Commune),
		cmp.Compare(a.Robot, b.Robot), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Door, b.Door))
}

// filter is what a period asks of the store.
func (p period) filter() store.Filter {
	return store.Filter{From: p.From, To: p.To, Commune: p.Commune}
}

// grouping is one way to lay ratings out.
type grouping struct {
	Name, Text string
	Here       bool
	by         store.By
}

func (w words) groupings(name string) ([]grouping, grouping) {
	all := []grouping{
		{Name: "service", Text: w.T("Lĩnh vực", "Service"), by: store.ByService},
		{Name: "door", Text: w.T("Cửa", "Door"), by: store.ByDoor},
		{Name: "hour", Text: w.T("Giờ", "Hour"), by: store.ByHour},
		{Name: "day", Text: w.T("Ngày", "Day"), by: store.ByDay},
		{Name: "robot", Text: "Robot", by: store.ByRobot},
	}
	i := max(0, slices.IndexFunc(all, func(g grouping) bool { return g.Name == name }))
	all[i].Here = true
	return all, all[i]
}

// shown keeps the groups that have a name, and hides the figures of small ones
// from those who are no leaders.
func shown(all []group, by store.By, u office.User) []group {
	var list []group
	for _, g := range all {
		if by&store.ByDoor != 0 && g.Key.Door == 0 || by&store.ByService != 0 && g.Key.Service == "" {
			continue // the panel belongs to neither
		}
		if !u.Leads() && g.Ticket.N()+g.Closed == 0 {
			continue // only presses of the panel
		}
		list = append(list, g)
	}
	if !u.Leads() {
		hush(list)
	}
	return list
}

// forOthers leaves out of a whole what is too few for people who are no leaders.
func (g group) forOthers() group {
	if stats.Few(g.Ticket.N()) {
		g.Ticket, g.Few = stats.Faces{}, true
	}
	if stats.Few(g.Panel.N()) {
		g.Panel, g.PanelFew = stats.Faces{}, true
	}
	return g
}

// name calls a group as people do.
func (w words) name(k store.Key, by store.By, names map[string]string) string {
	switch by {
	case store.ByService:
		return cmp.Or(names[k.Service], k.Service)
	case store.ByDoor:
		if k.Commune != "" {
			return w.T("Cửa ", "Door ") + strconv.Itoa(k.Door) + " · " + k.Commune
		}
		return w.T("Cửa ", "Door ") + strconv.Itoa(k.Door)
	case store.ByHour:
		return fmt.Sprintf("%d–%d %s", k.Hour, k.Hour+1, w.T("giờ", "h"))
	case store.ByDay:
		return w.weekday(k.Day)
	case store.ByRobot:
		return k.Robot
	}
	return ""
}

// weekday writes a day with its place in the week.
func (w words) weekday(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	vi := []string{"CN", "T2", "T3", "T4", "T5", "T6", "T7"}
	return w.T(vi[t.Weekday()], t.Format("Mon")) + " " + t.Format("02/01")
}

// gapDays are the days of a period that data is missing of.
func (s *Server) gapDays(ctx context.Context, p period) (map[string]bool, error) {
	gaps, err := s.options.Store.Gaps(ctx)
	if err != nil || len(gaps) == 0 {
		return nil, err
	}
	days := make(map[string]bool)
	gaps = slices.DeleteFunc(gaps, func(g store.Gap) bool { return p.Commune != "" && g.Commune != p.Commune })
	for _, iso := range p.list() {
		from, err := time.ParseInLocation(time.DateOnly, iso, s.options.Location)
		if err != nil {
			return nil, fmt.Errorf("cannot read a day: %w", err)
		}
		for _, g := range gaps {
			if g.Touches(from, from.AddDate(0, 0, 1)) {
				days[iso] = true
			}
		}
	}
	return days, nil
}
