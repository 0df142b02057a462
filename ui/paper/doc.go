// Package paper draws the visitor's ticket as the printer puts it on paper: one
// bit a dot, sharp at 203 dpi, Vietnamese first with English beside it.
//
// It is drawn as a picture because no printer can be trusted with Vietnamese
// text (see package drivers/printer). Text stands on the left and the QR code
// beside it, so that most rows end early: bytes are time on a serial line.
// Nothing on a ticket says who holds it.
package paper
