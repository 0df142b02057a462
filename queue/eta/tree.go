package eta

// Tree is a decision tree, its nodes one after another: the root is 0.
type Tree struct {
	Nodes []Node `json:"nodes"`
}

// Node sends a vector left if its part is not above the limit (or not known),
// or holds what its leaf adds.
type Node struct {
	Part  int     `json:"f"`
	Limit float64 `json:"t"`
	Left  int     `json:"l"` // the right one follows it; 0 for a leaf
	Value float64 `json:"v"`
}

func (t Tree) value(v *Vector) float64 {
	i := 0
	for t.Nodes[i].Left != 0 {
		n := &t.Nodes[i]
		i = n.Left
		if v[n.Part] > n.Limit {
			i++
		}
	}
	return t.Nodes[i].Value
}

// Forest adds trees up.
type Forest []Tree

func (f Forest) value(v *Vector) float64 {
	sum := 0.0
	for _, t := range f {
		sum += t.value(v)
	}
	return sum
}
