package paper

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"time"
)

// Slip is what a visitor takes home: what to bring for a procedure, how long it
// takes, who answers for that, and where it stands. It has no number and names
// nobody.
type Slip struct {
	Ward     string
	WardEn   string // may be empty
	TitleVi  string // of the procedure
	TitleEn  string // may be empty
	Papers   []Line // to bring, each with a box to tick
	Have     []int  // places of Papers, from 0, that are ticked: she says that she has them
	Lacking  Line   // what she lacks then; may be empty
	Facts    []Fact // time limit, fee, place: what the ward's file says
	Owner    string // who answers for this
	Source   string // where it stands
	IssuedAt time.Time
	URL      string // content of the QR code; empty leaves it out
	Footer   string // may be empty
	FooterEn string // may be empty
	Large    bool
}

// Line is one text in both languages; En may be empty.
type Line struct{ Vi, En string }

// Fact is one thing with its name.
type Fact struct{ Name, Value Line }

func (s Slip) check() error {
	var errs []error
	for name, text := range map[string]string{"title": s.TitleVi, "owner": s.Owner, "source": s.Source} {
		if strings.TrimSpace(text) == "" {
			errs = append(errs, fmt.Errorf("no %s", name))
		}
	}
	if s.IssuedAt.IsZero() {
		errs = append(errs, errors.New("no time of issue"))
	}
	if len(s.Papers) == 0 && len(s.Facts) == 0 {
		errs = append(errs, errors.New("nothing to say of the procedure"))
	}
	return errors.Join(errs...)
}

func (l *layout) slip(s Slip) error {
	l.masthead(s.Ward, s.WardEn)
	l.tag("PHIẾU HƯỚNG DẪN", "Guide")
	l.space(22)
	l.text(bold, 38, s.TitleVi)
	if s.TitleEn != "" {
		l.space(4)
		l.text(regular, 26, s.TitleEn)
	}
	l.rule(2, 20, 22)
	if len(s.Papers) > 0 {
		l.pair(semiBold, 32, "Giấy tờ cần mang", regular, 24, "Papers to bring")
		l.space(18)
		for i, p := range s.Papers {
			l.tickBox(p, slices.Contains(s.Have, i))
			l.space(16)
		}
		l.lacking(s.Lacking)
		l.rule(2, 6, 22)
	}
	if len(s.Facts) > 0 {
		l.facts(factsOf(s.Facts)...)
		l.rule(2, 22, 18)
	}
	l.owner(s)
	l.rule(2, 18, 14)
	if err := l.code(s.URL, "Quét mã để xem đầy đủ", "Scan for the full guide", s.IssuedAt); err != nil {
		return err
	}
	l.footer(s.Footer, s.FooterEn)
	l.space(12)
	return nil
}

func factsOf(all []Fact) []fact {
	out := make([]fact, len(all))
	for i, f := range all {
		out[i] = fact{f.Name.Vi, f.Name.En, f.Value.Vi, f.Value.En, 32}
	}
	return out
}

// tickBox sets one paper to bring, with a box before it. The tick is drawn: the
// font has none.
func (l *layout) tickBox(p Line, ticked bool) {
	const frame = 3
	side := l.size(30)
	at := image.Rect(l.left, l.y, l.left+side, l.y+side)
	for _, r := range []image.Rectangle{
		{at.Min, image.Pt(at.Max.X, at.Min.Y+frame)},
		{image.Pt(at.Min.X, at.Max.Y-frame), at.Max},
		{at.Min, image.Pt(at.Min.X+frame, at.Max.Y)},
		{image.Pt(at.Max.X-frame, at.Min.Y), at.Max},
	} {
		l.box(r)
	}
	if ticked {
		l.tick(at.Inset(2 * frame))
	}
	text := l.column(at.Max.X+l.dots(16), l.right)
	text.text(medium, 30, p.Vi)
	if p.En != "" {
		text.space(4)
		text.text(regular, 24, p.En)
	}
	l.take(text)
	l.y = max(at.Max.Y, text.y)
}

// tick fills a box with a tick: a short stroke down, a long one up, each a stack
// of little boxes.
func (l *layout) tick(in image.Rectangle) {
	thick := max(5, in.Dx()/3)
	at := func(x, y int) image.Point { // of a square of 12
		return in.Min.Add(image.Pt(x*in.Dx()/12, y*in.Dy()/12))
	}
	for _, stroke := range [][2]image.Point{{at(0, 5), at(4, 10)}, {at(4, 10), at(12, 1)}} {
		from, way := stroke[0], stroke[1].Sub(stroke[0])
		for i := range way.X + 1 {
			dot := from.Add(image.Pt(i, i*way.Y/max(1, way.X)))
			l.box(image.Rect(dot.X, dot.Y-thick/2, dot.X+1, dot.Y+thick-thick/2).Intersect(in))
		}
	}
}

// lacking says below the list what is missing.
func (l *layout) lacking(p Line) {
	if p.Vi == "" {
		return
	}
	l.space(4)
	l.text(bold, 30, p.Vi)
	if p.En != "" {
		l.space(4)
		l.text(regular, 24, p.En)
	}
	l.space(14)
}

// owner says who answers for the answer and where it stands.
func (l *layout) owner(s Slip) {
	l.text(medium, 25, "Cơ quan trả lời: "+s.Owner)
	l.space(8)
	l.text(medium, 25, "Theo: "+s.Source)
}
