// Package speech is the robot's voice as kioskd sees it.
//
// Client starts and supervises the child process speechd and has it speak one
// Sentence after the other. A crash of the child costs the sentence it was
// speaking; the next one works a second later. What the screen's voice guide
// says makes way for newer guidance and for calls. Normalise turns written text
// into words before it is spoken, because espeak-ng reads "A012" as "A không
// mười hai" and cannot read "UBND".
//
// The package has no cgo; sound is made in package engine, which only speechd
// links. The two talk as package wire says.
package speech
