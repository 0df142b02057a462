package main_test

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"time"
)

const (
	// lookEvery is how long a spot of the display rests between two looks. To
	// look without rest would take a processor from what is measured.
	lookEvery = 200 * time.Microsecond
	// deaf is longer than kioskd ignores a finger after a change; the browser
	// is given the same rest.
	deaf = 450 * time.Millisecond
)

// await looks at the display until something is so, and returns the time since
// a beginning.
func (s *stand) await(what string, began time.Time, is func() bool) time.Duration {
	s.t.Helper()
	for !is() {
		if time.Since(began) > 30*time.Second {
			s.t.Fatalf("%s: not within 30 s", what)
		}
		time.Sleep(lookEvery)
	}
	return time.Since(began)
}

// badge is a place on the letter of the first service, and its colour.
func (s *stand) badge() (image.Point, color.RGBA) {
	tile := s.tile()
	return image.Pt(tile.Min.X+26, (tile.Min.Y+tile.Max.Y)/2-27), color.RGBA{0x0B, 0x53, 0x94, 0xFF}
}

// firstFrame starts a program and measures until the first tile is on the
// display.
func (s *stand) firstFrame(r *rival) time.Duration {
	s.t.Helper()
	at, blue := s.badge()
	began := time.Now()
	p := r.launch()
	took := s.await(r.name+" shows the home screen", began, func() bool { return s.dot(at) == blue })
	time.Sleep(time.Second) // lest it end in the middle of its beginning
	s.end(p)
	return took
}

// pause lets a finger rest, for a time that keeps no step with any frame rate.
func pause(least time.Duration) {
	time.Sleep(least + rand.N(33*time.Millisecond)) // #nosec G404 -- any number will do
}

// presses puts a finger on a tile so many times and measures until its ground
// changes; the finger slides off, so that nothing is asked for.
func (s *stand) presses(n int) []time.Duration {
	s.t.Helper()
	tile := s.tile()
	mid := tile.Min.Add(tile.Size().Div(2))
	spot := image.Rect(tile.Max.X-40, tile.Min.Y+20, tile.Max.X-32, tile.Min.Y+28)
	up := s.look(spot)
	isUp := func() bool { return bytes.Equal(s.look(spot), up) }
	out := make([]time.Duration, n)
	for i := range out {
		s.finger(s.screen.Move, mid)
		pause(20 * time.Millisecond)
		began := time.Now()
		s.finger(s.screen.Press, mid)
		out[i] = s.await("the pressed tile", began, func() bool { return !isUp() })
		s.finger(s.screen.Release, image.Pt(5, 200))
		s.await("the tile as it was", time.Now(), isUp)
	}
	return out
}

func (s *stand) finger(do func(x, y int) error, at image.Point) {
	s.t.Helper()
	if err := do(at.X, at.Y); err != nil {
		s.t.Fatal(err)
	}
}

// mark is a small piece of the display that looks different in two pictures.
type mark struct {
	at            image.Rectangle
	before, after []byte
}

// marksPerSide is into how many parts the display is divided each way; each
// part that differs has a mark.
const marksPerSide = 4

// marks finds pieces that differ, all over the display but for the clock.
func marks(before, after *image.RGBA) []mark {
	const side = 12
	cell := before.Rect.Size().Div(marksPerSide)
	clock := image.Rect(before.Rect.Max.X-480, 0, before.Rect.Max.X, 64)
	var out []mark
	for i := range marksPerSide * marksPerSide {
		from := image.Pt(i%marksPerSide*cell.X, i/marksPerSide*cell.Y)
		best, most := mark{}, 0
		for y := from.Y; y+side <= from.Y+cell.Y; y += side {
			for x := from.X; x+side <= from.X+cell.X; x += side {
				at := image.Rect(x, y, x+side, y+side)
				if at.Overlaps(clock) {
					continue
				}
				a, b := piece(before, at), piece(after, at)
				if n := unequal(a, b); n > most {
					best, most = mark{at, a, b}, n
				}
			}
		}
		if most > side*side { // of the 3·side² colour values
			out = append(out, best)
		}
	}
	return out
}

func piece(img *image.RGBA, at image.Rectangle) []byte {
	var out []byte
	for y := at.Min.Y; y < at.Max.Y; y++ {
		i := img.PixOffset(at.Min.X, y)
		out = append(out, img.Pix[i:i+4*at.Dx()]...)
	}
	return out
}

// unequal counts the bytes in which two pieces differ by more than what the
// smoothing of letters may vary.
func unequal(a, b []byte) int {
	const slack = 24
	n := 0
	for i := range a {
		if d := int(a[i]) - int(b[i]); d > slack || d < -slack {
			n++
		}
	}
	return n
}

// capture is the whole display.
func (s *stand) capture() *image.RGBA {
	s.t.Helper()
	img, err := s.screen.Capture()
	if err != nil {
		s.t.Fatal(err)
	}
	return img
}

// tapAt touches a place and lets the answer come.
func (s *stand) tapAt(at image.Point) {
	s.t.Helper()
	s.finger(s.screen.Tap, at)
	time.Sleep(time.Second)
}

// changes touches a place, and another to come back, so many times, and
// measures from the lifting of the finger until the first and until the last
// of all marks over the display shows the other picture.
func (s *stand) changes(n int, there, back image.Point) (first, last []time.Duration) {
	s.t.Helper()
	here := s.capture()
	s.tapAt(there)
	away := s.capture()
	s.tapAt(back)
	all := marks(here, away)
	if len(all) < 6 {
		s.t.Fatalf("the pictures differ in %d places, want 6 at least", len(all))
	}
	for i := range n {
		at := there
		if i%2 == 1 {
			at = back
		}
		pause(deaf)
		s.finger(s.screen.Press, at)
		time.Sleep(60 * time.Millisecond)
		f, l := s.change(at, all, i%2 == 1)
		first, last = append(first, f), append(last, l)
	}
	if n%2 == 1 {
		time.Sleep(deaf)
		s.tapAt(back)
	}
	return first, last
}

// change lifts the finger and waits for every mark.
func (s *stand) change(at image.Point, all []mark, home bool) (first, last time.Duration) {
	s.t.Helper()
	began := time.Now()
	s.finger(s.screen.Release, at)
	for done := map[int]bool{}; len(done) < len(all); {
		for i, m := range all {
			from, to := m.before, m.after
			if home {
				from, to = to, from
			}
			if done[i] {
				continue
			}
			now := s.look(m.at)
			if first == 0 && unequal(now, from) > 0 {
				first = time.Since(began)
			}
			if unequal(now, to) == 0 {
				done[i], last = true, time.Since(began)
			}
		}
		if time.Since(began) > 30*time.Second {
			s.t.Fatalf("only %d of %d places changed", len(done), len(all))
		}
		time.Sleep(lookEvery)
	}
	return first, last
}
