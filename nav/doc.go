// Package nav decides whether, where and how fast the robot drives: it keeps
// the missions, their order, and the rules for when the robot may move at all.
// How to get from one place to another is the base's business.
//
// A Machine is all of that without I/O, clock or goroutine: Step takes what the
// base and the tray say, and tells what is wanted of the base, what to say to
// people, and how the missions get on. A Navigator is a Machine with a clock, a
// Base and a Tray. Simulations drive a Machine as fast as they like.
//
// Missions go to a place (called by staff), lead a visitor, welcome, go round
// with the tray, dock, or go back to where the robot waits. One runs at a time.
// A Site says where all of this is. Table, States and Priorities are the rules
// in words; docs/motion.md shows them, and a test breaks each of them. Their
// numbers are all in interlocks.go.
//
// No goal goes to the base while any of the rules stands against it. A mission
// that runs into one is suspended and the base is told to hold. It goes on once
// all is well again for a moment; after an emergency stop only when the button
// was released and somebody called Resume.
//
// A Map is the base's map of the floor on this side: DecodeMap reads it, Outline
// draws it, and a Plan finds ways over it, to show them to people and to check
// that places can be reached. The base does not follow these, it plans its own.
//
// Nothing here is a safety function: the base stops by itself on its e-stop, its
// bumpers and a silent agent.
package nav
