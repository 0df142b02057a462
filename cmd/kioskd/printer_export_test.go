package main

import (
	"context"
	"log/slog"

	"tiepdan/agent"
	"tiepdan/config"
	"tiepdan/drivers/printer"
	"tiepdan/report"
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

// PaperAlone is the program with a printer and nothing else plugged in.
func PaperAlone(ctx context.Context, c *config.Config, store *agent.Store) (a *agent.Agent, run func(context.Context) error, err error) {
	p := newPlugs(slog.New(slog.DiscardHandler), &logRing{}) //nolint:contextcheck // what its callbacks log belongs to no request
	t, err := p.addPrinter(c)                                //nolint:contextcheck // as above
	if err != nil {
		return nil, nil, err
	}
	p.agent, err = agent.New(ctx, agent.Options{Store: store, Setup: setup(c), Printer: t, Encode: report.Encode, Logger: p.logger})
	return p.agent, func(ctx context.Context) error {
		links := p.links.ServeBackground(ctx)
		err := p.agent.Run(ctx)
		<-links
		return err
	}, err
}
