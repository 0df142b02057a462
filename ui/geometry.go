package ui

import "image"

// cutTop splits a rectangle: its upper h pixels, and the rest below a gap.
func cutTop(r image.Rectangle, h, gap int) (top, rest image.Rectangle) {
	y := min(r.Min.Y+h, r.Max.Y)
	return image.Rect(r.Min.X, r.Min.Y, r.Max.X, y), image.Rect(r.Min.X, min(y+gap, r.Max.Y), r.Max.X, r.Max.Y)
}

// cutBottom splits off the lower h pixels.
func cutBottom(r image.Rectangle, h, gap int) (bottom, rest image.Rectangle) {
	y := max(r.Max.Y-h, r.Min.Y)
	return image.Rect(r.Min.X, y, r.Max.X, r.Max.Y), image.Rect(r.Min.X, r.Min.Y, r.Max.X, max(y-gap, r.Min.Y))
}

// cutLeft splits off the left w pixels.
func cutLeft(r image.Rectangle, w, gap int) (left, rest image.Rectangle) {
	x := min(r.Min.X+w, r.Max.X)
	return image.Rect(r.Min.X, r.Min.Y, x, r.Max.Y), image.Rect(min(x+gap, r.Max.X), r.Min.Y, r.Max.X, r.Max.Y)
}

// cutRight splits off the right w pixels.
func cutRight(r image.Rectangle, w, gap int) (right, rest image.Rectangle) {
	x := max(r.Max.X-w, r.Min.X)
	return image.Rect(x, r.Min.Y, r.Max.X, r.Max.Y), image.Rect(r.Min.X, r.Min.Y, max(x-gap, r.Min.X), r.Max.Y)
}

// pad takes x pixels off left and right, y off top and bottom.
func pad(r image.Rectangle, x, y int) image.Rectangle {
	return image.Rect(r.Min.X+x, r.Min.Y+y, r.Max.X-x, r.Max.Y-y)
}

// cell is one cell of a grid of equal cells.
func cell(r image.Rectangle, cols, rows, gap, i int) image.Rectangle {
	w, h := (r.Dx()-gap*(cols-1))/cols, (r.Dy()-gap*(rows-1))/rows
	at := r.Min.Add(image.Pt(i%cols*(w+gap), i/cols*(h+gap)))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
}

// middleOf centres a box of w×h in r.
func middleOf(r image.Rectangle, w, h int) image.Rectangle {
	at := image.Pt(r.Min.X+(r.Dx()-w)/2, r.Min.Y+(r.Dy()-h)/2)
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}
}
