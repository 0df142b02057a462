package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	"tiepdan/drivers/base/floortest/chassis"
	folk "tiepdan/drivers/base/floortest/crowd"
	"tiepdan/drivers/base/floortest/world"
)

// The colours of a picture of the floor.
type paints struct {
	ink, faint, floor, wall, loose, glass, closed, slow, seat, robot, trail, way, led color.Color
	people                                                                            [4]color.Color // by folk.Kind
}

func floorPaints() paints {
	rgb := func(r, g, b uint8) color.Color { return color.NRGBA{r, g, b, 255} }
	return paints{
		ink: rgb(28, 36, 48), faint: rgb(120, 130, 145), floor: rgb(250, 249, 246), wall: rgb(70, 80, 96),
		loose: rgb(168, 140, 104), glass: rgb(130, 196, 222), closed: rgb(236, 196, 190), slow: rgb(252, 240, 208),
		seat: rgb(150, 160, 175), robot: rgb(0, 92, 185), trail: rgb(110, 170, 230), way: rgb(0, 140, 120),
		led: rgb(214, 40, 80),
		people: [4]color.Color{
			folk.Adult: rgb(96, 108, 56), folk.Elderly: rgb(126, 87, 164),
			folk.Child: rgb(240, 128, 20), folk.Wheelchair: rgb(0, 150, 160),
		},
	}
}

// scene is a floor with nobody on it, and what else stands still.
type scene struct {
	*canvas
	paints
	plan  *world.Plan
	empty *image.RGBA
	above int
}

func newScene(p *world.Plan, perM float64) (*scene, error) {
	textPx := max(11, perM*0.42)
	above, below := int(textPx*2), int(textPx*4.6)
	c, err := newCanvas(p, perM, above, below, textPx)
	if err != nil {
		return nil, err
	}
	s := &scene{canvas: c, paints: floorPaints(), plan: p, above: above}
	s.furnish()
	s.legend(textPx)
	s.empty = image.NewRGBA(c.img.Bounds())
	draw.Draw(s.empty, s.empty.Bounds(), c.img, image.Point{}, draw.Src)
	return s, nil
}

// clear takes everybody off the floor.
func (s *scene) clear() { draw.Draw(s.img, s.img.Bounds(), s.empty, image.Point{}, draw.Src) }

// furnish draws the plan.
func (s *scene) furnish() {
	p := s.plan
	s.area(world.Box(0, 0, p.WidthM, p.HeightM), s.floor)
	for _, z := range p.Slow {
		s.area(z.Area, s.slow)
	}
	for _, k := range p.KeepOut {
		s.hatch(k, s.closed)
	}
	for _, r := range p.Solids {
		s.rect(r, s.wall)
	}
	for _, r := range p.Loose {
		s.rect(r, s.loose)
	}
	for _, r := range p.Glass {
		const thicker = 0.03 // to be seen
		s.rect(world.Rect{X0: r.X0, Y0: r.Y0 - thicker, X1: r.X1, Y1: r.Y1 + thicker}, s.glass)
	}
	for _, at := range p.Seats {
		s.disc(at.To(world.Point{X: -0.42}), 0.16, s.seat)
	}
	for i, d := range p.Doors {
		s.label(d.Room.Add(world.Point{Y: -0.1}), fmt.Sprintf("Cửa %d", i+1), s.ink)
	}
	dock := p.Dock()
	s.ring(dock.Point, chassis.RadiusM+0.08, 0.05, s.way)
	s.label(dock.To(world.Point{X: 0.3}).Add(world.Point{Y: 0.65}), "Sạc", s.way)
	in := p.Entrance[0].Add(p.Entrance[1]).Scale(0.5)
	s.label(in.Add(world.Point{Y: 0.1}), "Lối vào", s.ink)
}

// legend explains the colours below the floor, in both languages.
func (s *scene) legend(textPx float64) {
	entries := []struct {
		paint color.Color
		text  string
	}{
		{s.robot, "rô-bốt / robot"},
		{s.trail, "đã đi / driven"},
		{s.way, "đường định đi, sạc / plan, dock"},
		{s.led, "người được dẫn / led"},
		{s.people[folk.Adult], "người lớn / adult"},
		{s.people[folk.Elderly], "cao tuổi / elderly"},
		{s.people[folk.Child], "trẻ em / child"},
		{s.people[folk.Wheelchair], "xe lăn / wheelchair"},
		{s.slow, "đi chậm / slow"},
		{s.closed, "cấm vào / keep out"},
	}
	x, y := textPx*0.7, s.floorY+textPx*1.4
	for _, e := range entries {
		dot := textPx * 0.8
		const nearly = 9.6 // ems that an entry takes at most
		if x > textPx && x+textPx*nearly > float64(s.img.Bounds().Dx()) {
			x, y = textPx*0.7, y+textPx*1.4
		}
		s.fill([][2]float64{{x, y - dot}, {x + dot, y - dot}, {x + dot, y}, {x, y}}, e.paint)
		x += dot + textPx*0.4
		x += s.write(s.face, x, y, 0, e.text, s.ink) + textPx
	}
}

// caption writes above the floor.
func (s *scene) caption(left, right string) {
	y := float64(s.above) * 0.68
	s.write(s.bold, 8, y, 0, left, s.ink)
	s.write(s.face, float64(s.img.Bounds().Dx())-8, y, 1, right, s.faint)
}

// person draws somebody, from above.
func (s *scene) person(p still) {
	paint := s.people[p.kind]
	s.disc(p.at.Point, p.radiusM, paint)
	s.disc(p.at.To(world.Point{X: p.radiusM * 0.5}), p.radiusM*0.4, s.floor)
	if p.led {
		s.ring(p.at.Point, p.radiusM+0.12, 0.08, s.led)
	}
}

// robotAt draws the robot, its nose ahead.
func (s *scene) robotAt(at world.Pose) {
	s.disc(at.Point, chassis.RadiusM, s.robot)
	nose := world.Polygon{
		at.To(world.Point{X: 0.24}), at.To(world.Point{X: -0.1, Y: 0.14}), at.To(world.Point{X: -0.1, Y: -0.14}),
	}
	s.area(nose, s.floor)
}

// spoken is what a place is called in a caption.
func spoken(place string) (vi, en string) {
	if n, ok := strings.CutPrefix(place, "door-"); ok {
		return "cửa " + n, "door " + n
	}
	switch place {
	case homePlace:
		return "lối vào", "the entrance"
	case "waiting":
		return "ghế chờ", "the seats"
	}
	return place, place
}
