package ui

import (
	"hash/maphash"
	"image"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui/raster"
	"tiepdan/ui/telex"
)

// Options sets up the screen.
type Options struct {
	// Post receives what touches ask for, on the goroutine that calls [UI.Touch].
	Post func(kiosk.Msg)
	// Catalogue is what visitors find procedures in; nil offers none.
	Catalogue *assist.Catalogue
	// Mind understands what is written, and knows what tells procedures apart; nil
	// understands nothing. It is asked on the goroutine that calls [UI.Touch].
	Mind func() *assist.Understander
	// Say speaks for the voice guide, in place of what it said before; an empty
	// text only ends that. It must not block. nil offers no voice guide.
	Say func(l kiosk.Lang, text string)
	// Unlock checks a technician's PIN and must not block; what it finds comes
	// back as [kiosk.TechnicianEntered], or by [UI.Refuse]. nil shows no
	// technician's page.
	Unlock func(pin string)
	// Logs gives the newest lines of the log, the newest last.
	Logs func() []string
	// BaseLine tells how the line to the motion base has been; nil is none.
	BaseLine func() BaseLine
	// WordsSent tells visitors that what they say to the microphone is sent to a
	// model on the ward's own network.
	WordsSent bool
	// Check begins an examination of the robot, with what a hand has to do if all;
	// how it goes comes back by [UI.SetCheckup]. It must not block.
	Check func(all bool)
	// Corner takes which corner was touched, 1 to 4, while one is asked for.
	Corner func(n int)
	// Mount is where the screen hangs; zero is a 21.5-inch screen at 900 mm.
	Mount Mount
}

// Mount is where the picture is above the floor, in millimetres.
type Mount struct {
	LowerEdgeMM int // of the picture
	HeightMM    int // of the picture
}

// UI lays out the screen and turns touches into messages. It keeps what is
// nobody's business but the screen's: where the finger is, which page is open,
// what is written. It is not safe for concurrent use.
type UI struct {
	o       Options
	tools   tools
	setter  *typesetter
	codes   codes
	paths   paths
	seed    maphash.Seed
	zones   map[string]*time.Location
	scene   *Scene // laid out last
	view    kiosk.View
	floor   *Floor
	watched bool
	local   local
	key     sceneKey
	pressed string
	down    time.Time           // since when the finger is down; zero while it is not
	talking time.Time           // since when it rests on what opened the microphone; zero while it does not
	acted   place               // the control that acted last
	actedAt time.Time           // and when
	guiding bool                // the scene laid out last was of the voice guide
	last    time.Time           // when a finger came last
	heard   bool                // it has rested for long, and that was answered
	since   map[place]time.Time // on screen, of the controls laid out last
	told    time.Time           // when the core was last told of a touch
	focused Control             // of the voice guide
	voice   voice
	replied string // the request that was answered aloud last
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
		o: o, tools: tools{catalogue: o.Catalogue, mind: o.Mind, logs: o.Logs, line: o.BaseLine, unlocks: o.Unlock != nil, speaks: o.Say != nil, wordsSent: o.WordsSent},
		local: local{method: telex.Telex}, setter: setter, paths: paths{read: map[icon]*raster.Path{}},
		seed: maphash.MakeSeed(), zones: map[string]*time.Location{},
	}, nil
}

// SetFloor changes the map that is shown; nil shows none.
func (u *UI) SetFloor(f *Floor) { u.floor = f }

// SetWatched tells whether somebody looks on from elsewhere; the screen says so.
func (u *UI) SetWatched(on bool) { u.watched = on }

// Refuse says that the PIN given last was wrong.
func (u *UI) Refuse() { u.local.refused, u.local.pin = true, "" }

// Scene lays out a view for a screen of a size in device pixels.
func (u *UI) Scene(v kiosk.View, now time.Time, size image.Point) *Scene {
	if v.Lang == "" {
		v.Lang = kiosk.Vi
	}
	if k := keyOf(v); k != u.key {
		u.key, u.pressed = k, ""
		u.local.enter(k)
		u.local.plan = u.tools.planned(v)
	}
	u.view = v
	p := picture{View: v, now: now.In(u.zone(v.TimeZone)), local: u.local, floor: u.floor, watched: u.watched, tools: &u.tools}
	c := u.canvas(v, size)
	guiding := u.guides(v)
	if guiding && !u.guiding { // it begins with the first item
		u.local.focus, p.local.focus = 0, 0
	}
	u.guiding = guiding
	if guiding {
		c.guided(p, u)
	} else {
		c.draw(p)
	}
	u.ripen(c.hits)
	u.scene = &Scene{
		size: size, scale: c.scale, nodes: c.nodes, controls: c.hits, misfits: c.misfits, spoken: c.spoken, hold: c.hold,
	}
	return u.scene
}

// canvas prepares an empty canvas for a view.
func (u *UI) canvas(v kiosk.View, size image.Point) *canvas {
	scale, area := fitCanvas(size)
	c := &canvas{
		typesetter: u.setter, palette: daylight(), seed: u.seed, codes: &u.codes, paths: &u.paths,
		pressed: u.pressed, area: area, scale: scale, near: v.Looks.Reach, k: 1, mount: u.o.Mount,
	}
	if c.mount.HeightMM == 0 {
		c.mount = Mount{LowerEdgeMM: 900, HeightMM: 268}
		if c.portrait() {
			c.mount.HeightMM = 476
		}
	}
	if v.Looks.Contrast {
		c.palette = contrast()
	}
	switch v.Looks.Text {
	case kiosk.TextLarge:
		c.k = 1.3
	case kiosk.TextLargest:
		c.k = 1.6
	case kiosk.TextNormal:
	}
	return c
}

// draw draws a screen, and over it what asks for attention.
func (c *canvas) draw(p picture) {
	c.screen(p)
	switch {
	case p.local.pad:
		c.pinPad(p)
	case !p.LeaveAt.IsZero():
		c.warning(p)
	case p.refused() != nil:
		c.refusal(p, p.refused())
	}
}

func (c *canvas) screen(p picture) {
	if draw, ok := screens()[p.Screen]; ok {
		draw(c, p)
		return
	}
	c.home(p)
}

// screens lists how each screen is drawn.
func screens() map[kiosk.Screen]func(*canvas, picture) {
	return map[kiosk.Screen]func(*canvas, picture){
		kiosk.ScreenAttract:     (*canvas).attract,
		kiosk.ScreenHome:        (*canvas).home,
		kiosk.ScreenFind:        (*canvas).find,
		kiosk.ScreenGroup:       (*canvas).group,
		kiosk.ScreenSearch:      (*canvas).search,
		kiosk.ScreenListen:      (*canvas).listen,
		kiosk.ScreenAnswer:      (*canvas).answer,
		kiosk.ScreenGuide:       (*canvas).guide,
		kiosk.ScreenLooks:       (*canvas).looks,
		kiosk.ScreenHelp:        (*canvas).help,
		kiosk.ScreenFeedback:    (*canvas).feedback,
		kiosk.ScreenCheckIn:     (*canvas).checkIn,
		kiosk.ScreenTicket:      (*canvas).ticket,
		kiosk.ScreenCalled:      (*canvas).called,
		kiosk.ScreenRating:      (*canvas).rating,
		kiosk.ScreenTray:        (*canvas).tray,
		kiosk.ScreenEmergency:   (*canvas).emergency,
		kiosk.ScreenMaintenance: (*canvas).maintenance,
		kiosk.ScreenOut:         (*canvas).out,
		kiosk.ScreenTechnician:  (*canvas).technician,
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
	turn(noticeEvery, max(len(v.Notices), len(v.Board))) // doors take turns where there is little room
	switch v.Screen {
	case kiosk.ScreenHome, kiosk.ScreenAttract, "":
		turn(announceEvery, 2) // one that is long has pages of its own
	case kiosk.ScreenTechnician:
		if u.local.part == 3 {
			turn(logsEvery, 2)
		}
	default:
	}
	if !v.LeaveAt.IsZero() {
		turn(time.Second, 2)
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
