package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"math"
	"slices"

	"tiepdan/report/schema"
)

const (
	// firstTolerance is how far a drawn wall may be from the real one, in
	// centimetres. It is doubled for a floor that is too large for a message.
	firstTolerance = 5
	// floorBytes is what a floor may have of schema.MaxBytes: the broker has a
	// limit too, for topic and text together.
	floorBytes = schema.MaxBytes - 4<<10
	cmInM      = 100
	maxFloorM  = 1000
)

// Plan is a floor as the robot has it, with its walls in metres.
type Plan struct {
	Outline [][][2]float64 // closed contours of x and y
	Places  []schema.FloorPlace
	Zones   []schema.FloorZone
	Rounds  []string
}

// FloorOf makes the message of a plan. Walls are simplified, as little as it
// takes for them to fit; what is smaller than that is left out.
func FloorOf(p Plan) schema.Floor {
	f := schema.Floor{
		V: schema.Version, Places: append([]schema.FloorPlace{}, p.Places...), Zones: append([]schema.FloorZone{}, p.Zones...),
		Rounds: append([]string{}, p.Rounds...),
	}
	rings := centimetres(p.Outline)
	for tolerance := float64(firstTolerance); ; tolerance *= 2 {
		points := 0
		f.Outline = make([][][]int, 0, len(rings))
		for _, ring := range rings {
			if ring = simplify(ring, tolerance); len(ring) > 2 {
				f.Outline = append(f.Outline, ring)
				points += len(ring)
			}
		}
		data, err := json.Marshal(f)
		if fits := err == nil && points <= schema.MaxFloorPoints && len(data) <= floorBytes; fits || tolerance > maxFloorM*cmInM {
			sum := sha256.Sum256(data)
			f.Hash = hex.EncodeToString(sum[:8])
			return f
		}
	}
}

// centimetres leaves out contours that cannot be of a floor.
func centimetres(rings [][][2]float64) [][][]int {
	out := make([][][]int, 0, len(rings))
	for _, ring := range rings {
		points := make([][]int, 0, len(ring))
		for _, at := range ring {
			if !(max(math.Abs(at[0]), math.Abs(at[1])) < maxFloorM) { // nor what is no number
				points = nil
				break
			}
			x, y := int(math.Round(at[0]*cmInM)), int(math.Round(at[1]*cmInM))
			if n := len(points); n == 0 || points[n-1][0] != x || points[n-1][1] != y {
				points = append(points, []int{x, y})
			}
		}
		if len(points) > 2 {
			out = append(out, points)
		}
	}
	return out
}

// simplify takes points out of a closed contour that lie within the tolerance of
// what is left (Douglas and Peucker). It is nothing when the whole is that small.
func simplify(ring [][]int, tolerance float64) [][]int {
	far, most := 0, 0.0
	for i, at := range ring {
		if d := distance(at, ring[0]); d > most {
			far, most = i, d
		}
	}
	if most < 2*tolerance {
		return nil
	}
	keep := make([]bool, len(ring)+1) // the last is the first again
	closed := slices.Concat(ring, ring[:1])
	keep[0], keep[far] = true, true
	thin(closed, keep, [2]int{0, far}, tolerance)
	thin(closed, keep, [2]int{far, len(ring)}, tolerance)
	out := make([][]int, 0, len(ring))
	for i, at := range ring {
		if keep[i] {
			out = append(out, at)
		}
	}
	return out
}

// thin keeps of a part of the points those that are needed, one after another:
// a wall can have thousands.
func thin(points [][]int, keep []bool, part [2]int, tolerance float64) {
	for open := [][2]int{part}; len(open) > 0; {
		from, to := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		far, most := 0, tolerance
		for i := from + 1; i < to; i++ {
			if d := off(points[i], points[from], points[to]); d > most {
				far, most = i, d
			}
		}
		if far > 0 {
			keep[far] = true
			open = append(open, [2]int{from, far}, [2]int{far, to})
		}
	}
}

func distance(a, b []int) float64 { return math.Hypot(float64(a[0]-b[0]), float64(a[1]-b[1])) }

// off is how far a point is from the way between two others.
func off(at, from, to []int) float64 {
	dx, dy := float64(to[0]-from[0]), float64(to[1]-from[1])
	x, y := float64(at[0]-from[0]), float64(at[1]-from[1])
	share := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		share = min(max((x*dx+y*dy)/length, 0), 1)
	}
	return math.Hypot(x-share*dx, y-share*dy)
}

// tellFloor sends the plan of the floor, once on each connection and when it
// changes.
func (s *session) tellFloor(ctx context.Context) error {
	o := s.client.options
	if o.Floor == nil {
		return nil
	}
	floor, known := o.Floor()
	if !known || floor.Hash == s.floor {
		return nil
	}
	s.floor = floor.Hash // what cannot be sent is not tried again and again
	data, err := schema.Encode(floor)
	if err != nil {
		o.Logger.LogAttrs(ctx, slog.LevelError, "cannot send the floor's plan", slog.Any("error", err))
		return nil
	}
	return s.link.publish(s.client.topic.On(schema.ChannelFloor).String(), 1, true, data)
}
