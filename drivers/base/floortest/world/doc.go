// Package world is a floor that robots and people share: its plan, the
// distance to what stands on it, and rays over it.
//
// A Plan says what really stands there. Its Map is what the motion base was
// told when somebody mapped the room: without what was put there afterwards
// (Plan.Loose), and with glass, which a lidar mostly looks through.
//
// Lengths are metres, angles radians counter-clockwise from the east; the
// origin is in the south-west corner.
package world
