// Package agent runs the core: one goroutine owns the kiosk.Model, a SQLite
// file holds the journal and the outbox, and workers carry out the effects.
//
// For every message the loop calls Update and commits the message together
// with the events it caused. Only after the commit does it keep the new model,
// show its view, answer the console and start effects: durable before visible.
// A commit that fails leaves the old model, puts the out-of-service screen up
// and is tried again until the disk takes it.
//
// The package declares the small interfaces that it calls; package main plugs
// the devices in. It never imports an edge.
package agent
