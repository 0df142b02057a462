// Package flow finds the ways to one goal from everywhere at once: the cost
// that is still ahead at each cell of a grid, as water would find it. People
// and the simulated base walk down it, each over a grid of what they know.
package flow

import (
	"math"

	"tiepdan/drivers/base/floortest/world"
)

// CellM is the width of a cell.
const CellM = 0.1

// Costs of a step, in tenths of a cell, straight and across.
const (
	straight = 10
	across   = 14
	// Never is the cost ahead where no way leads to the goal.
	Never = math.MaxInt32
	// dearest bounds a cell's factor, so that a ring of buckets is enough.
	dearest = 24
)

// Grid says how dear each cell is: 0 is closed, 1 an open floor, more is worse.
type Grid struct {
	Cols, Rows int
	Dear       []uint8
}

// NewGrid makes a grid for a floor, all closed.
func NewGrid(widthM, heightM float64) *Grid {
	g := &Grid{Cols: int(math.Round(widthM / CellM)), Rows: int(math.Round(heightM / CellM))}
	g.Dear = make([]uint8, g.Cols*g.Rows)
	return g
}

// Cell is the cell of a point, or false beyond the floor.
func (g *Grid) Cell(p world.Point) (int, bool) {
	col, row := int(math.Floor(p.X/CellM)), int(math.Floor(p.Y/CellM))
	if col < 0 || row < 0 || col >= g.Cols || row >= g.Rows {
		return 0, false
	}
	return row*g.Cols + col, true
}

// Centre is the middle of a cell.
func (g *Grid) Centre(i int) world.Point {
	return world.Point{X: (float64(i%g.Cols) + 0.5) * CellM, Y: (float64(i/g.Cols) + 0.5) * CellM}
}

// around are the steps to the eight neighbours.
func around(cols int) [8]step {
	return [8]step{
		{1, straight},
		{-1, straight},
		{cols, straight},
		{-cols, straight},
		{cols + 1, across},
		{cols - 1, across},
		{-cols + 1, across},
		{-cols - 1, across},
	}
}

type step struct{ by, cost int }

// Field is the cost still ahead at every cell.
type Field struct {
	grid  *Grid
	Ahead []int32
	ring  [dearest*across + 1][]int32
}

// Fill computes the field towards a goal anew. Its memory is used again. It
// reports whether the goal is a cell that is open.
func (f *Field) Fill(g *Grid, goal world.Point) bool {
	f.grid = g
	if len(f.Ahead) != len(g.Dear) {
		f.Ahead = make([]int32, len(g.Dear))
	}
	for i := range f.Ahead {
		f.Ahead[i] = Never
	}
	start, ok := g.Cell(goal)
	if !ok || g.Dear[start] == 0 {
		return false
	}
	for i := range f.ring {
		f.ring[i] = f.ring[i][:0]
	}
	f.Ahead[start] = 0
	f.ring[0] = append(f.ring[0], int32(start))
	f.spread()
	return true
}

// spread empties the ring of buckets, cheapest first.
func (f *Field) spread() {
	g, steps := f.grid, around(f.grid.Cols)
	left := 1
	for cost := 0; left > 0; cost++ {
		slot := cost % len(f.ring)
		for len(f.ring[slot]) > 0 {
			last := len(f.ring[slot]) - 1
			i := int(f.ring[slot][last])
			f.ring[slot] = f.ring[slot][:last]
			left--
			if int(f.Ahead[i]) != cost {
				continue
			}
			col := i % g.Cols
			for _, s := range steps {
				n := i + s.by
				if n < 0 || n >= len(g.Dear) || g.Dear[n] == 0 {
					continue
				}
				if c := n % g.Cols; c-col > 1 || col-c > 1 {
					continue // over the edge into the next row
				}
				ahead := cost + s.cost*int(min(g.Dear[n], dearest))
				if ahead < int(f.Ahead[n]) {
					f.Ahead[n] = int32(ahead)
					f.ring[ahead%len(f.ring)] = append(f.ring[ahead%len(f.ring)], int32(n))
					left++
				}
			}
		}
	}
}

// Down walks so many cells down from a point and returns where that is; false
// where no way leads on.
func (f *Field) Down(from world.Point, cells int) (world.Point, bool) {
	i, ok := f.open(from)
	if !ok {
		return world.Point{}, false
	}
	steps := around(f.grid.Cols)
	for range cells {
		best := i
		col := i % f.grid.Cols
		for _, s := range steps {
			n := i + s.by
			if n < 0 || n >= len(f.Ahead) {
				continue
			}
			if c := n % f.grid.Cols; c-col > 1 || col-c > 1 {
				continue
			}
			if f.Ahead[n] < f.Ahead[best] {
				best = n
			}
		}
		if best == i {
			break
		}
		i = best
	}
	return f.grid.Centre(i), true
}

// open is the cell of a point, or the nearest one from which a way leads on.
func (f *Field) open(p world.Point) (int, bool) {
	i, ok := f.grid.Cell(p)
	if ok && f.Ahead[i] != Never {
		return i, true
	}
	const reach = 5
	best, found := math.Inf(1), 0
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			q := world.Point{X: p.X + float64(dx)*CellM, Y: p.Y + float64(dy)*CellM}
			j, ok := f.grid.Cell(q)
			if !ok || f.Ahead[j] == Never {
				continue
			}
			if d := f.grid.Centre(j).Sub(p).Len(); d < best {
				best, found = d, j
			}
		}
	}
	return found, !math.IsInf(best, 1)
}

// Metres is about how long the way from a point still is, counting dear
// cells as longer; +Inf where none leads on.
func (f *Field) Metres(from world.Point) float64 {
	i, ok := f.open(from)
	if !ok {
		return math.Inf(1)
	}
	return float64(f.Ahead[i]) * CellM / straight
}
