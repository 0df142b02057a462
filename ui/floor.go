package ui

import (
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
	"strconv"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// The texts of the floor map.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wRobotHere  = phrase{Vi: "Robot", En: "Robot"}
	wYouAreHere = phrase{Vi: "Quý khách ở đây", En: "You are here"}
)

// Point is a place on the floor, in metres in the map's frame: x to the right, y up.
type Point struct{ XM, YM float64 }

// Floor is the map of the service point. It does not change once set.
type Floor struct {
	// Version changes with the contents.
	Version uint64
	// Walls are closed outlines of what is solid, filled by their
	// winding: holes run the other way round.
	Walls    [][]Point
	Min, Max Point
	Doors    map[int]Point
	// Route leads from the robot to RouteDoor; empty when none is known.
	Route     []Point
	RouteDoor int
}

// placed reports whether the robot knows where it is, and so where the visitor
// before it is.
func placed(r kiosk.RobotView) bool {
	if !r.Configured {
		return false
	}
	switch r.State {
	case "", "offline", "startup", "localising", "fault", "linkLost":
		return false
	}
	return true
}

// shows reports whether there is a map on which a door can be shown.
func (f *Floor) shows(door int) bool {
	if !f.walled() {
		return false
	}
	_, ok := f.Doors[door]
	return ok
}

// walled reports whether there is a map at all.
func (f *Floor) walled() bool {
	return f != nil && len(f.Walls) > 0 && f.Max.XM > f.Min.XM && f.Max.YM > f.Min.YM
}

// projection maps metres to design pixels.
type projection struct {
	origin raster.Point
	scale  float64 // design pixels per metre
	min    Point
}

func (j projection) at(p Point) raster.Point {
	return raster.Pt(j.origin.X+float32((p.XM-j.min.XM)*j.scale), j.origin.Y-float32((p.YM-j.min.YM)*j.scale))
}

// fitFloor projects a floor into a rectangle.
func fitFloor(f *Floor, at image.Rectangle) projection {
	w, h := f.Max.XM-f.Min.XM, f.Max.YM-f.Min.YM
	scale := min(float64(at.Dx())/w, float64(at.Dy())/h)
	x := float64(at.Min.X) + (float64(at.Dx())-w*scale)/2
	y := float64(at.Max.Y) - (float64(at.Dy())-h*scale)/2
	return projection{origin: raster.Pt(float32(x), float32(y)), scale: scale, min: f.Min}
}

// floorMap draws the map with the doors, where the visitor is, and the way to
// one door; 0 is none.
func (c *canvas) floorMap(at image.Rectangle, p picture, door int) {
	c.framed(at, 2, c.Line, c.Surface)
	in := at.Inset(20)
	f := p.floor
	j := fitFloor(f, in.Inset(20))
	c.walls(in, f, j)
	if door != 0 && f.RouteDoor == door && len(f.Route) > 1 {
		c.route(in, f, j)
	}
	for _, n := range slices.Sorted(maps.Keys(f.Doors)) {
		if n != door {
			c.doorMark(j.at(f.Doors[n]), n, false)
		}
	}
	if door != 0 {
		c.doorMark(j.at(f.Doors[door]), door, true)
	}
	if placed(p.Robot) {
		c.hereMark(j.at(Point{p.Robot.XM, p.Robot.YM}), p)
	}
}

func (c *canvas) walls(in image.Rectangle, f *Floor, j projection) {
	ink := c.InkSoft
	c.add(in, func(to *raster.Canvas) {
		path := &raster.Path{}
		for _, o := range f.Walls {
			for i, pt := range o {
				if i == 0 {
					path.MoveTo(j.at(pt))
				} else {
					path.LineTo(j.at(pt))
				}
			}
			path.Close()
		}
		to.Fill(path, ink)
	}, "walls", f.Version, ink)
}

func (c *canvas) route(in image.Rectangle, f *Floor, j projection) {
	ink := c.Action
	c.add(in, func(to *raster.Canvas) {
		path := &raster.Path{}
		for i, pt := range f.Route {
			if i == 0 {
				path.MoveTo(j.at(pt))
			} else {
				path.LineTo(j.at(pt))
			}
		}
		to.Stroke(path, 14, ink)
	}, "route", f.Version, ink)
}

// doorSide is how wide a door's mark is.
const doorSide = 52

// doorMark draws a door's number; the one that is called is large and gold.
func (c *canvas) doorMark(at raster.Point, n int, called bool) {
	side, ground, ink := doorSide, c.Action, c.OnAction
	if called {
		side, ground, ink = 84, c.Gold, c.dark()
	}
	mid := image.Pt(int(at.X), int(at.Y))
	box := image.Rect(mid.X-side/2, mid.Y-side/2, mid.X+side/2, mid.Y+side/2)
	if called {
		c.box(box.Inset(-6), side, c.Brand)
	}
	c.box(box, side/2, ground)
	c.text(box, style{size: side * 6 / 10, weight: bold, color: ink, tight: true}.centered().mid(), strconv.Itoa(n))
}

// hereMark draws where the visitor is, who stands before the robot.
func (c *canvas) hereMark(at raster.Point, p picture) {
	mid := image.Pt(int(at.X), int(at.Y))
	dot := image.Rect(mid.X-20, mid.Y-20, mid.X+20, mid.Y+20)
	c.box(dot.Inset(-6), 40, c.Surface)
	c.box(dot, 20, c.Bad)
	s := style{size: sizeSmall, weight: bold, color: c.Ink}
	label := wYouAreHere.in(p.Lang)
	if roving(p.Robot) {
		label = wRobotHere.in(p.Lang)
	}
	if len(p.Calls) > 0 { // on its way to somebody who waits elsewhere
		switch p.Calls[0].Phase {
		case kiosk.PhaseQueued, kiosk.PhaseToPerson, kiosk.PhaseDriving:
			label = wRobotHere.in(p.Lang)
		default:
		}
	}
	b := c.set(s, 600, label)
	x := min(max(c.area.Min.X+8, mid.X-b.width/2), c.area.Max.X-b.width-8)
	tag := image.Rect(x-14, mid.Y+30, x+b.width+14, mid.Y+30+b.height)
	c.box(tag, 16, c.Surface)
	c.put(image.Rect(x, tag.Min.Y, x+b.width, tag.Max.Y), b, label)
}

// bearing is where a door lies as seen by somebody who faces the screen:
// radians, 0 straight on, positive to the left. It is known only while the
// robot stands and knows where it is; the screen looks where the robot looks.
func bearing(p picture, door int) (float64, bool) {
	if p.floor == nil || !placed(p.Robot) || p.Robot.State == "driving" {
		return 0, false
	}
	d, ok := p.floor.Doors[door]
	if !ok || math.Hypot(d.XM-p.Robot.XM, d.YM-p.Robot.YM) < 0.5 {
		return 0, false
	}
	to := math.Atan2(d.YM-p.Robot.YM, d.XM-p.Robot.XM)
	return math.Remainder(to-(p.Robot.HeadingRad+math.Pi), 2*math.Pi), true
}

// arrow draws a large arrow that points in a direction.
func (c *canvas) arrow(at image.Rectangle, direction float64, ink color.NRGBA) {
	side := float64(min(at.Dx(), at.Dy()))
	mid := at.Min.Add(at.Max).Div(2)
	sin, cos := math.Sincos(direction)
	turn := func(x, y float64) raster.Point { // x to the right, y ahead
		return raster.Pt(float32(float64(mid.X)+side*(x*cos-y*sin)), float32(float64(mid.Y)-side*(x*sin+y*cos)))
	}
	c.add(middleOf(at, int(side), int(side)).Inset(-8), func(to *raster.Canvas) {
		path := &raster.Path{}
		path.MoveTo(turn(0, -0.42))
		path.LineTo(turn(0, 0.4))
		path.MoveTo(turn(-0.3, 0.1))
		path.LineTo(turn(0, 0.42))
		path.LineTo(turn(0.3, 0.1))
		to.Stroke(path, float32(side*0.12), ink)
	}, "arrow", int(direction*100), ink)
}

// dark is the ink on gold in every theme.
func (c *canvas) dark() color.NRGBA { return rgb(0x0D2B4B) }
