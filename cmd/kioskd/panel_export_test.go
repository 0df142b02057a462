package main

// StuckButtons is what the technician is told of.
type StuckButtons = stuckButtons

// Told notes a change.
func Told(s *StuckButtons, button int, stuck bool) string { return s.told(button, stuck) }

// PanelHandler makes what a panel reports to.
var PanelHandler = (*plugs).panelHandler

// CallHandler makes what a call box reports to.
var CallHandler = callHandler
