package paper

// fact is one row of the table: what it is, and how it stands.
type fact struct {
	label, labelEn string
	value, valueEn string // valueEn may be empty
	size           int    // of the value
}

// Sizes in the table.
const (
	labelSize   = 24
	englishSize = 20
)

// facts sets labels and values in two columns, so that the eye finds them.
func (l *layout) facts(all ...fact) {
	middle := 0
	for _, f := range all {
		middle = max(middle, l.width(semiBold, l.size(labelSize), f.label), l.width(regular, l.size(englishSize), f.labelEn))
	}
	middle = l.left + min(middle+l.dots(18), (l.right-l.left)/2)
	for i, f := range all {
		if i > 0 {
			l.space(24)
		}
		l.fact(f, middle)
	}
}

// fact sets one row. The Vietnamese stands on one baseline, and the English on
// the next; a lone large value has its label at its top.
func (l *layout) fact(f fact, middle int) {
	labelWidth, valueWidth := middle-l.dots(12)-l.left, l.right-middle
	label := body(l.wrapped(semiBold, l.size(labelSize), f.label, labelWidth), l.size(labelSize))
	value := body(l.wrapped(bold, l.size(f.size), f.value, valueWidth), l.size(f.size))
	if f.valueEn != "" {
		level(label, value)
	}
	labelEnd := l.stack(label, l.left, l.y, l.size(labelSize)*5/4)
	valueEnd := l.stack(value, middle, l.y, l.size(f.size)*5/4)
	if f.valueEn != "" {
		labelEnd = max(labelEnd, valueEnd)
		valueEnd = labelEnd + l.dots(5)
	}
	english := func(text string, x, width, y int) int {
		px := l.size(englishSize)
		return l.stack(body(l.wrapped(regular, px, text, width), px), x, y, px*5/4)
	}
	labelEnd = english(f.labelEn, l.left, labelWidth, labelEnd+l.dots(5))
	if f.valueEn != "" {
		valueEnd = english(f.valueEn, middle, valueWidth, valueEnd)
	}
	l.y = max(labelEnd, valueEnd)
}

// level puts the first lines of two columns on one baseline.
func level(a, b []line) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	a[0].above = max(a[0].above, b[0].above)
	b[0].above = a[0].above
}
