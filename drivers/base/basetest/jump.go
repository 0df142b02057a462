package basetest

// Jump makes the base correct where it believes to be, by so much to the east
// and to the north, and announce it.
func (b *Base) Jump(xM, yM float64) {
	b.change(func(o *ownBody) {
		o.localiser.x += xM
		o.localiser.y += yM
		o.localiser.resets++
	})
}
