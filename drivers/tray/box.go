package tray

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"tiepdan/drivers/serialport/boxline"
)

const (
	// silentFor without a line, nobody knows whether there is a hand: four
	// lines in a row are lost.
	silentFor = 500 * time.Millisecond
	// deadFor without one, the line is opened anew.
	deadFor = 3 * time.Second
	// maxLine is the longest line, CR and LF included: "$T 1 1 100*FFFF\r\n".
	maxLine = 17
)

var (
	errBadLine = errors.New("not a line of the tray box protocol")
	errSilent  = errors.New("the tray's box is silent")
)

// Line is what a box says: a State without Jammed, which is found out here.
type Line struct {
	Present, Hand bool
	Stock         int // 0 to 100, or Unknown
}

// AppendText appends the line as it goes over the wire.
func (l Line) AppendText(b []byte) ([]byte, error) {
	if l.Stock != Unknown && (l.Stock < 0 || l.Stock > 100) {
		return b, fmt.Errorf("cannot encode a stock of %d: want 0 to 100, or none", l.Stock)
	}
	bit := map[bool]byte{false: '0', true: '1'}
	stock := "-"
	if l.Stock != Unknown {
		stock = strconv.Itoa(l.Stock)
	}
	return boxline.Append(b, fmt.Appendf(nil, "T %c %c %s", bit[l.Present], bit[l.Hand], stock)), nil
}

// ParseLine reads the body of a line.
func ParseLine(body []byte) (Line, error) {
	f := bytes.Split(body, []byte{' '})
	if len(f) != 4 || string(f[0]) != "T" {
		return Line{}, errBadLine
	}
	present, ok := boxline.Number(f[1], 0, 1)
	hand, ok2 := boxline.Number(f[2], 0, 1)
	l := Line{Present: present == 1, Hand: hand == 1, Stock: Unknown}
	if string(f[3]) != "-" {
		stock, ok3 := boxline.Number(f[3], 0, 100)
		l.Stock, ok2 = int(stock), ok2 && ok3
	}
	if !ok || !ok2 {
		return Line{}, errBadLine
	}
	return l, nil
}

// box reads a box until its line fails.
func (t *Tray) box(ctx context.Context, ready func()) error {
	port, err := t.o.OpenBox()
	if err != nil {
		return fmt.Errorf("cannot open the tray's box: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	lines := make(chan Line)
	done := make(chan error, 1)
	go func() { done <- forward(ctx, port, lines) }()

	err = t.listen(ctx, lines, ready)
	cancel()
	if closed := port.Close(); closed != nil {
		t.o.Logger.LogAttrs(ctx, slog.LevelDebug, "cannot close the tray's box", slog.Any("error", closed))
	}
	failed := <-done
	if err == nil { // the reader ended first, and knows why
		err = failed
	}
	return err
}

// forward passes lines on until the port fails or ctx ends.
func forward(ctx context.Context, port io.Reader, lines chan<- Line) error {
	defer close(lines)
	r := boxline.NewReader(port, maxLine)
	for {
		body, err := r.Next()
		if err != nil {
			return fmt.Errorf("cannot read from the tray's box: %w", err)
		}
		l, err := ParseLine(body)
		if err != nil {
			continue // as noise: half a second of it is silence
		}
		select {
		case lines <- l:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// listen makes states of lines. It returns nil when there are no more: the
// reader then knows the reason.
func (t *Tray) listen(ctx context.Context, lines <-chan Line, ready func()) error {
	silent, dead := time.NewTimer(silentFor), time.NewTimer(deadFor)
	defer silent.Stop()
	defer dead.Stop()
	var touch touched
	up := false
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-dead.C:
			return errSilent
		case <-silent.C:
			t.tell(ctx, unknown())
		case l, ok := <-lines:
			if !ok {
				return nil
			}
			if !up {
				up = true
				ready()
			}
			s := State{Present: l.Present, Stock: l.Stock}
			s.Hand, s.Jammed = touch.take(time.Now(), l.Hand)
			t.tell(ctx, s)
			silent.Reset(silentFor)
			dead.Reset(deadFor)
		}
	}
}

// touched is a hand in the tray over time.
type touched struct {
	hand       bool
	since, was time.Time // it came, and was last there
}

func (h *touched) take(now time.Time, there bool) (hand, jammed bool) {
	switch {
	case there && !h.hand:
		h.hand, h.since, h.was = true, now, now
	case there:
		h.was = now
	case h.hand && now.Sub(h.was) >= clearFor:
		h.hand = false
	}
	return h.hand, h.hand && now.Sub(h.since) >= jammedAfter
}
