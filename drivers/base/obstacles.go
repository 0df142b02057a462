package base

import (
	"math"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// Sectors is how many parts the view of obstacles has: 5° each.
const Sectors = 72

const (
	sectorDeg = 360.0 / Sectors
	// edgeDeg keeps arcs that only touch a sector's edge out of it.
	edgeDeg = 0.01
)

func unknownSectors() [Sectors]float32 {
	var s [Sectors]float32
	for i := range s {
		s[i] = float32(math.NaN())
	}
	return s
}

// sectorsOf reads OBSTACLE_DISTANCE, which counts clockwise from the base's
// nose or from north, into sectors that count counter-clockwise from the nose.
// A sector gets the nearest of what any arc over it shows. It reports false
// for frames and numbers that make no sense.
func sectorsOf(m *common.MessageObstacleDistance, headingRad float64) ([Sectors]float32, bool) {
	sectors := unknownSectors()
	first, width, ok := arcsOf(m)
	if !ok {
		return sectors, false
	}
	switch m.Frame {
	case common.MAV_FRAME_BODY_FRD, common.MAV_FRAME_BODY_NED:
	case common.MAV_FRAME_GLOBAL, common.MAV_FRAME_LOCAL_NED: // from north
		first += (headingRad - math.Pi/2) * 180 / math.Pi
	default:
		return sectors, false
	}
	for i, cm := range m.Distances {
		if cm == math.MaxUint16 || float64(i)*math.Abs(width) >= 360-edgeDeg {
			continue // not known, or the circle is full
		}
		metres := float32(cm) / 100
		if cm > m.MaxDistance {
			metres = float32(math.Inf(1))
		}
		cover(&sectors, -(first + float64(i)*width), math.Abs(width)/2, metres)
	}
	return sectors, true
}

// arcsOf reads where the first arc points and how wide each is, clockwise; a
// negative width counts counter-clockwise.
func arcsOf(m *common.MessageObstacleDistance) (firstDeg, widthDeg float64, ok bool) {
	widthDeg, firstDeg = float64(m.IncrementF), float64(m.AngleOffset)
	if widthDeg == 0 {
		widthDeg = float64(m.Increment)
	}
	wide := math.Abs(widthDeg)
	return firstDeg, widthDeg, wide > 0 && wide <= 360 && math.Abs(firstDeg) <= 360 // never for a NaN
}

// cover notes a distance in every sector that an arc reaches into.
func cover(sectors *[Sectors]float32, middleDeg, halfDeg float64, metres float32) {
	reach := halfDeg + sectorDeg/2 - edgeDeg
	for j := range sectors {
		if math.Abs(math.Remainder(float64(j)*sectorDeg-middleDeg, 360)) >= reach {
			continue
		}
		if had := sectors[j]; !(had <= metres) { // also when not known yet
			sectors[j] = metres
		}
	}
}
