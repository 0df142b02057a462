package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"tiepdan/agent"
	"tiepdan/assist"
	"tiepdan/config"
	"tiepdan/drivers/printer"
	"tiepdan/kiosk"
	"tiepdan/ui/paper"
)

// tickets draws tickets and puts them on paper.
type tickets struct {
	*printer.Printer

	found  *assist.Catalogue // what slips are about
	logo   image.Image       // nil for none
	coarse bool              // bytes are time on its wire
	footer kiosk.Text        // of a ticket
	mu     sync.Mutex
	press  *paper.Press // for the width that the printer had last
}

func (t *tickets) PrintTicket(ctx context.Context, p kiosk.Paper) error {
	return t.put(ctx, t.Print, func(press *paper.Press) (*image.Paletted, error) { return press.Ticket(drawn(p, t.footer)) })
}

// put draws and prints. A printer that tells its name only now may turn out to be
// narrower than the one that was drawn for; then it is drawn again.
func (t *tickets) put(ctx context.Context, send func(context.Context, image.Image) error, draw func(*paper.Press) (*image.Paletted, error)) error {
	err := t.draw(ctx, send, draw)
	if errors.Is(err, printer.ErrTooWide) {
		err = t.draw(ctx, send, draw)
	}
	if errors.Is(err, printer.ErrNotPrinted) {
		return fmt.Errorf("%w: %w", agent.ErrNotPrinted, err)
	}
	return err
}

func (t *tickets) draw(ctx context.Context, send func(context.Context, image.Image) error, draw func(*paper.Press) (*image.Paletted, error)) error {
	press, err := t.pressFor(t.Model().DotsWide)
	if err != nil {
		return fmt.Errorf("%w: %w", agent.ErrNotPrinted, err)
	}
	img, err := draw(press)
	if err != nil {
		return fmt.Errorf("%w: %w", agent.ErrNotPrinted, err)
	}
	return send(ctx, img)
}

// pressFor draws for the printer that is there: one that is asked for its model
// may turn out to be another than the one before.
func (t *tickets) pressFor(dots int) (*paper.Press, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.press == nil || t.press.DotsWide() != dots {
		press, err := paper.NewPress(paper.Options{DotsWide: dots, Logo: t.logo, Coarse: t.coarse})
		if err != nil {
			return nil, err
		}
		t.press = press
	}
	return t.press, nil
}

func drawn(p kiosk.Paper, footer kiosk.Text) paper.Ticket {
	then := make([]paper.Line, len(p.Then))
	for i, t := range p.Then {
		then[i] = paper.Line{Vi: t.Vi, En: t.En}
	}
	return paper.Ticket{
		Number: p.Number, ServiceVi: p.Service.Vi, ServiceEn: p.Service.En, Door: doorList(p.Doors), Ahead: p.Ahead,
		Wait:     paper.Wait{MinMinutes: p.WaitMin, MaxMinutes: p.WaitMax, Known: p.WaitOK},
		IssuedAt: p.IssuedAt, Ward: p.Ward.Vi, WardEn: p.Ward.En, URL: p.URL, Reprint: p.Reprint, Priority: p.Priority, Test: p.Test,
		Class: paper.Line{Vi: p.Class.Vi, En: p.Class.En}, Then: then, Due: p.Due,
		Large: p.Large, Follow: p.Follow, Footer: footer.Vi, FooterEn: footer.En,
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
	logo, noLogo := ticketLogo(c.Printer.Logo, c.Unit.StateDir)
	if noLogo != nil { // a number without it is better than none
		p.logger.LogAttrs(context.Background(), slog.LevelWarn, "tickets go without the logo", slog.Any("error", noLogo))
	}
	found, err := catalogue(c, p.logger)
	if err != nil {
		return nil, err
	}
	memory := newRollMemory(c.Unit.StateDir, p.logger)
	pr, err := printer.New(printer.Options{Address: c.Printer.Address, Model: model, Logger: p.logger, Roll: memory.load(), OnRoll: memory.keep})
	if err != nil {
		return nil, err
	}
	p.serve("printer", pr.Run)
	p.serve("printer roll", memory.run)
	p.serve("printer status", func(ctx context.Context) error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case s := <-pr.Changed():
				p.post(kiosk.PrinterChanged{Printer: statusOf(s)})
				p.post(kiosk.LinkChanged{Part: kiosk.PartPrinter, Up: s.Link, Detail: printerDetail(s.Left, noLogo)})
			}
		}
	})
	return &tickets{
		Printer: pr, found: found, logo: logo, coarse: strings.HasPrefix(c.Printer.Address, "serial:"),
		footer: kiosk.Text{Vi: c.Printer.FooterVI, En: c.Printer.FooterEN},
	}, nil
}

// printerDetail is for the technician.
func printerDetail(l printer.Left, noLogo error) string {
	left := ticketsLeft(l)
	switch {
	case noLogo == nil:
		return left
	case left == "":
		return noLogo.Error()
	}
	return left + "; " + noLogo.Error()
}

// ticketsLeft is for the technician: how far a roll that is near its end goes.
func ticketsLeft(l printer.Left) string {
	switch {
	case !l.Known:
		return ""
	case l.Measured:
		return fmt.Sprintf("about %d tickets left", l.Tickets)
	}
	return fmt.Sprintf("about %d tickets left (assumed: no roll was measured yet)", l.Tickets)
}

func statusOf(s printer.Status) kiosk.Printer {
	out := kiosk.Printer{Checked: true, Link: s.Link, Cover: s.CoverOpen, Left: kiosk.Left(s.Left)}
	if s.Paper != printer.PaperUnknown { // which the core and the ward write ""
		out.Paper = s.Paper.String()
	}
	switch {
	case s.Cutter:
		out.Error = "cutter"
	case s.Error:
		out.Error = "fault"
	case s.Hot:
		out.Error = "hot"
	}
	return out
}
