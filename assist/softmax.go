package assist

import "math"

// softmax is a multinomial logistic regression.
type softmax struct {
	classes int
	weight  []float32 // by feature, then by class
	bias    []float32
}

// example is a vector and the class that it belongs to.
type example struct {
	vector
	class  int
	weight float32
	bare   bool // seen without diacritics
}

// How it learns: rounds over the examples, as they are and without diacritics
// by turns; how far the first steps go; and how much of the means of the classes
// it starts from.
const (
	learnRounds = 4
	learnRate   = 4.0
	learnStart  = 6.0
	learnBias   = 0.05 // of a step
	learnLeast  = 1e-3 // what is as near as this to what it should be teaches nothing
)

// fit finds the weights. It begins with the mean of each class, so that few
// rounds do, and always takes the examples in the same order.
func fit(features, classes int, examples []example) *softmax {
	m := &softmax{classes: classes, weight: make([]float32, features*classes), bias: make([]float32, classes)}
	total := make([]float32, classes)
	for _, e := range examples {
		total[e.class] += e.weight
	}
	for _, e := range examples {
		for i, id := range e.id {
			m.weight[int(id)*classes+e.class] += learnStart * e.weight * e.value[i] / total[e.class]
		}
	}
	p := make([]float32, classes)
	step := stride(len(examples))
	for round := range learnRounds {
		rate := float32(learnRate / (1 + 0.5*float64(round)))
		at := 0
		for range examples {
			if e := &examples[at]; e.bare == (round%2 == 1) {
				m.step(e, rate, p)
			}
			at = (at + step) % len(examples)
		}
	}
	return m
}

// stride visits all of n places in an order in which neighbours lie far apart.
func stride(n int) int {
	gcd := func(a, b int) int {
		for b != 0 {
			a, b = b, a%b
		}
		return a
	}
	s := max(1, int(float64(n)*0.618))
	for gcd(s, n) != 1 {
		s++
	}
	return s
}

func (m *softmax) step(e *example, rate float32, p []float32) {
	m.scores(e.vector, p)
	normalise(p)
	for c, pc := range p {
		g := -pc
		if c == e.class {
			g++
		}
		if g < learnLeast && g > -learnLeast {
			continue
		}
		g *= rate * e.weight
		m.bias[c] += learnBias * g
		for i, id := range e.id {
			m.weight[int(id)*m.classes+c] += g * e.value[i]
		}
	}
}

// scores adds up what the features of a vector say for each class.
func (m *softmax) scores(x vector, into []float32) {
	copy(into, m.bias)
	for i, id := range x.id {
		row := m.weight[int(id)*m.classes : (int(id)+1)*m.classes]
		v := x.value[i]
		for c, w := range row {
			into[c] += v * w
		}
	}
}

// normalise makes probabilities of scores.
func normalise(p []float32) {
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	sum := float32(0)
	for i, v := range p {
		p[i] = float32(math.Exp(float64(v - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
