package window

import (
	"fmt"
	"image"
	"time"

	"golang.org/x/sys/unix"

	"tiepdan/ui/raster"
)

const (
	// fadeTime is how long one screen gives way to the next.
	fadeTime = 180 * time.Millisecond
	// fadeStep is the time from one picture of a fade to the next.
	fadeStep = 25 * time.Millisecond
)

// fade is one screen giving way to the next, in some rectangles. Its pictures
// lie outside of Go's heap, which would keep their room for long.
type fade struct {
	before, after *raster.Picture
	memory        [2][]byte
	damage        []image.Rectangle
	began         time.Time
	next          time.Time
}

// newFade keeps what is on screen in the rectangles; after is yet to be drawn.
func newFade(shown *raster.Picture, damage []image.Rectangle, now time.Time) (*fade, error) {
	var around image.Rectangle
	for _, r := range damage {
		around = around.Union(r)
	}
	// The first picture shows a change already.
	f := &fade{damage: damage, began: now.Add(-fadeStep), next: now}
	for i, p := range []**raster.Picture{&f.before, &f.after} {
		m, err := unix.Mmap(-1, 0, around.Dx()*around.Dy()*pixelBytes, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		if err != nil {
			f.free()
			return nil, fmt.Errorf("cannot get memory for a fade: %w", err)
		}
		f.memory[i] = m
		*p = raster.Over(pixels(m), around.Size())
		(*p).Rect = around
	}
	for _, r := range damage {
		f.before.Copy(shown, r)
	}
	return f, nil
}

// step mixes the picture of a moment and reports whether it is the last.
func (f *fade) step(to *raster.Picture, now time.Time) (last bool) {
	weight := eased(now.Sub(f.began))
	for _, r := range f.damage {
		to.Mix(f.before, f.after, r, weight)
	}
	f.next = now.Add(fadeStep)
	return weight == raster.Full
}

// eased is the weight of the next screen so long after the beginning: fast at
// first, then gently.
func eased(since time.Duration) int {
	left := 1 - float64(since)/float64(fadeTime)
	if left <= 0 {
		return raster.Full
	}
	return int(raster.Full * (1 - left*left*left))
}

// accept takes over what was drawn into the picture meanwhile: it is shown as it
// is from now on.
func (f *fade) accept(shown *raster.Picture, r image.Rectangle) {
	f.before.Copy(shown, r)
	f.after.Copy(shown, r)
}

func (f *fade) free() {
	for i, m := range f.memory {
		if m != nil {
			_ = unix.Munmap(m) // fails for memory that is not mapped only
			f.memory[i] = nil
		}
	}
}
