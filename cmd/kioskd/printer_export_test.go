package main

import (
	"context"
	"log/slog"

	"tiepdan/drivers/printer"
)

// TicketLogo reads the ward's logo.
var TicketLogo = ticketLogo

// RollMemory makes what keeps the roll over a restart.
func RollMemory(dir string, logger *slog.Logger) (load func() printer.Roll, keep func(printer.Roll), run func(context.Context) error) {
	m := newRollMemory(dir, logger)
	return m.load, m.keep, m.run
}

// StatusOf is what the core learns of the printer.
var StatusOf = statusOf

// Drawn writes a ticket.
var Drawn = drawn

// SlipOf writes a slip.
var SlipOf = slipOf
