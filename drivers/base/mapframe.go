package base

import (
	"math"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
)

// Pose is a place and a heading in the map's frame.
type Pose struct {
	// XM and YM are metres to the east (right) and north (up) of the map's
	// origin.
	XM, YM float64
	// HeadingRad is counter-clockwise from the x axis, in (-π, π].
	HeadingRad float64
}

// finite reports whether the pose can be sent.
func (p Pose) finite() bool { return finite(p.XM) && finite(p.YM) && finite(p.HeadingRad) }

// Point is a place in the map's frame.
type Point struct{ XM, YM float64 }

// Polygon is an area of the floor: its corners in order, the last one not
// repeating the first.
type Polygon []Point

// goalScale is COMMAND_INT's unit of a local position: 1e-4 m.
const goalScale = 1e4

// fromNED turns a north-east position and a yaw clockwise from north into the
// map's frame.
func fromNED(northM, eastM, yawRad float64) Pose {
	return Pose{XM: eastM, YM: northM, HeadingRad: wrap(math.Pi/2 - yawRad)}
}

// toNED is the inverse of fromNED.
func toNED(p Pose) (northM, eastM, yawRad float64) {
	return p.YM, p.XM, wrap(math.Pi/2 - p.HeadingRad)
}

// yawOf is the rotation of a quaternion (w, x, y, z) about the down axis.
func yawOf(q [4]float32) float64 {
	w, x, y, z := float64(q[0]), float64(q[1]), float64(q[2]), float64(q[3])
	return math.Atan2(2*(w*z+x*y), 1-2*(y*y+z*z))
}

// wrap brings an angle into (-π, π].
func wrap(rad float64) float64 {
	rad = math.Remainder(rad, 2*math.Pi)
	if rad <= -math.Pi {
		rad += 2 * math.Pi
	}
	return rad
}

// poseOf reads the pose, its standard deviation and the speed out of
// ODOMETRY. It reports false when the frame is not a map frame or the numbers
// are not finite. An unknown covariance (NaN, as the message defines) gives an
// infinite deviation: unknown is not good.
func poseOf(m *common.MessageOdometry) (p Pose, sigmaM, speedMps float64, ok bool) {
	if m.FrameId != common.MAV_FRAME_LOCAL_NED && m.FrameId != common.MAV_FRAME_LOCAL_FRD {
		return Pose{}, 0, 0, false
	}
	p = fromNED(float64(m.X), float64(m.Y), yawOf(m.Q))
	speedMps = math.Hypot(float64(m.Vx), float64(m.Vy))
	if !finite(p.XM) || !finite(p.YM) || !finite(p.HeadingRad) || !finite(speedMps) {
		return Pose{}, 0, 0, false
	}
	// Entries 0 and 6 of the upper triangle are the variances of x and y.
	variance := math.Max(float64(m.PoseCovariance[0]), float64(m.PoseCovariance[6]))
	sigmaM = math.Sqrt(variance)
	if !finite(sigmaM) {
		sigmaM = math.Inf(1)
	}
	return p, sigmaM, speedMps, true
}

// goalOf builds the goal command (see the package comment).
func goalOf(to Pose, number uint16) *common.MessageCommandInt {
	goal := poseCommand(common.MAV_CMD_WAYPOINT_USER_1, to)
	goal.Param2 = float32(number)
	return goal
}

// poseCommand builds a command about a pose.
func poseCommand(cmd common.MAV_CMD, at Pose) *common.MessageCommandInt {
	north, east, yaw := toNED(at)
	return &common.MessageCommandInt{
		TargetSystem:    baseSystem,
		TargetComponent: baseComponent,
		Frame:           common.MAV_FRAME_LOCAL_NED,
		Command:         cmd,
		Param4:          float32(yaw * 180 / math.Pi),
		X:               fixed(north),
		Y:               fixed(east),
	}
}

// fixed is a length in COMMAND_INT's unit. A place beyond 214 km is far
// outside of any map: it is cut, and the base refuses it.
func fixed(metres float64) int32 {
	return int32(math.Round(max(math.MinInt32, min(math.MaxInt32, metres*goalScale))))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
