// Package queue keeps one service point's line: tickets, doors, who is called
// next, and how long the others wait.
//
// It is pure. A Line is a value: every method that changes it returns a new
// Line and leaves the old one as it was, so that a change that could not be
// written down can simply be forgotten. Times are given by the caller.
package queue
