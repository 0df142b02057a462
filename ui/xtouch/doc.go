// Package xtouch is a finger and an eye on an X display, for simulators and
// tests: it touches through the XTEST extension and looks through GetImage, so
// that the program under the finger runs unchanged.
//
// A touch is the first button of the core pointer: that is what a touch screen
// without an X touch driver sends, and what a program that knows no touch events
// gets from one that has it.
//
// Sources: X Window System Protocol, X11 Release 7.7 (GetImage, connection
// setup); XTEST Extension Protocol 2.2; both at https://www.x.org/releases/X11R7.7/doc/.
package xtouch
