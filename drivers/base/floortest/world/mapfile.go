package world

import (
	"bytes"
	"fmt"
)

// Grey values of a map_server picture: occupied is black, free nearly white.
const (
	occupiedGrey = 0
	freeGrey     = 254
)

// MapFiles is the base's map as map_server files: a description, and the
// picture that it names as map.pgm, from the north-west corner row by row.
func (p *Plan) MapFiles() (description, picture []byte) {
	description = fmt.Appendf(nil, "image: map.pgm\nresolution: %g\norigin: [0, 0, 0]\nnegate: 0\n"+
		"occupied_thresh: 0.65\nfree_thresh: 0.196\n", cellM)
	f := p.Mapped()
	cols, rows := f.cols-1, f.rows-1
	var b bytes.Buffer
	fmt.Fprintf(&b, "P5\n%d %d\n255\n", cols, rows)
	for row := rows - 1; row >= 0; row-- {
		for col := range cols {
			at := Point{(float64(col) + 0.5) * cellM, (float64(row) + 0.5) * cellM}
			grey := byte(freeGrey)
			if f.At(at) <= cellM/2 { // beams end in it, thin as it may be
				grey = occupiedGrey
			}
			b.WriteByte(grey)
		}
	}
	return description, b.Bytes()
}
