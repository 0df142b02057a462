// Package jog lets a technician drive the robot by hand from a terminal: the keys
// and their dead man, what goes over kioskd's socket, and both ends of that.
// Whether the robot moves is decided elsewhere, by package nav.
//
// Each line from the terminal says what the key that is held wants, and counts
// for a quarter of a second. A terminal that is closed, a program that is killed
// or a line that is cut ends the request, and that the driving.
package jog
