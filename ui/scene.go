package ui

import (
	"hash/maphash"
	"image"
	"image/color"
	"slices"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// Scene is one picture of the screen, laid out. It does not change once made.
type Scene struct {
	size     image.Point // device pixels
	scale    float32     // device pixels per design pixel
	nodes    []node
	controls []Control
	misfits  []string
	spoken   []string
	hold     kiosk.Msg
}

// Spoken is what the screen says to somebody who does not see it, apart from
// the labels of its controls.
func (s *Scene) Spoken() []string { return s.spoken }

// Control is something that can be touched.
type Control struct {
	Label  string          // what is written on it, or what would be said of it
	Bounds image.Rectangle // device pixels
	Msg    kiosk.Msg       // what a touch sends; nil when it changes only the screen
	id     string
	tale   string // what the voice guide says beside the label
	back   bool   // lies under all others and takes what misses them
	late   bool   // of the bar: the voice guide comes to it last
	act    action
	point  pointing // of a map: where it is touched matters
	held   action   // when a finger rests on it for long; then it is no control for visitors
}

// Backdrop reports whether a control lies under all others: a touch that misses
// them means it.
func (c Control) Backdrop() bool { return c.back }

// Secret reports whether a control is not meant for visitors.
func (c Control) Secret() bool { return c.held != nil }

// node is one thing to draw. Its hash stands for everything that its picture
// depends on, its place included.
type node struct {
	bounds image.Rectangle // of the ink, device pixels
	hash   uint64
	draw   func(*raster.Canvas) // in design pixels
	// What the picture is, for tests that measure contrast and size.
	words string // of a text
	style style
	paint color.NRGBA // of a box
	round int         // radius of its corners, design pixels
	solid bool        // it hides what lies under it
}

// maxDamage bounds how many rectangles are drawn apart: each costs a pass
// over the scene, so many small ones are joined.
const maxDamage = 6

// Size is the size of the picture in device pixels.
func (s *Scene) Size() image.Point { return s.size }

// Controls lists what can be touched, the topmost last.
func (s *Scene) Controls() []Control { return s.controls }

// Misfits names every text that did not fit its box even at the smallest
// size. It is empty for a ward whose texts are of a sane length; the window
// logs it, tests fail on it.
func (s *Scene) Misfits() []string { return s.misfits }

// At finds the control at a place of the screen.
func (s *Scene) At(p image.Point) (Control, bool) {
	for _, c := range slices.Backward(s.controls) {
		if p.In(c.Bounds) {
			return c, true
		}
	}
	return Control{}, false
}

// Damage gives the rectangles in which the scene differs from the one before
// it; before may be nil. No rectangles mean the same picture.
func (s *Scene) Damage(before *Scene) []image.Rectangle {
	whole := image.Rectangle{Max: s.size}
	if before == nil || before.size != s.size {
		return []image.Rectangle{whole}
	}
	// Nodes that are in both scenes cancel out.
	count := make(map[uint64]int, len(s.nodes))
	for i := range s.nodes {
		count[s.nodes[i].hash]++
	}
	var damage []image.Rectangle
	for i := range before.nodes {
		if n := &before.nodes[i]; count[n.hash] > 0 {
			count[n.hash]--
		} else {
			damage = Join(damage, n.bounds.Intersect(whole))
		}
	}
	// What is left over is new. Equal nodes lie at the same place, so it does
	// not matter which of them is counted.
	for i := range s.nodes {
		if n := &s.nodes[i]; count[n.hash] > 0 {
			count[n.hash]--
			damage = Join(damage, n.bounds.Intersect(whole))
		}
	}
	return damage
}

// Join adds a rectangle to rectangles that do not overlap.
func Join(all []image.Rectangle, r image.Rectangle) []image.Rectangle {
	if r.Empty() {
		return all
	}
	for i := 0; i < len(all); i++ {
		if all[i].Overlaps(r) {
			r = r.Union(all[i])
			all = append(all[:i], all[i+1:]...)
			i = -1
		}
	}
	if len(all) < maxDamage {
		return append(all, r)
	}
	// Join with the one that grows least.
	best, least := 0, -1
	for i, a := range all {
		u := a.Union(r)
		if grown := u.Dx()*u.Dy() - a.Dx()*a.Dy(); least < 0 || grown < least {
			best, least = i, grown
		}
	}
	u := all[best].Union(r)
	return Join(append(all[:best], all[best+1:]...), u)
}

// Draw draws the part of the scene in one rectangle.
func (s *Scene) Draw(c *raster.Canvas, part image.Rectangle) {
	c.Within(part, s.scale)
	for i := s.ground(part); i < len(s.nodes); i++ {
		if n := &s.nodes[i]; n.bounds.Overlaps(part) {
			n.draw(c)
		}
	}
}

// ground is the topmost box that hides all that lies under a rectangle.
func (s *Scene) ground(part image.Rectangle) int {
	for i, n := range slices.Backward(s.nodes) {
		if n.solid && part.In(n.bounds.Inset(int(float32(n.round)*s.scale)+1)) || n.solid && n.round == 0 && s.scale == 1 && part.In(n.bounds) {
			return i
		}
	}
	return 0
}

// hashOf hashes what a picture depends on.
func hashOf(seed maphash.Seed, parts ...any) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, p := range parts {
		maphash.WriteComparable(&h, p)
	}
	return h.Sum64()
}
