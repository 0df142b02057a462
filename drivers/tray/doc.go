// Package tray reads the sensors of the tray on which the robot offers drinks
// and sweets: whether a tray lies there, whether a hand reaches in, and how much
// is left.
//
// The sensors are contacts on pins of this computer, read through periph.io with
// pull-ups (https://pkg.go.dev/periph.io/x/conn/v3/gpio#PinIn):
//   - present: a switch that the tray closes;
//   - hands: light barriers whose output is closed (low) while their light
//     arrives. A barrier that is broken, dark or unplugged reads as a hand, so
//     that the robot rather stands than moves;
//   - stock: switches below the rows of the tray, the one that empties last
//     first, each closed while something presses on it. None at all is fine.
//
// A hand is told at once and ends when all barriers have been free for a moment.
// While the pins cannot be opened, State says that there is a hand: nobody knows.
package tray
