package ui

import (
	"cmp"
	"image"
	"strings"
	"unicode"
	"unicode/utf8"

	"tiepdan/ui/telex"
)

// The on-screen keyboard: three rows of letters, a row of digits (which VNI
// needs for its marks), and a row of what is not a letter.

const (
	keyGap   = 8
	queryMax = 60 // letters; longer than any name of a procedure that one types
)

// keyRows are the letters and digits in their usual order.
func keyRows() []string { return []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"} }

// keyHeight is the least height of a key.
const keyHeight = minTarget

// keyboard draws the keys; without room there is no row of digits, and so no VNI.
func (c *canvas) keyboard(at image.Rectangle, p picture, digits bool) {
	rows := keyRows()
	if !digits {
		rows = rows[1:]
	}
	n := len(rows) + 1
	w := (at.Dx() - 9*keyGap) / 10
	for i, row := range rows {
		line := cell(at, 1, n, keyGap, i)
		width := len(row)*(w+keyGap) - keyGap
		x := line.Min.X + (line.Dx()-width)/2
		if i == n-2 { // between shift and erase
			c.sideKeys(line, x-keyGap, x+width+keyGap, p)
		}
		for _, r := range row {
			c.key(image.Rect(x, line.Min.Y, x+w, line.Max.Y), r, p)
			x += w + keyGap
		}
	}
	c.lowKeys(cell(at, 1, n, keyGap, n-1), p, digits)
}

// key draws a letter.
func (c *canvas) key(at image.Rectangle, r rune, p picture) {
	if p.local.caps {
		r = unicode.ToUpper(r)
	}
	c.keyCap(at, keycap{id: string(unicode.ToLower(r)), label: string(r), act: write(r)})
}

// keycap is one key. Its id stays the same in capitals.
type keycap struct {
	group     string // of ids, "key " is usual
	id, label string
	icon      icon
	act       action
	on        bool
	size      int // of the label, 0 is usual
}

// keyCap draws a key.
func (c *canvas) keyCap(at image.Rectangle, k keycap) {
	pressed := c.declare(at, cmp.Or(k.group, "key ")+k.id, k.label, nil, k.act)
	face := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Max.Y-4)
	ground, ink := c.Surface, c.Ink
	switch {
	case pressed:
		ground, face = c.ActionSoft, at
	case k.on:
		ground, ink = c.Action, c.OnAction
	}
	c.box(at, 14, c.Lip)
	c.box(face, 14, c.Lip)
	c.box(face.Inset(2), 12, ground)
	in := pad(face, 8, 0)
	if k.icon != "" {
		c.icon(middleOf(in, 44, 44).Min, 44, k.icon, ink, 2.2)
		return
	}
	s := style{size: max(40, k.size), weight: semiBold, color: ink}.centered().mid()
	if utf8.RuneCountInString(k.label) > 1 {
		s.size = sizeSmall
	}
	c.text(in, s, k.label)
}

// sideKeys draws shift and erase beside the last row of letters.
func (c *canvas) sideKeys(line image.Rectangle, left, right int, p picture) {
	shift := image.Rect(line.Min.X, line.Min.Y, left, line.Max.Y)
	c.keyCap(shift, keycap{id: "shift", label: wShift.in(p.Lang), icon: iconShift, act: func(l *local) { l.caps = !l.caps }, on: p.local.caps})
	erase := image.Rect(right, line.Min.Y, line.Max.X, line.Max.Y)
	c.keyCap(erase, keycap{id: "erase", label: wErase.in(p.Lang), icon: iconErase, act: func(l *local) { l.query, l.page = telex.Backspace(l.query), 0 }})
}

// lowKeys draws the method of writing and the space.
func (c *canvas) lowKeys(line image.Rectangle, p picture, digits bool) {
	way, rest := cutLeft(line, line.Dx()*28/100, keyGap)
	c.keyCap(way, keycap{id: "method", label: methodName(p.local.method, p.Lang), on: p.local.method != telex.Plain, act: func(l *local) {
		all := methods(digits)
		for i, m := range all {
			if m == l.method {
				l.method = all[(i+1)%len(all)]
				return
			}
		}
		l.method = all[0]
	}})
	c.keyCap(rest, keycap{id: "space", label: wSpace.in(p.Lang), act: write(' ')})
}

// write puts a letter to what is written, with the marks of the method.
func write(r rune) action {
	return func(l *local) {
		if utf8.RuneCountInString(l.query) >= queryMax || r == ' ' && (l.query == "" || strings.HasSuffix(l.query, " ")) {
			return
		}
		l.query, l.page, l.caps = telex.Apply(l.method, l.query, r), 0, false
	}
}
