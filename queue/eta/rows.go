package eta

import (
	"encoding/binary"
	"math"
	"slices"
	"time"
)

const (
	// keptRows is how many tickets are learnt from: some working days.
	keptRows = 2000
	rowLong  = 2 * (4 + facts)
)

// Rows are the tickets that were called lately, packed, for they are in every
// snapshot. The oldest comes first.
type Rows []byte

// past is one ticket of the rows.
type past struct {
	day, minute, key int
	waited           float64 // log(1+minutes)
	facts            Facts
}

func (r Rows) len() int { return len(r) / rowLong }

// with adds a ticket and forgets the oldest one too many.
func (r Rows) with(p past) Rows {
	from := max(0, r.len()+1-keptRows) * rowLong
	out := append(make(Rows, 0, len(r)-from+rowLong), r[from:len(r)/rowLong*rowLong]...)
	for _, x := range []int{p.day, p.minute, p.key, pack(p.waited)} {
		out = binary.BigEndian.AppendUint16(out, uint16(x))
	}
	for _, x := range p.facts {
		out = binary.BigEndian.AppendUint16(out, uint16(pack(x)))
	}
	return out
}

func pack(x float64) int { return int(math.Round(clean(x) * factScale)) }

func (r Rows) at(i int) past {
	word := func(j int) int { return int(binary.BigEndian.Uint16(r[i*rowLong+2*j:])) }
	p := past{day: word(0), minute: word(1), key: word(2), waited: float64(word(3)) / factScale}
	for j := range p.facts {
		p.facts[j] = float64(word(4+j)) / factScale
	}
	return p
}

func (r Rows) all() []past {
	out := make([]past, r.len())
	for i := range out {
		out[i] = r.at(i)
	}
	return out
}

// keep adds what came of a promise to the rows.
func (l Ledger) keep(name string, p *Promise, waited float64) Ledger {
	i := slices.Index(l.Names, name)
	if i < 0 {
		i = len(l.Names)
		l.Names = append(slices.Clip(l.Names), name)
	}
	y, m, d := p.At.Date()
	l.Rows = l.Rows.with(past{
		day: int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400) & math.MaxUint16, minute: p.At.Hour()*60 + p.At.Minute(),
		key: i, waited: waited, facts: p.Facts,
	})
	return l
}
