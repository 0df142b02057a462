// Package paneltest is the button box that package panel drives, in software:
// it keeps the box's state, speaks its side of the protocol on any connection,
// and counts what it would not accept. Cable puts it on a pty.
package paneltest
