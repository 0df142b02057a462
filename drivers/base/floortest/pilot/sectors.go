package pilot

import (
	"math"

	"tiepdan/drivers/base/floortest/lidar"
)

// Sectors is how many parts the base tells of what is around it.
const Sectors = 72

// Around is the distance from the base's middle to the nearest thing in each
// sector, the first one ahead (5° wide, from -2.5° to 2.5°), then
// counter-clockwise; +Inf where nothing is.
func Around(s *lidar.Scan) [Sectors]float32 {
	const per = lidar.Beams / Sectors
	var to [Sectors]float32
	for i := range to {
		to[i] = float32(math.Inf(1))
		for k := range per {
			n := (i*per + k - per/2 + lidar.Beams) % lidar.Beams
			if r := s.Ranges[n]; r < lidar.MaxM {
				to[i] = min(to[i], r)
			}
		}
	}
	return to
}
