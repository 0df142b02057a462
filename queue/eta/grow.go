package eta

// growth is how trees are grown.
type growth struct {
	depth   int
	minLeaf int
	ridge   float64
}

type cell struct {
	g, h float64
	n    int
}

// grower grows one tree over rows that were cut into bins.
type grower struct {
	growth
	bins  *bins
	parts []int // that this tree may ask
	slope []slope
	leaf  func(rows []int32) float64
	tree  Tree
}

// split is the best question for a node.
type split struct {
	gain float64
	part int
	bin  uint8
}

func (g *grower) grow(rows []int32) Tree {
	g.tree = Tree{Nodes: make([]Node, 1)}
	g.node(0, rows, g.depth)
	return g.tree
}

func (g *grower) node(at int, rows []int32, depth int) {
	best, ok := split{}, false
	if depth > 0 && len(rows) >= 2*g.minLeaf {
		best, ok = g.best(rows)
	}
	if !ok {
		g.tree.Nodes[at].Value = g.leaf(rows)
		return
	}
	column, end := g.bins.of[best.part], 0
	for i, r := range rows { // those of the left side go first
		if column[r] <= best.bin {
			rows[end], rows[i] = rows[i], rows[end]
			end++
		}
	}
	left := len(g.tree.Nodes)
	g.tree.Nodes = append(g.tree.Nodes, Node{}, Node{})
	g.tree.Nodes[at] = Node{Part: best.part, Limit: g.limit(best), Left: left}
	g.node(left, rows[:end], depth-1)
	g.node(left+1, rows[end:], depth-1)
}

// limit is the upper end of a split's left side. Bin 0 alone, what is not
// known, lies below every number.
func (g *grower) limit(s split) float64 {
	if s.bin == 0 {
		return lowest
	}
	return g.bins.limits[s.part][s.bin-1]
}

// lowest is below everything that a part can be.
const lowest = -1e300

func (g *grower) best(rows []int32) (split, bool) {
	var whole cell
	for _, r := range rows {
		whole.g += g.slope[r].g
		whole.h += g.slope[r].h
	}
	base := g.score(whole)
	best := split{gain: 1e-9}
	for _, part := range g.parts {
		var cells [mostBins + 1]cell
		column := g.bins.of[part]
		for _, r := range rows {
			c := &cells[column[r]]
			c.g += g.slope[r].g
			c.h += g.slope[r].h
			c.n++
		}
		var left cell
		for b := range len(g.bins.limits[part]) + 1 {
			left.g += cells[b].g
			left.h += cells[b].h
			left.n += cells[b].n
			if left.n < g.minLeaf || len(rows)-left.n < g.minLeaf {
				continue
			}
			right := cell{g: whole.g - left.g, h: whole.h - left.h}
			if gain := g.score(left) + g.score(right) - base; gain > best.gain {
				best = split{gain: gain, part: part, bin: uint8(b)}
			}
		}
	}
	return best, best.gain > 1e-9
}

func (g *grower) score(c cell) float64 { return c.g * c.g / (c.h + g.ridge) }
