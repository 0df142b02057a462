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
	kept := []int{path[0]}
	anchor, spent := path[0], c.line(path[0], path[1])
	for i := 2; i < len(path); i++ {
		piece := c.line(path[i-1], path[i])
		if direct := c.line(anchor, path[i]); direct <= straightSlack*(spent+piece) {
			spent = min(direct, spent+piece)
			continue
		}
		anchor, spent = path[i-1], piece
		kept = append(kept, anchor)
	}
	return append(kept, path[len(path)-1])
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
