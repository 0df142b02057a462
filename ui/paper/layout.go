package paper

import (
	"image"
	"image/color"
)

// full is the width the sizes in dots are meant for: 80 mm paper.
const full = 576

// layout places things from top to bottom; nothing is drawn before the height
// is known. Sizes given to it are dots on 80 mm paper.
type layout struct {
	faces       *typeface
	wide        int
	percent     int // size of the letters
	left, right int // of the column
	logo        *image.Paletted
	coarse      bool
	y           int
	ops         []func(dst sheet)
	errs        []error
}

// largePercent is how much larger the letters of the large print are.
const largePercent = 140

func newLayout(faces *typeface, dotsWide int, large bool) *layout {
	l := &layout{faces: faces, wide: dotsWide, percent: 100}
	if large {
		l.percent = largePercent
	}
	// The printer cannot reach the paper's edges: 4 mm on each side come free.
	const margin = 4
	l.left, l.right, l.y = margin, dotsWide-margin, l.dots(16)
	return l
}

// column is a place beside something, starting at the same height.
func (l *layout) column(left, right int) *layout {
	return &layout{faces: l.faces, wide: l.wide, percent: l.percent, left: left, right: right, y: l.y}
}

// dots scales a length to the paper.
func (l *layout) dots(n int) int { return n * l.wide / full }

// size scales text less than lengths: narrow paper is read from as far away.
func (l *layout) size(n int) int { return n * (l.wide + full) * l.percent / (2 * full * 100) }

func (l *layout) space(n int) { l.y += l.dots(n) }

func (l *layout) op(f func(dst sheet)) { l.ops = append(l.ops, f) }

// wrapped sets text between two edges.
func (l *layout) wrapped(w weight, px int, text string, width int) []line {
	f, err := l.faces.face(w, px)
	if err != nil {
		l.errs = append(l.errs, err)
		return nil
	}
	return wrap(f, text, width)
}

// body gives each line at least the height that most lines have, so that the
// space between texts does not depend on their letters.
func body(lines []line, px int) []line {
	for i := range lines {
		lines[i].above = max(lines[i].above, px*4/5)
		lines[i].below = max(lines[i].below, px/5)
	}
	return lines
}

// stack places lines below one another from y on and returns where they end.
// The first begins with its ink; no line touches the one above.
func (l *layout) stack(lines []line, x, y, pitch int) int {
	const gap = 3
	baseline, bottom := 0, y
	for i, ln := range lines {
		if i == 0 {
			baseline = y + ln.above
		} else {
			baseline = max(baseline+pitch, bottom+gap+ln.above)
		}
		bottom = baseline + ln.below
		at := baseline
		l.op(func(dst sheet) { ln.draw(dst, x, at) })
	}
	return bottom
}

// text sets a paragraph over the whole column.
func (l *layout) text(w weight, n int, text string) {
	px := l.size(n)
	l.y = l.stack(body(l.wrapped(w, px, text, l.right-l.left), px), l.left, l.y, px*5/4)
}

// pair sets two texts on one line, the second smaller, or below one another
// where the paper is too narrow.
func (l *layout) pair(w1 weight, n1 int, first string, w2 weight, n2 int, second string) {
	a := l.wrapped(w1, l.size(n1), first, l.right-l.left)
	b := l.wrapped(w2, l.size(n2), second, l.right-l.left)
	if len(a) != 1 || len(b) != 1 || a[0].width+l.dots(16)+b[0].width > l.right-l.left {
		l.y = l.stack(a, l.left, l.y, l.size(n1)*5/4)
		l.space(4)
		l.y = l.stack(b, l.left, l.y, l.size(n2)*5/4)
		return
	}
	baseline := l.y + max(a[0].above, b[0].above)
	x := l.left + a[0].width + l.dots(16)
	l.op(func(dst sheet) {
		a[0].draw(dst, l.left, baseline)
		b[0].draw(dst, x, baseline)
	})
	l.y = baseline + max(a[0].below, b[0].below)
}

// big is as large as the paper allows, up to a limit in dots; what would become
// too small then breaks into lines.
func (l *layout) big(n int, text string) {
	px, least, most := l.dots(n)*l.percent/100, l.size(64), l.right-l.left
	if w := l.width(bold, px, text); w > most {
		px = px * most / (w + 1)
	}
	if px < least {
		l.y = l.stack(l.wrapped(bold, least, text, most), l.left, l.y, least*5/4)
		return
	}
	dot := 1
	if l.coarse {
		dot = 2
	}
	f, err := l.faces.face(bold, px/dot)
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	l.y = l.stack([]line{measure(f, text).times(dot)}, l.left, l.y, px)
}

// rule is a line over the column, with space above and below.
func (l *layout) rule(thick, above, below int) {
	l.space(above)
	l.box(image.Rect(l.left, l.y, l.right, l.y+thick))
	l.y += thick
	l.space(below)
}

func (l *layout) box(r image.Rectangle) {
	l.op(func(dst sheet) { dst.fill(r) })
}

// tag is a framed mark that must not be overlooked.
func (l *layout) tag(vi, en string) {
	const frame = 4
	pad := l.dots(16)
	inner := l.column(l.left+frame+pad, l.right-frame-pad)
	inner.y += frame + l.dots(12)
	top := l.y
	before := len(inner.ops)
	inner.pair(bold, 40, vi, medium, 28, en)
	if len(inner.ops) > before {
		right := inner.left + max(inner.width(bold, l.size(40), vi)+l.dots(16)+inner.width(medium, l.size(28), en), l.dots(100)) + pad + frame
		bottom := inner.y + l.dots(12) + frame
		r := image.Rect(l.left, top, min(right, l.right), bottom)
		l.box(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+frame))
		l.box(image.Rect(r.Min.X, r.Max.Y-frame, r.Max.X, r.Max.Y))
		l.box(image.Rect(r.Min.X, r.Min.Y, r.Min.X+frame, r.Max.Y))
		l.box(image.Rect(r.Max.X-frame, r.Min.Y, r.Max.X, r.Max.Y))
		l.y = bottom
	}
	l.take(inner)
}

// width of text on one line of px dots.
func (l *layout) width(w weight, px int, text string) int {
	f, err := l.faces.face(w, px)
	if err != nil {
		l.errs = append(l.errs, err)
		return 0
	}
	return measure(f, text).width
}

func (l *layout) take(part *layout) {
	l.ops = append(l.ops, part.ops...)
	l.errs = append(l.errs, part.errs...)
}

// threshold is a little below the middle: thermal paper fattens no stroke, and
// thin ones must not break.
const threshold = 0x70

// paint draws everything and makes it ink or paper.
func (l *layout) paint() *image.Paletted {
	grey := newSheet(l.wide, l.y)
	for _, op := range l.ops {
		op(grey)
	}
	img := image.NewPaletted(grey.Rect, color.Palette{color.White, color.Black})
	for i, a := range grey.Pix {
		if a >= threshold {
			img.Pix[i] = 1
		}
	}
	return img
}
