// Package nav moves the robot between named places: it keeps the missions,
// their order, and the rules for when the robot may move at all. How to get
// from one place to another is the base's business.
//
// A mission is to go somewhere (called by staff), to lead a visitor from one
// place to another, or to go back to where the robot waits. One runs at a
// time. The others wait in the order called, leading, returning, and first
// come first served within each. Only a return gives way to another mission;
// whoever is being led is never left standing.
//
// No goal goes to the base while it is offline, starting, lost, stopped,
// faulty or not sure where it is. A mission that runs into one of these is
// suspended and the base is told to hold. It goes on once all is well again
// for a moment; after an emergency stop only when the button was released and
// somebody called Resume.
//
// A Map is the base's map of the floor on this side: DecodeMap reads it, Outline
// draws it, and Route finds a way over it, to show that to people and to check
// that a place can be reached. The base does not follow that way, it plans its
// own.
//
// The numbers of motion are all in interlocks.go. Nothing here is a safety function:
// the base stops by itself on its e-stop, its bumpers and a silent agent.
package nav
