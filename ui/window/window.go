package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"sync"
	"time"

	"github.com/go-gl/glfw/v3.3/glfw"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// ErrClosed answers what needs a window while there is none.
var ErrClosed = errors.New("the window is not open")

// longestWait bounds the wait for events, so that OnAlive is called by a
// window that has nothing to draw.
const longestWait = 10 * time.Second

// Options configure a window.
type Options struct {
	Title string
	// Size is the picture's size in pixels; a smaller monitor makes it smaller.
	Size image.Point
	// UI is the screen's; what it calls must not block.
	UI ui.Options
	// OnFrame is told of every frame that came on screen. May be nil.
	OnFrame func(Frame)
	// OnAlive is called at least every ten seconds while the window's thread
	// runs. May be nil.
	OnAlive func()
	// OnMonitor is told of the monitor at the start, and when it goes, comes or
	// changes its mode: whether there is one, and which. May be nil.
	OnMonitor func(up bool, detail string)
	// OnStuck is told when a touch does not end, and when it has. May be nil.
	OnStuck func(bool)
	// Motion lets one screen fade into the next.
	Motion bool
	// Now is the clock that is shown; nil is time.Now.
	Now    func() time.Time
	Logger *slog.Logger // nil discards

	plain bool // no shared memory
}

// Frame says how one picture came on screen.
type Frame struct {
	Drawn   int           // pixels that were drawn again
	Took    time.Duration // from the start of drawing to the last put
	Latency time.Duration // since the oldest touch that it answers; 0 for none
}

// Window shows views. Make it with New.
type Window struct {
	o Options

	mu      sync.Mutex
	view    kiosk.View
	fresh   bool // view has not been laid out
	moved   bool // a monitor has another mode
	open    bool // GLFW runs: events may be posted
	orders  []func(*ui.UI)
	guided  bool // the voice guide takes the panel's keys
	capture []chan image.Image
	version uint64        // of the picture on screen
	changed chan struct{} // closed when it changes; nil while nobody waits
}

// New checks the options; it opens nothing.
func New(o Options) (*Window, error) {
	if o.Size.X < 1 || o.Size.Y < 1 {
		return nil, fmt.Errorf("cannot make a window of %d×%d pixels", o.Size.X, o.Size.Y)
	}
	if o.OnFrame == nil {
		o.OnFrame = func(Frame) {}
	}
	if o.OnAlive == nil {
		o.OnAlive = func() {}
	}
	if o.OnMonitor == nil {
		o.OnMonitor = func(bool, string) {}
	}
	if o.OnStuck == nil {
		o.OnStuck = func(bool) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Window{o: o}, nil
}

// Show shows a view from now on; of several the last one wins. It never blocks.
func (w *Window) Show(v kiosk.View) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.view, w.fresh = v, true
	w.wake()
}

// Do changes the screen on the window's thread, once it runs. It never blocks.
func (w *Window) Do(order func(*ui.UI)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.orders = append(w.orders, order)
	w.wake()
}

// Guided reports whether the voice guide takes the panel's keys now.
func (w *Window) Guided() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open && w.guided
}

// Capture returns the picture that is on screen.
func (w *Window) Capture(ctx context.Context) (image.Image, error) {
	ch := make(chan image.Image, 1)
	w.mu.Lock()
	if !w.open {
		w.mu.Unlock()
		return nil, ErrClosed
	}
	w.capture = append(w.capture, ch)
	w.wake()
	w.mu.Unlock()
	select {
	case img := <-ch:
		if img == nil {
			return nil, ErrClosed
		}
		return img, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot wait for the picture: %w", ctx.Err())
	}
}

// wake ends the wait for events; w.mu is held.
func (w *Window) wake() {
	if w.open {
		glfw.PostEmptyEvent()
	}
}

// Run shows the window until ctx ends and returns nil then, or why there can
// be none. It may be called again.
func (w *Window) Run(ctx context.Context) (err error) {
	defer func() { // GLFW's Go binding panics where C would return an error
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot show the window: %v", p)
		}
	}()
	started := time.Now()
	u, err := ui.New(w.o.UI)
	if err != nil {
		return fmt.Errorf("cannot prepare the screen: %w", err)
	}
	s, err := openSurface(w.o, w.move)
	if err != nil {
		return err
	}
	defer s.close()
	w.setOpen(true)
	defer w.setOpen(false)
	defer context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.wake()
	})()
	l := &loop{Window: w, surface: s, ui: u, size: s.size, started: started, misfits: map[string]bool{}}
	l.listen()
	return l.run(ctx)
}

// move has the loop look at the monitor again.
func (w *Window) move() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moved = true
	w.wake()
}

func (w *Window) setOpen(open bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open, w.fresh = open, true
	if !open {
		for _, ch := range w.capture {
			ch <- nil
		}
		w.capture = nil
		w.tell()
	}
}
