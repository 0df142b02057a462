package basetest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
)

// mapCellM is the resolution of the map that the base serves: 400 by 300
// cells for the service point.
const mapCellM = 0.05

// Grey values of a map_server picture: occupied is black, free nearly white.
const (
	occupiedGrey = 0
	freeGrey     = 254
)

// MapFiles is the plan as the base serves it: a map_server description and the
// compressed picture that belongs to it.
func (p *FloorPlan) MapFiles() map[string][]byte {
	return map[string][]byte{
		"/map/floor.yaml": []byte(`image: floor.pgm
mode: trinary
resolution: 0.05
origin: [0.0, 0.0, 0.0]
negate: 0
occupied_thresh: 0.65
free_thresh: 0.25
`),
		"/map/floor.pgm.gz": compress(p.picture()),
	}
}

// picture draws the solids. The first row of a picture is the northernmost.
func (p *FloorPlan) picture() []byte {
	cols, rows := int(math.Round(p.WidthM/mapCellM)), int(math.Round(p.HeightM/mapCellM))
	header := fmt.Sprintf("P5\n%d %d\n255\n", cols, rows)
	pixels := bytes.Repeat([]byte{freeGrey}, cols*rows)
	// A cell belongs to a solid when its centre does.
	first := func(m float64) int { return max(int(math.Ceil(m/mapCellM-0.5-1e-9)), 0) }
	for _, s := range p.solids {
		for row := first(s.y0); row < min(first(s.y1), rows); row++ {
			for col := first(s.x0); col < min(first(s.x1), cols); col++ {
				pixels[(rows-1-row)*cols+col] = occupiedGrey
			}
		}
	}
	return append([]byte(header), pixels...)
}

func compress(data []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	// A buffer takes whatever is written into it.
	_, _ = z.Write(data)
	_ = z.Close()
	return out.Bytes()
}
