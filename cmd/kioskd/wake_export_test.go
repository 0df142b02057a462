package main

import "tiepdan/kiosk"

// NewWake makes the wake words of a voice.
var NewWake = newWake

// Shown tells what is on the screen.
func (w *wake) Shown(v kiosk.View) { w.shown(v) }
