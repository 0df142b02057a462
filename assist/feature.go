package assist

import (
	"encoding/binary"
	"math"
	"slices"
)

// view is one way to look at a sentence. What one misses another sees: tones
// are wrong in speech that was recognised, and missing in hasty typing.
type view int

const (
	viewSpelt   view = iota // with diacritics
	viewPlain               // without
	viewSound               // folded by dialect
	viewLetters             // three letters in a row, of the sounds
	viewConcept             // words that mean the same
	views
)

// share of each view in the length of a sentence's vector, squared.
func (v view) share() float64 {
	return [views]float64{0.12, 0.15, 0.10, 0.33, 0.30}[v]
}

// feature is one of a sentence's features before it is known how much it says.
type feature struct {
	view view
	key  string
}

// vector is a sentence as the models see it: ids in rising order.
type vector struct {
	id    []int32
	value []float32
}

// features lists what a sentence has, each once for each time it is there.
func (l *language) features(s sentence) []feature {
	words := s.content()
	all := make([]feature, 0, 8*len(words)+16)
	for i, w := range words {
		if !s.bare {
			all = append(all, feature{viewSpelt, w.spelt})
		}
		all = append(all, feature{viewPlain, w.plain}, feature{viewSound, w.sound})
		if i == 0 {
			continue
		}
		b := words[i-1]
		if !s.bare {
			all = append(all, feature{viewSpelt, b.spelt + " " + w.spelt})
		}
		all = append(all,
			feature{viewPlain, b.plain + " " + w.plain},
			feature{viewSound, b.sound + " " + w.sound})
	}
	all = letters(all, words)
	for i, f := range s.found {
		all = append(all, feature{viewConcept, pairKey(f.concept, -1)})
		for _, g := range s.found[i+1:] {
			all = append(all, feature{viewConcept, pairKey(min(f.concept, g.concept), max(f.concept, g.concept))})
		}
	}
	return all
}

// letters adds the runs of three letters in the sounds of words.
func letters(to []feature, words []token) []feature {
	run := []byte{'_'}
	for _, w := range words {
		run = append(run, w.sound...)
		run = append(run, '_')
	}
	for i := 0; i+3 <= len(run); i++ {
		to = append(to, feature{viewLetters, string(run[i : i+3])})
	}
	return to
}

func pairKey(a, b int) string {
	var key [4]byte
	binary.LittleEndian.PutUint16(key[:], uint16(a))
	binary.LittleEndian.PutUint16(key[2:], uint16(b+1))
	return string(key[:])
}

// vocabulary numbers the features of the sentences that a model learns from.
type vocabulary struct {
	id  [views]map[string]int32
	idf []float32
	of  []view
}

// leastShared is how many sentences must have a feature for it to be learnt:
// what only one has says little, and there is much of it.
const leastShared = 2

func newVocabulary(learnt [][]feature) *vocabulary {
	v := &vocabulary{}
	var in [views]map[string]int // sentences that have a feature
	for i := range v.id {
		v.id[i], in[i] = map[string]int32{}, map[string]int{}
	}
	seen := map[feature]bool{}
	for _, fs := range learnt {
		clear(seen)
		for _, f := range fs {
			if !seen[f] {
				seen[f] = true
				in[f.view][f.key]++
			}
		}
	}
	for _, fs := range learnt {
		for _, f := range fs {
			n := in[f.view][f.key]
			if _, has := v.id[f.view][f.key]; has || n < leastShared {
				continue
			}
			v.id[f.view][f.key] = int32(len(v.of))
			v.of = append(v.of, f.view)
			v.idf = append(v.idf, float32(math.Log(1+float64(len(learnt))/float64(n))))
		}
	}
	return v
}

// vector weighs features by how rare they are; each view has its share of the
// length. The views that a sentence lacks leave theirs to the others.
func (v *vocabulary) vector(fs []feature) vector {
	ids := make([]int32, 0, len(fs))
	for _, f := range fs {
		if id, ok := v.id[f.view][f.key]; ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	x := vector{id: slices.Compact(ids)}
	var length [views]float64
	for _, id := range x.id {
		length[v.of[id]] += float64(v.idf[id]) * float64(v.idf[id])
	}
	total := 0.0
	for i, n := range length {
		if n > 0 {
			total += view(i).share()
		}
	}
	x.value = make([]float32, len(x.id))
	for i, id := range x.id {
		of := v.of[id]
		x.value[i] = v.idf[id] * float32(math.Sqrt(of.share()/total/length[of]))
	}
	return x
}
