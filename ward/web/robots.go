package web

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/store"
	"tiepdan/ward/updates"
)

// robotsView is the page of robots: where they are, what they do, what is
// wrong, and how complete their data is.
type robotsView struct {
	frame

	Notices []string
	Invite  bool // she may invite robots
	Soft    bool // the ward brings software onto them
	Robots  []robotRow
	Needs   []needRow
	Map     floor // of robots without a plan
	Plans   []planCard
	Ons     []planOn
	Replan  bool // the plans are others than those of the page
	Data    []dataRow
	Gaps    []gapRow
	Asides  []asideRow
	Aside   int
	Faults  []faultRow
}

// floor places the robots that say where they are, one metre to 10 units.
type floor struct {
	X, Y, Wide, High float64
	Lines            []line // every metre, or as many as are of use
	Step             int    // metres between lines
	Robots           []mark
}

type line struct{ X1, Y1, X2, Y2 float64 }

// mark is one robot on the floor.
type mark struct {
	Name, Class   string
	X, Y, Heading float64 // heading in degrees clockwise, as SVG turns
	NameY         float64
}

type gapRow struct {
	Robot, Numbers, Between string
	Lost                    bool
	GivenUp                 string // why, if somebody gave them up
}

type asideRow struct{ Robot, At, Reason string }

type faultRow struct {
	Robot, At, Part, Detail string
	Up                      bool
}

func (s *Server) robotsPage(w http.ResponseWriter, r *http.Request, x who) {
	v, err := s.robots(r.Context(), words{language(w, r)}, x, chosenOn(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.frame = s.frame(w, r, x, "/robots")
	v.Live, v.Feed, v.Unwritten = true, "/robots/live", "" // it is among the notices
	v.FeedQuery = planQuery(v.Ons)
	v.Invite, v.Soft = s.options.Invite != nil && configurers(x.User), s.options.Updates != nil
	s.draw(w, r, "robots.html", v)
}

func (s *Server) robotEvents(w http.ResponseWriter, r *http.Request, x who) {
	s.follow(w, r, x, feed{
		sections: []string{"notices", "needs", "replan", "floor", "robots", "data", "gaps", "faults"},
		view: func(ctx context.Context, w words, x who) (any, error) {
			v, err := s.robots(ctx, w, x, touched{})
			v.Plans, v.Replan = nil, r.URL.Query().Get("plans") != plansKey(v.Ons)
			return v, err
		},
		more: func(view any) []section { return planSections(view.(robotsView).Ons) }, //nolint:forcetypeassert // what view gives
	})
}

const listed = 30 // faults and messages kept aside on the page

func (s *Server) robots(ctx context.Context, w words, x who, at touched) (robotsView, error) {
	snap, err := s.board.snapshot(ctx, x.Commune)
	if err != nil {
		return robotsView{}, err
	}
	named := x.robots(snap.robots)
	snap.ward.Store = s.unwritten()
	v := robotsView{frame: frame{words: w, Me: x}, Notices: append(w.notices(snap), s.endings(ctx, w, x, snap.at)...), Aside: snap.aside}
	v.Needs = s.needs(w, x, snap.robots, snap.at)
	groups, without := s.floors(snap.robots, named)
	v.Map = floorOf(without)
	for _, g := range groups {
		v.Plans = append(v.Plans, s.card(w, g, at.of(g.key()), s.options.Commands != nil && leaders(x.User), snap.at))
		v.Ons = append(v.Ons, v.Plans[len(v.Plans)-1].On)
	}
	wishes := make(map[schema.Topic]updates.Wish)
	if s.options.Updates != nil {
		if wishes, err = s.wishes(ctx); err != nil {
			return robotsView{}, err
		}
	}
	for i, r := range named {
		row := w.robot(r, snap.at, s.named(snap.robots[i]))
		to := schema.Topic{Commune: r.Commune, Robot: snap.robots[i].Name}
		if s.options.Commands != nil && configurers(x.User) {
			row.Setup = setupPath(to)
			s.asked(w, &row, to, snap.at)
		}
		if wish, found := wishes[to]; found {
			s.softLine(w, &row, wish)
		}
		v.Robots = append(v.Robots, row)
	}
	snap.robots = named
	v.Data = w.data(snap, x)
	return v, s.robotLists(ctx, &v, snap.at)
}

// robotLists fills in what is missing, kept aside and at fault. What she must
// not see is left out of many.
func (s *Server) robotLists(ctx context.Context, v *robotsView, now time.Time) error {
	x := v.Me
	gaps, err := s.options.Store.Gaps(ctx)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		if x.SeesCommune(g.Commune) {
			g.Robot = x.called(g.Commune, g.Robot)
			v.Gaps = append(v.Gaps, s.gap(v.words, g, now))
		}
	}
	asides, err := s.options.Store.Asides(ctx, looked)
	if err != nil {
		return err
	}
	for _, a := range asides {
		if x.SeesCommune(a.Commune) && len(v.Asides) < listed {
			v.Asides = append(v.Asides, asideRow{x.called(a.Commune, a.Robot), s.when(a.Received, now), a.Reason})
		}
	}
	faults, err := s.options.Store.Faults(ctx, looked)
	if err != nil {
		return err
	}
	for _, f := range faults {
		if x.SeesCommune(f.Commune) && len(v.Faults) < listed {
			v.Faults = append(v.Faults, faultRow{x.called(f.Commune, f.Robot), s.when(f.At, now), v.say(partNames(), f.Part), v.faultDetail(f.Part, f.Detail), f.Up})
		}
	}
	return nil
}

func (s *Server) gap(w words, g store.Gap, now time.Time) gapRow {
	row := gapRow{Robot: g.Robot, Lost: g.Lost, GivenUp: g.GivenUp, Numbers: strconv.FormatUint(g.From, 10)}
	if g.To > g.From {
		row.Numbers += "–" + strconv.FormatUint(g.To, 10)
	}
	after, before := s.when(g.After, now), s.when(g.Before, now)
	switch {
	case g.After.IsZero() && g.Before.IsZero():
	case g.After.IsZero():
		row.Between = w.T("trước ", "before ") + before
	case g.Before.IsZero():
		row.Between = w.T("sau ", "after ") + after
	default:
		row.Between = after + " – " + before
	}
	return row
}

const (
	unit    = 10 // of the drawing, for one metre
	margin  = 15
	leastM  = 8.0 // metres that are drawn at least
	mostLns = 24  // lines across
	shape   = 1.6 // width to height, at least
)

// floorOf draws the robots whose base says where it is. Their map frame is in
// metres with y to the left of x; a drawing's y goes down.
func floorOf(robots []live.Robot) floor {
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	var f floor
	for _, r := range robots {
		b := placed(r)
		if b == nil {
			continue
		}
		f.Robots = append(f.Robots, markOf(r.Name, b))
		lowX, highX = min(lowX, b.XM), max(highX, b.XM)
		lowY, highY = min(lowY, b.YM), max(highY, b.YM)
	}
	if len(f.Robots) == 0 {
		return f
	}
	lowX, highX = widen(lowX, highX)
	lowY, highY = widen(lowY, highY)
	if more := shape*(highY-lowY) - (highX - lowX); more > 0 {
		lowX, highX = lowX-more/2, highX+more/2
	}
	f.X, f.Y = lowX*unit-margin, -highY*unit-margin
	f.Wide, f.High = (highX-lowX)*unit+2*margin, (highY-lowY)*unit+2*margin
	f.Step = 1
	for max(highX-lowX, highY-lowY)/float64(f.Step) > mostLns {
		f.Step *= 2
	}
	step := float64(f.Step)
	for x := math.Floor(lowX/step) * step; x <= highX+1; x += step {
		f.Lines = append(f.Lines, line{x * unit, f.Y, x * unit, f.Y + f.High})
	}
	for y := math.Floor(lowY/step) * step; y <= highY+1; y += step {
		f.Lines = append(f.Lines, line{f.X, -y * unit, f.X + f.Wide, -y * unit})
	}
	return f
}

// placed is the base of a robot that says where it is, within reason.
func placed(r live.Robot) *schema.BaseStatus {
	if r.Status == nil || r.Status.Base == nil || r.Status.Base.State == "" || r.Status.Base.State == "offline" {
		return nil
	}
	b := r.Status.Base
	if math.IsNaN(b.XM+b.YM+b.HeadingRad) || math.Abs(b.XM) > 1e4 || math.Abs(b.YM) > 1e4 {
		return nil
	}
	return b
}

func markOf(name string, b *schema.BaseStatus) mark {
	m := mark{
		Name: name, Class: "ok", X: b.XM * unit, Y: -b.YM * unit, Heading: -b.HeadingRad * 180 / math.Pi, NameY: -b.YM*unit + 11,
	}
	switch {
	case b.EStop || b.State == "fault" || b.State == "estop" || b.State == "linkLost":
		m.Class = "bad"
	case b.State == "blocked":
		m.Class = "warn"
	}
	return m
}

func widen(low, high float64) (wideLow, wideHigh float64) {
	if more := leastM - (high - low); more > 0 {
		low, high = low-more/2, high+more/2
	}
	return math.Floor(low), math.Ceil(high)
}
