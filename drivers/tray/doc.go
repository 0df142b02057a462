// Package tray reads the sensors of the tray on which the robot offers drinks
// and sweets: whether a tray lies there, whether a hand reaches in, and how much
// is left.
//
// # Pins
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
// # Box
//
// Or a microcontroller beside the tray reads them and speaks over USB-serial at
// 115200 baud, 8N1. It debounces the switches itself. Lines are framed as package
// boxline has it, and go one way only:
//
//	$T present hand stock*XXXX
//
// at once when something changes, and ten times a second: present is 1 while a
// tray lies there, hand is 1 while a light barrier is broken or not working, stock
// is 0 to 100 in percent, or "-" when the box does not know. The host sends
// nothing.
//
// # Either way
//
// A hand is told at once and ends when all barriers have been free for a moment.
// While the pins cannot be opened, and when the box has said nothing for half a
// second, State says that there is a hand: nobody knows.
package tray
