package assist

// neighbours finds the examples that are most like a sentence.
type neighbours struct {
	class []int       // by example
	in    [][]posting // by feature
}

type posting struct {
	example int32
	value   float32
}

func newNeighbours(features int, examples []example) neighbours {
	n := neighbours{class: make([]int, len(examples)), in: make([][]posting, features)}
	for i, e := range examples {
		n.class[i] = e.class
		for j, id := range e.id {
			n.in[id] = append(n.in[id], posting{int32(i), e.value[j]})
		}
	}
	return n
}

// likeness is, by class, how like a sentence its two most similar examples are:
// 1 is the same.
func (n *neighbours) likeness(x vector, classes int) (best, second []float32) {
	dot := make([]float32, len(n.class))
	for i, id := range x.id {
		value := x.value[i] // most of the time of a sentence passes here
		for _, p := range n.in[id] {
			dot[p.example] += value * p.value
		}
	}
	best, second = make([]float32, classes), make([]float32, classes)
	for i, d := range dot {
		switch c := n.class[i]; {
		case d > best[c]:
			best[c], second[c] = d, best[c]
		case d > second[c]:
			second[c] = d
		}
	}
	return best, second
}
