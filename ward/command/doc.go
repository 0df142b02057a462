// Package command sends the ward's signed commands to its robots and follows
// what becomes of them.
//
// A command is signed with the ward's Ed25519 key, is good for half a minute,
// and is carried out at most once by the robot that its topic names. That a
// broker took it says nothing; the robot's results, which come through its
// outbox, do. Commands are kept in memory only: one that was not answered when
// it expired was not carried out, or its answer is still on its way in the
// robot's outbox and in the store then.
package command
