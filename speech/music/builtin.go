package music

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	eighth  = Rate * 46 / 100 // samples: 65 quarters a minute, the pace of a stroll
	bar     = 8               // eighths
	phrase  = 4               // bars: A A' B A
	maxRing = 20              // strings that sound at once
	// loud brings its peaks near those of speech: plucked strings are noticed by
	// these. Its mean lies 5 dB lower.
	loud = 0.6
)

// BuiltIn is a piece that never ends, for strings: a slow melody in five tones
// over a low string, in phrases that come back changed. It is made as it plays,
// the same each time.
type BuiltIn struct {
	rand    *rand.Rand
	room    *room
	strings []*pluck
	due     []tone // of the bar, in their order
	sample  int    // of the bar
	bars    int
	step    int // of the melody in the scale
	theme   []note
	echo    []note
}

// note is one of the melody, by its place in the bar.
type note struct {
	at   int // eighths
	step int // of the scale
	soft float64
}

// tone is a string that is plucked soon.
type tone struct {
	at             int // samples into the bar
	hz, soft, ring float64
}

// NewBuiltIn returns the piece at its beginning.
func NewBuiltIn() *BuiltIn {
	return &BuiltIn{rand: rand.New(rand.NewPCG(7, 11)), room: newRoom(), step: 5} //nolint:gosec // a melody, no secret
}

// Next returns the samples that come next.
func (b *BuiltIn) Next() []int16 {
	out := make([]int16, piece)
	for i := range out {
		if b.sample == 0 {
			b.compose()
		}
		b.begin()
		dry := 0.0
		kept := b.strings[:0]
		for _, s := range b.strings {
			dry += s.next()
			if !s.over() {
				kept = append(kept, s)
			}
		}
		b.strings = kept
		b.sample = (b.sample + 1) % (bar * eighth)
		out[i] = int16(math.Round(bent(loud*(dry+0.45*b.room.next(dry))) * math.MaxInt16))
	}
	return out
}

// begin plucks what is due.
func (b *BuiltIn) begin() {
	for len(b.due) > 0 && b.due[0].at <= b.sample {
		t := b.due[0]
		b.due = b.due[1:]
		if len(b.strings) < maxRing {
			b.strings = append(b.strings, newPluck(b.rand, t.hz, t.soft, t.ring))
		}
	}
}

// root of the phrase, in semitones above D: it wanders to the fourth and the
// fifth, and home.
func (b *BuiltIn) root() int {
	roots := [...]int{0, 0, 7, 0, 5, 5, 7, 0}
	return roots[b.bars/(2*phrase)%len(roots)]
}

// hz of a step of the five-tone scale (1 2 4 5 6, as in songs of the North),
// above D3.
func hz(step, root int) float64 {
	scale := [...]int{0, 2, 5, 7, 9}
	octave, of := step/len(scale), step%len(scale)
	return 146.83 * math.Pow(2, (float64(scale[of]+root)/12)+float64(octave))
}

// compose writes the next bar.
func (b *BuiltIn) compose() {
	b.due = b.due[:0]
	root := b.root()
	if root > 5 {
		root -= 12 // the melody stays where it is sung
	}
	in := b.bars % phrase
	b.bass(root, in)
	if b.bars/phrase%4 == 3 && in >= 2 {
		b.bars++ // the low string alone, for two bars: a breath
		return
	}
	var notes []note
	switch in {
	case 0:
		b.theme = b.invent(0.8)
		notes = b.theme
	case 1:
		b.echo = b.vary(b.theme)
		notes = b.echo
	case 2:
		notes = b.invent(0.65)
	default:
		notes = append(b.vary(b.theme[:(len(b.theme)+1)/2]), note{at: 6, step: 5, soft: 0.6})
	}
	for _, n := range notes {
		late := b.rand.IntN(Rate / 40) // nobody plays like a clock
		b.due = append(b.due, tone{at: n.at*eighth + late, hz: hz(n.step, root), soft: n.soft, ring: 6})
	}
	slices.SortStableFunc(b.due, func(x, y tone) int { return x.at - y.at })
	b.bars++
}

// bass is a low string on the first beat and its fifth on the third.
func (b *BuiltIn) bass(root, in int) {
	b.due = append(b.due, tone{hz: hz(0, root), soft: 0.5, ring: 9})
	if in%2 == 1 {
		b.due = append(b.due, tone{at: 4 * eighth, hz: hz(3, root), soft: 0.35, ring: 8})
	}
}

// invent walks a new bar along the scale: more on the beat, and rather to the
// middle than away.
func (b *BuiltIn) invent(density float64) []note {
	weights := [bar]float64{1, 0.12, 0.6, 0.25, 0.8, 0.15, 0.55, 0.2}
	var notes []note
	for at, w := range weights {
		if b.rand.Float64() > w*density {
			continue
		}
		move := [...]int{-2, -1, -1, 1, 1, 2}[b.rand.IntN(6)]
		if b.step > 9 && move > 0 || b.step < 4 && move < 0 {
			move = -move
		}
		b.step += move
		notes = append(notes, note{at: at, step: b.step, soft: 0.5 + 0.25*b.rand.Float64()})
	}
	if len(notes) == 0 {
		notes = []note{{step: 5, soft: 0.6}}
	}
	return notes
}

// vary plays it again, one note a step aside.
func (b *BuiltIn) vary(notes []note) []note {
	out := append([]note{}, notes...)
	n := &out[b.rand.IntN(len(out))]
	n.step = max(3, n.step+1-2*b.rand.IntN(2))
	n.soft *= 0.9
	return out
}
