package window

import (
	"context"
	"image"
	"log/slog"
	"time"

	"github.com/go-gl/glfw/v3.3/glfw"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// loop is one run of the window, on the main thread.
type loop struct {
	*Window
	surface *surface
	ui      *ui.UI

	view    kiosk.View
	scene   *ui.Scene    // laid out last
	drawn   *ui.Scene    // on screen, or fading in
	screen  kiosk.Screen // of drawn
	fade    *fade        // nil when none is under way
	next    time.Time    // when the picture changes by itself
	exposed bool         // the window lost its picture
	size    image.Point  // that the window has, while the picture has another
	touched time.Time    // oldest touch without an answer on screen
	cursor  image.Point
	down    bool
	started time.Time
	begun   bool            // a frame was on screen
	stuck   bool            // a touch does not end; told of
	monitor string          // told of last
	misfits map[string]bool // reported before
	rest    rest
}

func (l *loop) run(ctx context.Context) error {
	defer l.endFade()
	defer l.rest.freeing.Wait()
	for ctx.Err() == nil {
		if err := l.follow(); err != nil {
			return err
		}
		l.take()
		l.watchFinger()
		now := l.o.Now()
		// A picture changes within a minute; what is due later comes of a clock set back.
		if l.scene == nil || !now.Before(l.next) || l.next.Sub(now) > time.Minute {
			l.layout(now)
		}
		if err := l.present(ctx); err != nil {
			return err
		}
		l.ui.Shown(time.Now())
		if err := l.answerCaptures(); err != nil {
			return err
		}
		l.o.OnAlive()
		l.logMisfits(ctx)
		l.rest.look(time.Now())
		glfw.WaitEventsTimeout(l.patience().Seconds())
	}
	return nil
}

// patience is how long nothing happens by itself.
func (l *loop) patience() time.Duration {
	wait := min(longestWait, l.next.Sub(l.o.Now()))
	if l.fade != nil {
		wait = min(wait, time.Until(l.fade.next))
	}
	if due := l.rest.due(); !due.IsZero() {
		wait = min(wait, time.Until(due))
	}
	if wake := l.ui.Wake(); !wake.IsZero() && !l.stuck {
		wait = min(wait, time.Until(wake))
	}
	return max(time.Millisecond, wait)
}

// follow takes over the size of the window.
func (l *loop) follow() error {
	if l.size == l.surface.size {
		return nil
	}
	l.endFade()
	l.scene, l.drawn = nil, nil
	return l.surface.resize(l.size)
}

// take fetches the newest view and looks at the monitor if that has changed.
func (l *loop) take() {
	l.mu.Lock()
	moved := l.moved
	l.moved = false
	l.mu.Unlock()
	if moved {
		l.look()
	}
	l.mu.Lock()
	orders := l.orders
	l.orders = nil
	if l.fresh {
		l.view, l.fresh, l.scene = l.Window.view, false, nil
	}
	l.mu.Unlock()
	for _, order := range orders {
		order(l.ui)
		l.scene = nil
	}
}

func (l *loop) layout(now time.Time) {
	l.scene = l.ui.Scene(l.view, now, l.surface.size)
	l.next = l.ui.Next(l.view, now)
	l.mu.Lock()
	l.guided = l.ui.Guided()
	l.mu.Unlock()
}

// watchFinger lets a finger act that rests, and tells of one that never leaves.
func (l *loop) watchFinger() {
	now := time.Now()
	if l.ui.Tick(now) {
		l.scene = nil
	}
	if stuck := l.ui.Stuck(now); stuck != l.stuck {
		l.stuck = stuck
		l.o.OnStuck(stuck)
	}
}

// logMisfits tells once of each text that has no room.
func (l *loop) logMisfits(ctx context.Context) {
	for _, m := range l.scene.Misfits() {
		if !l.misfits[m] {
			l.misfits[m] = true
			l.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a text is too long for the screen", slog.String("text", m))
		}
	}
}

func (l *loop) answerCaptures() error {
	l.mu.Lock()
	waiting := l.capture
	l.capture = nil
	l.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	img := l.surface.picture.RGBA()
	for _, ch := range waiting {
		ch <- img
	}
	return nil
}
