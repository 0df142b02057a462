package nav

import "math"

// straightSlack is how much dearer than the cells' way a straight line may be:
// the two are summed differently.
const straightSlack = 1.01

// straighten leaves out the cells of a way between which a straight line is
// free and not dearer, until nothing changes.
func straighten(c *costmap, path []int) []int {
	for {
		shorter := straightenOnce(c, path)
		if len(shorter) == len(path) {
			return path
		}
		path = shorter
	}
}

func straightenOnce(c *costmap, path []int) []int {
	if len(path) < 3 {
		return path
	}
	// What it costs to get to each of them.
	spent := make([]float64, len(path))
	for i, at := range path[1:] {
		spent[i+1] = spent[i] + c.line(path[i], at)
	}
	kept := []int{path[0]}
	for at := 0; at+1 < len(path); {
		at = farthest(len(path)-1, at, func(i int) bool {
			return c.line(path[at], path[i]) <= straightSlack*(spent[i]-spent[at])
		})
		kept = append(kept, path[at])
	}
	return kept
}

// farthest is the last one after at, up to last, to which a line is well, as
// far as doubling and halving finds out: to try all of them takes the square
// of a long way's length.
func farthest(last, at int, well func(int) bool) int {
	good, stride := at+1, 1
	for good < last {
		next := min(good+stride, last)
		if !well(next) {
			break
		}
		good, stride = next, 2*stride
	}
	for ; stride > 0; stride /= 2 {
		if next := good + stride; next <= last && well(next) {
			good = next
		}
	}
	return good
}

// line is the cost of the straight line between the middles of two cells: its
// length in each cell times the cell's cost. It is infinite when the line
// meets a blocked cell or passes between two at their corners.
func (c *costmap) line(from, to int) float64 {
	x, y := from%c.stride, from/c.stride
	dx, dy := float64(to%c.stride-x), float64(to/c.stride-y)
	length := math.Hypot(dx, dy)
	stepX, stepY := int(math.Copysign(1, dx)), int(math.Copysign(1, dy))*c.stride
	// Where on the line, from 0 to 1, it enters the next column and row, and
	// how far these are apart.
	paceX, paceY := 1/math.Abs(dx), 1/math.Abs(dy)
	nextX, nextY := paceX/2, paceY/2
	sum, at, here := 0.0, from, 0.0
	for c.cost[at] != blocked {
		next := min(nextX, nextY, 1)
		sum += (next - here) * length * float64(c.cost[at])
		if at == to {
			return sum
		}
		here = next
		switch {
		case math.Abs(nextX-nextY) < 1e-9: // through a corner
			if c.cost[at+stepX] == blocked || c.cost[at+stepY] == blocked {
				return math.Inf(1)
			}
			at += stepX + stepY
			nextX, nextY = nextX+paceX, nextY+paceY
		case nextX < nextY:
			at += stepX
			nextX += paceX
		default:
			at += stepY
			nextY += paceY
		}
	}
	return math.Inf(1)
}
