package paper

import (
	"errors"
	"fmt"
	"image"
	"sync"
)

// Options says what paper.
type Options struct {
	DotsWide int // printable width: 576 on 80 mm paper, 384 on 58 mm
	// Logo stands beside the ward's name; nil leaves it out. It is the only thing
	// that is dithered.
	Logo image.Image
	// Coarse draws the largest letters with dots of two by two, a quarter of the
	// bytes: for a serial line, where bytes are time.
	Coarse bool
}

const (
	leastDots = 320
	mostDots  = 1024
)

// Press draws papers of one width. It remembers the letters, so that the second
// paper is drawn quicker than the first. It may be used by several goroutines.
type Press struct {
	mu    sync.Mutex
	o     Options
	faces *typeface
	logo  *image.Paletted
}

// NewPress prepares for one width.
func NewPress(o Options) (*Press, error) {
	if o.DotsWide < leastDots || o.DotsWide > mostDots {
		return nil, fmt.Errorf("cannot draw paper %d dots wide, want %d to %d", o.DotsWide, leastDots, mostDots)
	}
	faces, err := newTypeface()
	if err != nil {
		return nil, fmt.Errorf("cannot draw paper: %w", err)
	}
	return &Press{o: o, faces: faces, logo: dithered(o.Logo, o.DotsWide*5/24, o.DotsWide*5/24)}, nil
}

// DotsWide is the width it was made for.
func (p *Press) DotsWide() int { return p.o.DotsWide }

// Ticket returns the ticket as a picture DotsWide wide; index 1 is ink. An error
// names what is missing or does not fit.
func (p *Press) Ticket(t Ticket) (*image.Paletted, error) {
	img, err := p.draw(t.Large, t.check(), func(l *layout) error {
		if t.Test {
			return l.trial(t)
		}
		return l.ticket(t)
	})
	if err != nil {
		return nil, fmt.Errorf("cannot draw ticket %q: %w", t.Number, err)
	}
	return img, nil
}

// Slip returns the summary of a visit as a picture, as Ticket does.
func (p *Press) Slip(s Slip) (*image.Paletted, error) {
	img, err := p.draw(s.Large, s.check(), func(l *layout) error { return l.slip(s) })
	if err != nil {
		return nil, fmt.Errorf("cannot draw the slip of %q: %w", s.TitleVi, err)
	}
	return img, nil
}

func (p *Press) draw(large bool, bad error, lay func(*layout) error) (*image.Paletted, error) {
	if bad != nil {
		return nil, bad
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := newLayout(p.faces, p.o.DotsWide, large)
	l.logo, l.coarse = p.logo, p.o.Coarse
	if err := errors.Join(append([]error{lay(l)}, l.errs...)...); err != nil {
		return nil, err
	}
	return l.paint(), nil
}

// Draw is a Press for one ticket.
func Draw(t Ticket, o Options) (*image.Paletted, error) {
	p, err := NewPress(o)
	if err != nil {
		return nil, err
	}
	return p.Ticket(t)
}
