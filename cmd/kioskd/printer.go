package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tiepdan/agent"
	"tiepdan/config"
	"tiepdan/drivers/printer"
	"tiepdan/kiosk"
	"tiepdan/ui/paper"
)

// tickets draws tickets and puts them on paper.
type tickets struct {
	*printer.Printer
	dotsWide int
}

func (t tickets) PrintTicket(ctx context.Context, p kiosk.Paper) error {
	img, err := paper.Draw(t.drawn(p), paper.Options{DotsWide: t.dotsWide})
	if err != nil {
		return fmt.Errorf("%w: %w", agent.ErrNotPrinted, err)
	}
	err = t.Print(ctx, img)
	if errors.Is(err, printer.ErrNotPrinted) {
		return fmt.Errorf("%w: %w", agent.ErrNotPrinted, err)
	}
	return err
}

func (t tickets) drawn(p kiosk.Paper) paper.Ticket {
	return paper.Ticket{
		Number: p.Number, ServiceVi: p.Service.Vi, ServiceEn: p.Service.En, Door: doorList(p.Doors), Ahead: p.Ahead,
		Wait:     paper.Wait{MinMinutes: p.WaitMin, MaxMinutes: p.WaitMax, Known: p.WaitOK},
		IssuedAt: p.IssuedAt, Ward: p.Ward.Vi, URL: p.URL, Reprint: p.Reprint, Priority: p.Priority, Test: p.Test,
	}
}

// doorList reads alike in both languages: "1, 2".
func doorList(doors []int) string {
	out := make([]string, len(doors))
	for i, d := range doors {
		out[i] = strconv.Itoa(d)
	}
	return strings.Join(out, ", ")
}

// addPrinter plugs in the ticket printer, when one is configured.
func (p *plugs) addPrinter(c *config.Config) (*tickets, error) {
	if c.Printer.Address == "" {
		return nil, nil
	}
	model, err := printer.ModelNamed(c.Printer.Model)
	if err != nil {
		return nil, err
	}
	pr, err := printer.New(printer.Options{Address: c.Printer.Address, Model: model, Logger: p.logger})
	if err != nil {
		return nil, err
	}
	p.serve("printer", pr.Run)
	p.serve("printer status", func(ctx context.Context) error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case s := <-pr.Changed():
				p.post(kiosk.PrinterChanged{Printer: statusOf(s)})
				p.post(kiosk.LinkChanged{Part: kiosk.PartPrinter, Up: s.Link})
			}
		}
	})
	return &tickets{pr, model.DotsWide}, nil
}

func statusOf(s printer.Status) kiosk.Printer {
	out := kiosk.Printer{Checked: true, Link: s.Link, Cover: s.CoverOpen, Paper: s.Paper.String()}
	switch {
	case s.Cutter:
		out.Error = "cutter"
	case s.Error:
		out.Error = "fault"
	}
	return out
}
