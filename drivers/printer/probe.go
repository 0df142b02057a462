package printer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
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

// probe asks a printer how it confirms, and for its name where the model is not
// configured. It does so once on each link, and only while the printer is ready:
// one that is offline answers none of it. The caller holds the turn. The error is
// the link's.
func (p *Printer) probe(ctx context.Context, l *link) error {
	h, _ := l.peek()
	if !p.o.Model.Probe && p.o.Model.Completion != ByProcessID || p.asked == l || !h.status.ready() {
		return nil
	}
	m, known, err := p.askName(ctx, l)
	if err == nil && !known {
		m, err = p.askCompletion(ctx, l)
	}
	if err != nil {
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

// askName finds the model by what the printer calls itself.
func (p *Printer) askName(ctx context.Context, l *link) (m Model, known bool, err error) {
	if !p.o.Model.Probe {
		return Model{}, false, nil
	}
	h, _ := l.peek()
	if got, err := p.try(ctx, l, []byte(cmdName), func(now heard) bool { return now.names > h.names }); err != nil || !got {
		return Model{}, false, err
	}
	h, _ = l.peek()
	// Some begin the name with the maker's.
	m, known = modelCalling(strings.TrimSpace(strings.TrimPrefix(h.name, "EPSON")))
	return m, known, nil
}

// askCompletion tries GS ( H, then GS r as its fallback. A printer that answers
// neither stays what it was configured as.
func (p *Printer) askCompletion(ctx context.Context, l *link) (Model, error) {
	m := p.o.Model
	j := p.begin()
	got, err := p.try(ctx, l, append([]byte(cmdProcessID), j.id[:]...), func(heard) bool { return p.isDone(j) })
	p.finished(j.id) // nothing more is expected of it
	if err != nil || got {
		m.Completion = ByProcessID
		return m, err
	}
	h, _ := l.peek()
	p.owed++
	got, err = p.try(ctx, l, []byte(cmdTransmit), func(now heard) bool { return now.transmits > h.transmits })
	if got {
		m.Completion = ByTransmit
	}
	return m, err
}

// try sends a question that a printer may not know; then it takes it for text,
// which ESC @ takes out of the line before it is printed.
func (p *Printer) try(ctx context.Context, l *link, question []byte, answered func(heard) bool) (bool, error) {
	if err := l.write(ctx, slices.Concat(question, []byte(cmdInit), []byte(cmdAutomatic))); err != nil {
		return false, err
	}
	err := l.wait(ctx, p.o.ProbeTimeout, answered)
	if errors.Is(err, errSilent) {
		return false, nil
	}
	return err == nil, err
}
