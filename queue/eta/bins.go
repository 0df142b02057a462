package eta

import (
	"math"
	"slices"
)

// mostBins is how many ranges of values a part is cut into.
const mostBins = 64

// bins cuts every part of many vectors into ranges of like many, so that
// trees are grown on small numbers. Range 0 is for what is not known.
type bins struct {
	limits [Width][]float64 // upper ends
	of     [Width][]uint8
}

func cut(rows []Vector) bins {
	var b bins
	values := make([]float64, 0, len(rows))
	for f := range Width {
		values = values[:0]
		for i := range rows {
			if x := rows[i][f]; !math.IsNaN(x) {
				values = append(values, x)
			}
		}
		slices.Sort(values)
		for k := 1; k < mostBins && len(values) > 0; k++ {
			x := values[k*(len(values)-1)/mostBins]
			if n := len(b.limits[f]); x < values[len(values)-1] && (n == 0 || x > b.limits[f][n-1]) {
				b.limits[f] = append(b.limits[f], x)
			}
		}
		b.of[f] = make([]uint8, len(rows))
		for i := range rows {
			b.of[f][i] = b.find(f, rows[i][f])
		}
	}
	return b
}

func (b *bins) find(f int, x float64) uint8 {
	if math.IsNaN(x) {
		return 0
	}
	i, _ := slices.BinarySearch(b.limits[f], x)
	return uint8(i + 1)
}
