// Package floortest is a floor with people and a motion base on it, as honest
// as a simulation can be made: the base slips, its lidar errs, it finds out by
// itself where it is and can be wrong, and people do what people do. It is
// pure: Step advances it, there is no clock and no goroutine in it, and the
// same seed is the same day.
//
// Sim is all of it. Its commands and Sensed are the base's side, which a
// navigator or a wire may see; Truth and Judge are for whoever measures, and
// must not reach the robot.
//
// Its parts are packages of their own, so that none can see what it must not:
// world (plans, distances, rays), crowd (people), chassis (the body), lidar,
// locate (the localiser), pilot (what the base decides), flow (ways), draw
// (pictures).
package floortest
