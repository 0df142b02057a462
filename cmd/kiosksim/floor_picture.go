package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tiepdan/drivers/base/floortest/world"
	"tiepdan/nav"
)

const (
	// pngPerM and gifPerM are the pixels of a metre.
	pngPerM, gifPerM = 44, 30
	// mostFrames of a GIF; a longer run is shown at longer steps.
	mostFrames = 150
	// frameDelay is how long a frame stands, in hundredths of a second.
	frameDelay = 12
)

// checkPicture refuses a file name that is no picture's.
func checkPicture(file, of string) error {
	if _, ok := pictureKinds()[of]; !ok && of != pictureDay {
		return fmt.Errorf("cannot use --picture-of %q: want escort, patrol, call or day", of)
	}
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case file == "", ext == ".png":
	case ext == ".gif" && of != pictureDay:
	default:
		return fmt.Errorf("cannot use --picture %q: want a .png, or a .gif of an escort, a patrol or a call", file)
	}
	return nil
}

// pictureDay is a picture of all ways of the day.
const pictureDay = "day"

func pictureKinds() map[string]nav.Kind {
	return map[string]nav.Kind{"escort": nav.KindLead, "patrol": nav.KindPatrol, "call": nav.KindGoto}
}

// save draws what was recorded into a file.
func (r *recording) save(file string) error {
	if r.best != nil {
		r.mission, r.frames = r.best.mission, r.best.frames
	}
	if len(r.frames) == 0 || r.best == nil && r.of != pictureDay {
		return errors.New("cannot draw: nothing of that kind happened on that day")
	}
	var out bytes.Buffer
	var err error
	if strings.EqualFold(filepath.Ext(file), ".gif") {
		err = r.animate(&out)
	} else {
		err = r.draw(&out)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("cannot write the picture: %w", err)
	}
	return nil
}

// draw is one picture of all that was recorded.
func (r *recording) draw(out *bytes.Buffer) error {
	s, err := newScene(r.plan, pngPerM)
	if err != nil {
		return err
	}
	first, last := r.frames[0], r.frames[len(r.frames)-1]
	for _, way := range r.walked() {
		paint, wide := faded(s.people[way.kind]), 0.05
		if way.led {
			paint, wide = faded(s.led), 0.1
		}
		s.line(way.way, wide, paint)
	}
	var driven []world.Point
	for _, f := range r.frames {
		driven = append(driven, f.robot.Point)
	}
	s.line(driven, 0.12, s.trail)
	if r.of != pictureDay {
		const apart = 16 // frames
		for i := 0; i < len(r.frames); i += apart {
			s.ring(r.frames[i].robot.Point, 0.28, 0.03, s.robot)
		}
		for _, p := range last.people {
			s.person(p)
		}
	}
	s.robotAt(last.robot)
	s.caption(r.title(), first.at.Format("15:04:05")+" – "+last.at.Format("15:04:05"))
	if err := png.Encode(out, s.img); err != nil {
		return fmt.Errorf("cannot encode the picture: %w", err)
	}
	return nil
}

// faded is a colour mixed with the floor's.
func faded(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	mix := func(v uint32) uint8 { return uint8((v>>8 + 2*250) / 3) }
	return color.NRGBA{mix(r), mix(g), mix(b), 255}
}

// animate is a moving picture: each frame holds what changed.
func (r *recording) animate(out *bytes.Buffer) error {
	s, err := newScene(r.plan, gifPerM)
	if err != nil {
		return err
	}
	step := (len(r.frames) + mostFrames - 1) / mostFrames
	var shown []*image.RGBA
	var driven []world.Point
	for i, f := range r.frames {
		driven = append(driven, f.robot.Point)
		if i%step != 0 {
			continue
		}
		s.clear()
		s.line(driven, 0.1, s.trail)
		for k := 2; k < len(f.way); k += 2 {
			s.line(f.way[k-2:k], 0.07, s.way)
		}
		for _, p := range f.people {
			s.person(p)
		}
		s.robotAt(f.robot)
		s.caption(r.title(), f.at.Format("15:04:05"))
		img := image.NewRGBA(s.img.Bounds())
		copy(img.Pix, s.img.Pix)
		shown = append(shown, img)
	}
	return encodeGIF(out, shown)
}

// encodeGIF writes frames with the colours they use most.
func encodeGIF(out *bytes.Buffer, frames []*image.RGBA) error {
	colours := commonColours(frames)
	index := map[color.RGBA]uint8{}
	g := gif.GIF{}
	for i, f := range frames {
		box := f.Bounds()
		if i > 0 {
			box = changed(frames[i-1], f)
		}
		if box.Empty() {
			g.Delay[len(g.Delay)-1] += frameDelay
			continue
		}
		img := image.NewPaletted(box, colours)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				at := f.RGBAAt(x, y)
				if i > 0 && at == frames[i-1].RGBAAt(x, y) {
					continue // transparent: as before
				}
				n, ok := index[at]
				if !ok {
					n = uint8(colours[1:].Index(at) + 1)
					index[at] = n
				}
				img.SetColorIndex(x, y, n)
			}
		}
		g.Image = append(g.Image, img)
		g.Delay = append(g.Delay, frameDelay)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
	}
	const rest = 200
	g.Delay[len(g.Delay)-1] = rest
	if err := gif.EncodeAll(out, &g); err != nil {
		return fmt.Errorf("cannot encode the moving picture: %w", err)
	}
	return nil
}

// commonColours are transparent and the colours that the frames use most.
func commonColours(frames []*image.RGBA) color.Palette {
	count := map[color.RGBA]int{}
	const every = 12 // frames are alike
	for i := 0; i < len(frames); i += every {
		f := frames[i]
		for p := 0; p < len(f.Pix); p += 4 {
			count[color.RGBA{f.Pix[p], f.Pix[p+1], f.Pix[p+2], f.Pix[p+3]}]++
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if n := count[b] - count[a]; n != 0 {
			return n
		}
		return (int(a.R)<<16 | int(a.G)<<8 | int(a.B)) - (int(b.R)<<16 | int(b.G)<<8 | int(b.B))
	})
	const most = 63 // and transparent
	p := color.Palette{color.RGBA{}}
	for _, c := range all[:min(most, len(all))] {
		p = append(p, c)
	}
	return p
}

// changed is the part in which two frames differ.
func changed(a, b *image.RGBA) image.Rectangle {
	var box image.Rectangle
	for y := range b.Bounds().Dy() {
		row := y * b.Stride
		if bytes.Equal(a.Pix[row:row+b.Stride], b.Pix[row:row+b.Stride]) {
			continue
		}
		for x := range b.Bounds().Dx() {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}
