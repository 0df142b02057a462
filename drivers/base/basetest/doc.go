// Package basetest emulates the motion base at the other end of the wire.
//
// Base speaks the MAVLink messages that package base documents over any
// io.ReadWriteCloser, and moves a differential drive over a FloorPlan: limited
// accelerations, A* around what stands on the floor, an e-stop that latches,
// a battery, a position with noise, and no motion 500 ms after the agent's
// last heartbeat. It judges what it receives by itself and records what it
// does not know. A Body of another's making may stand in for the drive, the
// floor and the battery: then the Base is only the wire before it. TTY serves
// it on a pseudo-terminal that can be unplugged.
//
// The service point that ServicePoint draws is ours: 20 m by 15 m, origin in
// the south-west corner, x to the east, y to the north, metres and radians.
// Its places, also in FloorPlan.Places:
//
//	welcome  14.0  2.5  -π/2  inside the entrance, facing it
//	waiting   6.5  8.9  -π/2  before the seats, facing them
//	door-1    2.5 11.2   π/2  before the door, facing it
//	door-2    5.5 11.2   π/2
//	door-3    8.5 11.2   π/2
//	door-4   11.5 11.2   π/2
//	door-5   14.5 11.2   π/2
//	door-6   17.5 11.2   π/2
//	dock     19.3  5.0   π    back to the charger on the east wall
package basetest
