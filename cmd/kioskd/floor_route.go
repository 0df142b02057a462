package main

import (
	"context"
	"fmt"
	"math"
	"sync"

	"tiepdan/nav"
)

const (
	// routeGridM is how far the robot must go before its routes change.
	routeGridM = 0.25
	// maxRoutes bounds the cache, maxWanted the routes still to be found. Both
	// begin anew when they are full: what is old belongs to where the robot
	// no longer is.
	maxRoutes = 512
	maxWanted = 64
)

// floorRoute is a way to a place, or why there is none.
type floorRoute struct {
	Points  []nav.Point
	LengthM float64
	Err     error
}

// routeKey is a question: positions in one square of the grid are the same.
type routeKey struct {
	place    string
	col, row int32
}

// floorRoutes finds routes on its own goroutine and remembers them.
type floorRoutes struct {
	places  map[string]nav.Point
	changed func()
	wake    chan struct{}

	mu     sync.Mutex
	m      *nav.Map // nil until there is one
	known  map[routeKey]floorRoute
	wanted map[routeKey]nav.Point
}

func newFloorRoutes(places map[string]nav.Point, changed func()) *floorRoutes {
	return &floorRoutes{
		places: places, changed: changed, wake: make(chan struct{}, 1),
		known: map[routeKey]floorRoute{}, wanted: map[routeKey]nav.Point{},
	}
}

// use takes a new map; routes over the old one are forgotten.
func (r *floorRoutes) use(m *nav.Map) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.m = m
	clear(r.known)
	clear(r.wanted)
}

func (r *floorRoutes) to(place string, from nav.Point) (route floorRoute, known bool) {
	if _, ok := r.goal(place); !ok {
		return floorRoute{Err: fmt.Errorf("no place %q", place)}, true
	}
	col, row := math.Round(from.XM/routeGridM), math.Round(from.YM/routeGridM)
	if !(math.Abs(col) < math.MaxInt32 && math.Abs(row) < math.MaxInt32) { // nor is it a number
		return floorRoute{Err: nav.ErrOutsideMap}, true
	}
	key := routeKey{place, int32(col), int32(row)}

	r.mu.Lock()
	defer r.mu.Unlock()
	if route, known = r.known[key]; known || r.m == nil {
		return route, known
	}
	if _, asked := r.wanted[key]; !asked {
		if len(r.wanted) >= maxWanted {
			clear(r.wanted)
		}
		r.wanted[key] = from
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
	return floorRoute{}, false
}

// run answers the questions until ctx ends.
func (r *floorRoutes) run(ctx context.Context) {
	for {
		key, from, m := r.next()
		if m == nil {
			select {
			case <-ctx.Done():
				return
			case <-r.wake:
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		to, _ := r.goal(key.place)
		found, err := m.Route(from, to)
		if r.remember(m, key, floorRoute{Points: found.Points, LengthM: found.LengthM, Err: err}) {
			r.changed()
		}
	}
}

// next is one of the questions, or no map.
func (r *floorRoutes) next() (key routeKey, from nav.Point, m *nav.Map) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, from = range r.wanted {
		return key, from, r.m
	}
	return routeKey{}, nav.Point{}, nil
}

// remember stores an answer, unless the map was replaced meanwhile.
func (r *floorRoutes) remember(m *nav.Map, key routeKey, route floorRoute) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m != m {
		return false
	}
	if len(r.known) >= maxRoutes {
		clear(r.known)
	}
	r.known[key] = route
	delete(r.wanted, key)
	return true
}
