package nav

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// snapM is how far from a point that is too near to something the way may
// begin or end instead.
const snapM = 0.5

var (
	// ErrOutsideMap says that a point is not on the map.
	ErrOutsideMap = errors.New("it is outside the map")
	// ErrInObstacle says that the robot has no room at a point, nor near it.
	ErrInObstacle = errors.New("there is no room for the robot")
	// ErrUnreachable says that no way leads to a point.
	ErrUnreachable = errors.New("no way leads there")
)

// Route is a way over the floor.
type Route struct {
	// Points are the corners, the start and the goal among them.
	Points  []Point
	LengthM float64
	// Duration is how long the robot takes, at the zones' speeds and with
	// nobody in the way, and EnergyWh what that takes from the battery.
	Duration time.Duration
	EnergyWh float64
}

// PlanOptions says how much room the robot needs.
type PlanOptions struct {
	// RadiusM is half the robot's width; 0 means 0.3 m, less than 0 none.
	RadiusM float64
	// DecayM is how far beyond RadiusM things still push the way aside; 0
	// means 0.6 m, less than 0 not at all.
	DecayM float64
	// Zones are the areas with rules: keep-out is not entered, the speeds of
	// the others count for Route.Duration.
	Zones []Zone
	// Mask, if not nil, is a map of the same cells whose occupied ones are kept
	// out of, as Nav2's keep-out masks are.
	Mask *Map
	// MaxSpeedMps is the usual speed; 0 means that of the interlocks.
	MaxSpeedMps float64
}

// Plan finds ways on a map, for showing and checking them: the base plans its
// own when it drives. It may be used from several goroutines, which take
// turns.
type Plan struct {
	m     *Map
	costs *costmap
	zones Site // with nothing but zones
	mps   float64

	mu     sync.Mutex
	search *search // working space, kept between routes
}

// NewPlan prepares to find ways for a robot of a certain size.
func NewPlan(m *Map, o PlanOptions) *Plan {
	orDefault := func(v, preset float64) float64 {
		if v == 0 {
			return preset
		}
		return max(v, 0)
	}
	zones := Site{Zones: o.Zones}
	radiusM := orDefault(o.RadiusM, planRadiusM)
	p := &Plan{
		m: m, zones: zones, mps: min(orDefault(o.MaxSpeedMps, normalMps), topMps),
		costs: newCostmap(m, radiusM, orDefault(o.DecayM, planDecayM)),
	}
	p.costs.keepOut(m, o.Mask, zones.KeepOut(), radiusM)
	p.costs.number()
	p.costs.allow()
	return p
}

// Prepare makes all later routes several times faster. It takes as long as
// some twenty routes across the whole map, and 32 bytes a cell.
func (p *Plan) Prepare() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.costs.landmarks = newLandmarks(p.costs, p.searching())
}

// searching is the working space; the caller holds mu.
func (p *Plan) searching() *search {
	if p.search == nil {
		p.search = newSearch(p.costs)
	}
	return p.search
}

// Route finds the way between two points for a robot of the usual size.
func (m *Map) Route(from, to Point) (Route, error) { return m.planned().Route(from, to) }

// Route finds the way between two points that is cheapest by length and
// nearness to things, without its needless corners. Where the robot has no
// room at a point, the way begins or ends at the nearest place within 0.5 m
// where it has. The errors are ErrOutsideMap, ErrInObstacle and ErrUnreachable.
func (p *Plan) Route(from, to Point) (Route, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	start, from, err := p.settle(from, 0)
	if err != nil {
		return Route{}, fmt.Errorf("cannot leave from (%.2f, %.2f): %w", from.XM, from.YM, err)
	}
	goal, to, err := p.settle(to, p.costs.region[start])
	if err == nil && p.costs.region[start] != p.costs.region[goal] {
		err = ErrUnreachable
	}
	if err != nil {
		return Route{}, fmt.Errorf("cannot find a way to (%.2f, %.2f): %w", to.XM, to.YM, err)
	}
	path := straighten(p.costs, p.searching().path(start, goal))
	route := Route{Points: []Point{from}}
	for _, at := range path[1:max(len(path)-1, 1)] {
		route.Points = append(route.Points, p.middle(at))
	}
	route.Points = append(route.Points, to)
	for i, b := range route.Points[1:] {
		a := route.Points[i]
		route.LengthM += math.Hypot(b.XM-a.XM, b.YM-a.YM)
	}
	p.price(&route)
	return route, nil
}

// middle is the middle of a cell of the costmap.
func (p *Plan) middle(at int) Point {
	return p.m.point(float64(at%p.costs.stride)-0.5, float64(at/p.costs.stride)-0.5)
}

// settle finds the cell of a point, or a near one with room for the robot and
// its middle: in the wanted region if there is one, which 0 leaves open.
func (p *Plan) settle(at Point, region int32) (int, Point, error) {
	col, row, ok := p.m.cell(at)
	if !ok {
		return 0, at, ErrOutsideMap
	}
	own := p.costs.index(col, row)
	if p.costs.cost[own] != blocked {
		return own, at, nil
	}
	found, ok := p.nearest(at, col, row, region)
	if !ok {
		return 0, at, ErrInObstacle
	}
	return found, p.middle(found), nil
}

// nearest is the nearest cell with room for the robot, within snapM.
func (p *Plan) nearest(at Point, col, row int, region int32) (found int, ok bool) {
	best, right := math.Inf(1), false
	reach := int(snapM/p.m.info.ResolutionM) + 1
	for r := max(row-reach, 0); r <= min(row+reach, p.m.rows-1); r++ {
		for c := max(col-reach, 0); c <= min(col+reach, p.m.cols-1); c++ {
			i := p.costs.index(c, r)
			middle := p.middle(i)
			far := math.Hypot(middle.XM-at.XM, middle.YM-at.YM)
			if p.costs.cost[i] == blocked || far > snapM {
				continue
			}
			fits := region != 0 && p.costs.region[i] == region
			if fits && !right || fits == right && far < best {
				found, best, right = i, far, fits
			}
		}
	}
	return found, found != 0
}
