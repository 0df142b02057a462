// Package queue keeps one service point's line: tickets, doors, reservations,
// who is called next and why, the day's figures, and how long the others wait.
//
// The rules are those of docs/adr/0010: classes in the ward's order, strict or
// by shares, first come first served within a class, and nobody waits for ever.
// A ticket keeps its place of joining through a hold, a transfer and the next
// service of its visit.
//
// It is pure. A Line is a value: every method that changes it returns a new
// Line and leaves the old one as it was, so that a change that could not be
// written down can simply be forgotten. Times are given by the caller.
package queue
