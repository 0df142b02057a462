package printer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// firstProbe asks before anybody can draw a ticket for the wrong width.
func (p *Printer) firstProbe(ctx context.Context, l *link) error {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
		return p.probe(ctx, l)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// completion is how the printer on l confirms.
func (p *Printer) completion(l *link) Completion {
	if p.asks() && p.asked != l {
		return unasked
	}
	return p.Model().Completion
}

// asks reports whether the printer is to be asked how it confirms.
func (p *Printer) asks() bool { return p.o.Model.Probe || p.o.Model.Completion == ByProcessID }

// probe asks a printer how it confirms, and for its name where the model is not
// configured, until it has told once on each link. It does so only while the
// printer is ready: one that is offline answers none of it. One that stands still,
// or prints what it had buffered, does not either: its silence is no word. The
// caller holds the turn. The error is the link's.
func (p *Printer) probe(ctx context.Context, l *link) error {
	h, _ := l.peek()
	if !p.asks() || p.asked == l || !h.status.ready() {
		return nil
	}
	p.probed = time.Now()
	m, known, err := p.ask(ctx, l)
	if err != nil || !known {
		return err
	}
	p.asked = l
	if before := p.Model(); before == m {
		return nil
	}
	p.mu.Lock()
	p.model = m
	p.mu.Unlock()
	p.o.Logger.LogAttrs(ctx, slog.LevelInfo, "printer asked for its model",
		slog.String("model", m.Name), slog.Int("dots", m.DotsWide), slog.String("completion", m.Completion.String()))
	return nil
}

// ask finds the model; it is not known as long as the printer says nothing.
func (p *Printer) ask(ctx context.Context, l *link) (m Model, known bool, err error) {
	before, _ := l.peek()
	named := func() (Model, bool) {
		h, _ := l.peek()
		// Some begin the name with the maker's.
		m, ok := modelCalling(strings.TrimSpace(strings.TrimPrefix(h.name, "EPSON")))
		return m, ok && h.names > before.names
	}
	if p.o.Model.Probe {
		if err := p.try(ctx, l, []byte(cmdName), func(now heard) bool { return now.names > before.names }); err != nil {
			return Model{}, false, err
		}
		if m, ok := named(); ok {
			return m, true, nil
		}
	}
	m, known, err = p.askCompletion(ctx, l)
	if named, ok := named(); ok && err == nil { // it was slow to answer
		return named, true, nil
	}
	return m, known, err
}

// askCompletion tries GS ( H, with GS r behind it as its fallback. A printer that
// has gone past both twice without an answer has neither, and stays what it was
// configured as; one that has said nothing may not have got there. Once would not
// do: an automatic status comes by itself too.
func (p *Printer) askCompletion(ctx context.Context, l *link) (m Model, known bool, err error) {
	m = p.o.Model
	var jobs []*job
	defer func() {
		for _, j := range jobs {
			p.finished(j.id) // nothing more is expected of it
		}
	}()
	done := func(heard) bool { return slices.ContainsFunc(jobs, p.isDone) }
	for range 2 {
		before, _ := l.peek()
		j := p.begin(ByProcessID)
		jobs = append(jobs, j)
		p.owed++
		question := slices.Concat([]byte(cmdProcessID), j.id[:], []byte(cmdInit+cmdTransmit))
		if err := p.try(ctx, l, question, done); err != nil {
			return m, false, err
		}
		now, _ := l.peek()
		switch {
		case done(now):
			m.Completion = ByProcessID
			return m, true, nil
		case now.transmits > before.transmits:
			m.Completion = ByTransmit
			return m, true, nil
		case now.automatic == before.automatic:
			return m, false, nil
		}
	}
	return m, true, nil
}

// try sends a question that a printer may not know; then it takes it for text,
// which ESC @ takes out of the line before it is printed. The automatic status
// that is asked for last says that it went past the question. Without an answer
// there is no error.
func (p *Printer) try(ctx context.Context, l *link, question []byte, answered func(heard) bool) error {
	if err := l.write(ctx, slices.Concat(question, []byte(cmdInit), []byte(cmdAutomatic))); err != nil {
		return err
	}
	err := l.wait(ctx, p.o.ProbeTimeout, answered)
	if errors.Is(err, errSilent) {
		return nil
	}
	return err
}
