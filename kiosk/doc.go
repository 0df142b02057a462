// Package kiosk is the pure core of the agent: Model, Msg, Effect, Update and
// View. It does no I/O, reads no clock and draws no random number, so a
// recorded day replays exactly.
//
// The loop in package agent owns one Model. For every message it calls Update,
// commits the message and the events it caused in one transaction, and only
// then keeps the new Model, shows its View and carries out its effects. Update
// never changes the Model it is called on: a step that could not be committed
// is forgotten by keeping the old one.
package kiosk
