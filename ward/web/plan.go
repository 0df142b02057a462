package web

import (
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/live"
	"tiepdan/ward/motion"
)

// planCard is the plan of one floor, with everything that stays where it is.
// Robots move over it in a layer of their own, so that the plan is sent once.
type planCard struct {
	words

	Key    string // names the plan
	Names  string // robots on it
	Box    string // viewBox
	Walls  string // path
	Zones  []planZone
	Places []planPlace
	On     planOn
	Errand *errandForm // nil when she cannot send a robot
}

type planZone struct{ Class, Points, Name string }

type planPlace struct {
	Class, Text, Title string
	X, Y               float64
	Link               string
	Chosen             bool
}

// planOn are the robots on a plan.
type planOn struct {
	words

	Key, Box string
	Robots   []planRobot
}

type planRobot struct {
	Name, Class          string
	X, Y, Heading, NameY float64
	Shown                bool // it says where it is
	Target               *planTarget
	Doing, DoingClass    string
	Age                  string
	Stale                bool
	Battery              int
	BatteryKnown         bool
	Sent, SentClass      string // what became of the last errand
}

type planTarget struct{ X, Y float64 }

// floorGroup is one plan with the robots that have it.
type floorGroup struct {
	plan   motion.Plan
	robots []planned
}

// planned is a robot with the name that she knows it by.
type planned struct {
	live.Robot

	called string
}

func (p planned) topic() schema.Topic { return schema.Topic{Commune: p.Commune, Robot: p.Name} }

// floors lays robots out by the plan that they have; those without one are
// given apart. called are the names that she knows them by.
func (s *Server) floors(robots []live.Robot, called []live.Robot) (groups []floorGroup, without []live.Robot) {
	for i, r := range robots {
		if s.options.Motion == nil {
			return nil, called
		}
		plan, has := s.options.Motion.Plan(schema.Topic{Commune: r.Commune, Robot: r.Name})
		if !has {
			without = append(without, called[i])
			continue
		}
		at := slices.IndexFunc(groups, func(g floorGroup) bool { return g.plan.Hash == plan.Hash && g.robots[0].Commune == r.Commune })
		if at < 0 {
			at, groups = len(groups), append(groups, floorGroup{plan: plan})
		}
		groups[at].robots = append(groups[at].robots, planned{r, called[i].Name})
	}
	return groups, without
}

// key names a plan on a page: communes may have the same.
func (g floorGroup) key() string { return g.robots[0].Commune + "-" + g.plan.Hash }

// named are the names of places on a robot's floor.
func (s *Server) named(r live.Robot) floorNames {
	if s.options.Motion == nil {
		return nil
	}
	plan, _ := s.options.Motion.Plan(schema.Topic{Commune: r.Commune, Robot: r.Name})
	return namesOf(plan)
}

// touched is the place that she has touched on a plan.
type touched struct{ on, place string }

func chosenOn(r *http.Request) touched {
	q := r.URL.Query()
	return touched{q.Get("on"), q.Get("to")}
}

func (t touched) of(key string) string {
	if t.on != key {
		return ""
	}
	return t.place
}

// plansKey names the plans of a page. Its stream tells when they are others.
func plansKey(ons []planOn) string {
	keys := make([]string, 0, len(ons))
	for _, o := range ons {
		keys = append(keys, o.Key)
	}
	return strings.Join(keys, ".")
}

func planQuery(ons []planOn) template.URL {
	return template.URL("&" + url.Values{"plans": {plansKey(ons)}}.Encode()) //nolint:gosec // Encode escapes it
}

// planSections are the parts that move.
func planSections(ons []planOn) []section {
	all := make([]section, 0, 2*len(ons))
	for _, o := range ons {
		all = append(all, section{"marks-" + o.Key, "marks", o}, section{"on-" + o.Key, "on", o})
	}
	return all
}

// drawing turns centimetres of a map into units of a picture.
type drawing struct {
	x, y, scale float64 // the upper left corner in cm, units for one cm
	wide, high  float64
}

// planWide is how wide a plan is drawn, in units.
const planWide = 600

func drawingOf(f schema.Floor) drawing {
	lowX, lowY, highX, highY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	see := func(x, y int) {
		lowX, highX = min(lowX, float64(x)), max(highX, float64(x))
		lowY, highY = min(lowY, float64(y)), max(highY, float64(y))
	}
	for _, ring := range f.Outline {
		for _, at := range ring {
			see(at[0], at[1])
		}
	}
	for _, p := range f.Places {
		see(p.XCM, p.YCM)
	}
	if lowX > highX {
		lowX, lowY, highX, highY = 0, 0, 0, 0
	}
	const least, edge = 600, 60 // cm
	grow := func(low, high float64) (wideLow, wideHigh float64) {
		more := max(least-(high-low), 0)/2 + edge
		return low - more, high + more
	}
	lowX, highX = grow(lowX, highX)
	lowY, highY = grow(lowY, highY)
	d := drawing{x: lowX, y: highY, scale: planWide / (highX - lowX), wide: planWide}
	d.high = (highY - lowY) * d.scale
	return d
}

// at is a point of the map in the picture, whose y goes down.
func (d drawing) at(xCM, yCM float64) (x, y float64) {
	round := func(v float64) float64 { return math.Round(10*v) / 10 }
	return round((xCM - d.x) * d.scale), round((d.y - yCM) * d.scale)
}

func (d drawing) box() string {
	return "0 0 " + short(d.wide) + " " + short(d.high)
}

func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// points writes corners of the map with a comma between x and y.
func (d drawing) points(ring [][]int) string {
	all := make([]string, 0, len(ring))
	for _, p := range ring {
		x, y := d.at(float64(p[0]), float64(p[1]))
		all = append(all, short(x)+","+short(y))
	}
	return strings.Join(all, " ")
}

// card draws a floor. chosen is the place that she has touched.
func (s *Server) card(w words, g floorGroup, chosen string, sends bool, now time.Time) planCard {
	d, names := drawingOf(g.plan.Floor), namesOf(g.plan)
	c := planCard{words: w, Key: g.key(), Box: d.box(), On: s.on(w, g, now)}
	called := make([]string, 0, len(g.robots))
	for _, r := range g.robots {
		called = append(called, r.called)
	}
	c.Names = strings.Join(called, ", ")
	var tasks []errandTask
	if sends {
		c.Errand = s.errandForm(w, g, chosen)
		tasks = c.Errand.Tasks
	}
	var walls strings.Builder
	for _, ring := range g.plan.Outline {
		walls.WriteString("M" + strings.ReplaceAll(d.points(ring), " ", "L") + "Z")
	}
	c.Walls = walls.String()
	for _, z := range g.plan.Zones {
		c.Zones = append(c.Zones, planZone{Class: string(z.Kind), Points: d.points(z.Area), Name: z.Zone})
	}
	for _, p := range g.plan.Places {
		place := planPlace{Class: string(p.Kind), Text: w.badge(p), Title: w.place(names, p.Place), Chosen: p.Place == chosen}
		place.X, place.Y = d.at(float64(p.XCM), float64(p.YCM))
		if sends && slices.ContainsFunc(tasks, func(t errandTask) bool { return t.goesTo(p.Place) }) {
			place.Link = "?" + url.Values{"on": {c.Key}, "to": {p.Place}}.Encode() + "#errand-" + c.Key
		}
		c.Places = append(c.Places, place)
	}
	return c
}

// badge is what stands at a place on the plan.
func (w words) badge(p schema.FloorPlace) string {
	switch p.Kind {
	case schema.PlaceDoor:
		return doorsText(p.Doors)
	case schema.PlaceWelcome:
		return w.T("Nghỉ", "Home")
	case schema.PlaceWaiting:
		return w.T("Chờ", "Wait")
	case schema.PlaceDock:
		return w.T("Sạc", "Dock")
	case schema.PlaceEntrance:
		return w.T("Vào", "In")
	case schema.PlaceOther:
	}
	return ""
}

// on places the robots of a floor.
func (s *Server) on(w words, g floorGroup, now time.Time) planOn {
	d, names := drawingOf(g.plan.Floor), namesOf(g.plan)
	on := planOn{words: w, Key: g.key(), Box: d.box()}
	for _, r := range g.robots {
		on.Robots = append(on.Robots, s.planRobot(w, r, d, names, now))
	}
	return on
}

func (s *Server) planRobot(w words, r planned, d drawing, names floorNames, now time.Time) planRobot {
	row := planRobot{Name: r.called, Age: w.Ago(r.StatusAt, now), Stale: now.Sub(r.StatusAt) > stale || r.State != schema.LinkOnline}
	if r.Status != nil && r.Status.Base != nil {
		b := r.Status.Base
		row.Doing, row.DoingClass = w.doing(b, r.Status.Mission, names)
		row.Battery, row.BatteryKnown = b.BatteryPct, b.BatteryPct >= 0 && !b.Charging && b.State != "charging"
	}
	if b := placed(r.Robot); b != nil {
		row.Shown, row.Class, row.Heading = true, markOf("", b).Class, math.Round(-b.HeadingRad*180/math.Pi)
		row.X, row.Y = d.at(100*b.XM, 100*b.YM)
		row.NameY = row.Y + 26
		if row.DoingClass != "ok" {
			row.Class = row.DoingClass
		}
		row.Target = targetOf(r.Status.Mission, d, names)
	}
	if row.Stale {
		row.Class, row.Target = "old", nil
	}
	s.errandSent(w, &row, r.topic(), now)
	return row
}

// targetOf is where a robot drives to.
func targetOf(m *schema.MissionStatus, d drawing, names floorNames) *planTarget {
	if m == nil || m.Phase == "arrived" || m.Phase == "failed" || m.Phase == "cancelled" {
		return nil
	}
	p, known := names[m.Place]
	if !known {
		return nil
	}
	var t planTarget
	t.X, t.Y = d.at(float64(p.XCM), float64(p.YCM))
	return &t
}
