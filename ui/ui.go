package ui

import (
	"hash/maphash"
	"image"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui/raster"
)

// Options sets up the screen.
type Options struct {
	// Post receives what touches ask for, on the goroutine that calls [UI.Touch].
	Post func(kiosk.Msg)
}

// UI lays out the screen and turns touches into messages. It keeps what is
// nobody's business but the screen's: where the finger is and which page of
// services is open. It is not safe for concurrent use.
type UI struct {
	post    func(kiosk.Msg)
	setter  *typesetter
	codes   codes
	paths   paths
	seed    maphash.Seed
	zones   map[string]*time.Location
	scene   *Scene // laid out last
	pressed string
	since   map[place]time.Time // on screen, of the controls laid out last
	page    int
	shown   kiosk.Screen
}

// New reads the built-in fonts.
func New(o Options) (*UI, error) {
	setter, err := newTypesetter()
	if err != nil {
		return nil, err
	}
	if o.Post == nil {
		o.Post = func(kiosk.Msg) {}
	}
	return &UI{
		post: o.Post, setter: setter, paths: paths{read: map[icon]*raster.Path{}},
		seed: maphash.MakeSeed(), zones: map[string]*time.Location{},
	}, nil
}

// Scene lays out a view for a screen of a size in device pixels.
func (u *UI) Scene(v kiosk.View, now time.Time, size image.Point) *Scene {
	if v.Lang == "" {
		v.Lang = kiosk.Vi
	}
	if v.Screen != u.shown {
		u.shown, u.page, u.pressed = v.Screen, 0, ""
	}
	scale, area := fitCanvas(size)
	c := &canvas{
		typesetter: u.setter, palette: daylight(), seed: u.seed, codes: &u.codes, paths: &u.paths,
		pressed: u.pressed, page: u.page, area: area, scale: scale,
	}
	c.draw(picture{View: v, now: now.In(u.zone(v.TimeZone))})
	u.ripen(c.hits)
	u.scene = &Scene{size: size, scale: scale, nodes: c.nodes, controls: c.hits, misfits: c.misfits}
	return u.scene
}

func (c *canvas) draw(p picture) {
	switch p.Screen {
	case kiosk.ScreenTicket:
		c.ticket(p)
	case kiosk.ScreenCalled:
		c.called(p)
	case kiosk.ScreenRating:
		c.rating(p)
	case kiosk.ScreenOut:
		c.out(p)
	default:
		c.home(p)
	}
}

// fitCanvas gives the canvas for a screen: at least 1920×1080 or 1080×1920
// design pixels, in the shape of the screen.
func fitCanvas(size image.Point) (float32, image.Rectangle) {
	long, short := float32(1920), float32(1080)
	w, h := float32(max(size.X, 1)), float32(max(size.Y, 1))
	scale := min(w/long, h/short)
	if h > w {
		scale = min(w/short, h/long)
	}
	return scale, image.Rect(0, 0, int(w/scale+0.5), int(h/scale+0.5))
}

// zone finds a time zone, Vietnam's when the name is not known.
func (u *UI) zone(name string) *time.Location {
	if z, ok := u.zones[name]; ok {
		return z
	}
	z, err := time.LoadLocation(name)
	if err != nil || name == "" {
		z = time.FixedZone("ICT", 7*60*60)
	}
	u.zones[name] = z
	return z
}

// Next is when the picture of a view changes by itself: at the next minute,
// or when an announcement or a notice gives way to the next.
func (u *UI) Next(v kiosk.View, now time.Time) time.Time {
	next := now.Truncate(time.Minute).Add(time.Minute)
	turn := func(every time.Duration, n int) {
		if n < 2 {
			return
		}
		left := every - time.Duration(now.UnixNano()%int64(every))
		if at := now.Add(left); at.Before(next) {
			next = at
		}
	}
	turn(noticeEvery, len(v.Notices))
	if v.Screen == kiosk.ScreenHome || v.Screen == "" {
		if len(v.Announcements) > 0 {
			turn(announceEvery, 2) // one that is long has pages of its own
		}
	}
	return next
}

// Controls lists what can be touched on a view, without a GPU. It is how
// tests find the place of a button by its label.
func Controls(v kiosk.View, now time.Time, size image.Point) ([]Control, error) {
	u, err := New(Options{})
	if err != nil {
		return nil, err
	}
	return u.Scene(v, now, size).Controls(), nil
}
