// Package command sends the ward's signed commands to its robots and follows
// what becomes of them.
//
// A command is signed with the ward's Ed25519 key, is good for half a minute,
// and is carried out at most once by the robot that its topic names. That a
// broker took it says nothing; the robot's results, which come through its
// outbox, do. What was sent, by whom, and its result are kept for 90 days, so
// that a result which comes after a restart finds its command.
//
// What a robot's settings shall be is kept in the store, too, and is put before
// the robot again with each connection: no broker need remember it.
package command
