package ui

// Broken is a text broken into lines, for tests.
type Broken struct {
	Lines  []string
	Widths []int // of the lines, design pixels
	Width  int   // of the block
}

// Set breaks a text into lines of a width.
func Set(size, width int, str string) (Broken, error) {
	t, err := newTypesetter()
	if err != nil {
		return Broken{}, err
	}
	b := t.set(style{size: size, weight: medium}, width, str)
	out := Broken{Width: b.width}
	runes := []rune(str)
	for _, l := range b.lines {
		out.Lines = append(out.Lines, string(runes[l.from:l.from+l.runes]))
		out.Widths = append(out.Widths, l.width)
	}
	return out, nil
}

// Glyphs gives how many glyphs a text has, and the place of the last in ems.
func Glyphs(str string) (n int, x, y float32, err error) {
	c, err := newCuts()
	if err != nil {
		return 0, 0, 0, err
	}
	all := c.shape(medium, str)
	last := all[len(all)-1]
	return len(all), last.X, last.Y, nil
}
