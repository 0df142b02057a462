package window

import (
	"context"
	"fmt"
	"image"
	"log/slog"
	"time"

	"gioui.org/op"
	"github.com/go-gl/glfw/v3.3/glfw"

	"tiepdan/kiosk"
	"tiepdan/ui"
)

// loop is one run of the window, on the main thread.
type loop struct {
	*Window
	surface *surface
	ui      *ui.UI
	ops     op.Ops

	view    kiosk.View
	scene   *ui.Scene // laid out last
	drawn   *ui.Scene // on screen
	next    time.Time // when the picture changes by itself
	exposed bool      // the window lost its picture
	touched time.Time // oldest touch without an answer on screen
	cursor  image.Point
	down    bool
	started time.Time
	misfits map[string]bool // reported before
}

func (l *loop) run(ctx context.Context) error {
	for ctx.Err() == nil {
		l.take()
		now := l.o.Now()
		if l.scene == nil || !now.Before(l.next) {
			l.layout(now)
		}
		if err := l.present(ctx); err != nil {
			return err
		}
		l.ui.Shown(time.Now())
		l.answerCaptures()
		l.o.OnAlive()
		l.logMisfits(ctx)
		glfw.WaitEventsTimeout(min(longestWait, max(time.Millisecond, l.next.Sub(l.o.Now()))).Seconds())
	}
	return nil
}

// take fetches the newest view.
func (l *loop) take() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fresh {
		l.view, l.fresh, l.scene = l.Window.view, false, nil
	}
}

func (l *loop) layout(now time.Time) {
	l.scene = l.ui.Scene(l.view, now, l.surface.size)
	l.next = l.ui.Next(l.view, now)
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

// present draws what differs from what is on screen, if anything does.
func (l *loop) present(ctx context.Context) error {
	began := time.Now()
	damage := l.scene.Damage(l.drawn)
	if len(damage) == 0 {
		if l.exposed {
			l.surface.show()
			l.exposed = false
		}
		l.touched = time.Time{} // the touch changed nothing
		return nil
	}
	l.ops.Reset()
	f := Frame{}
	for _, r := range damage {
		l.scene.Draw(&l.ops, r)
		f.Drawn += r.Dx() * r.Dy()
	}
	if err := l.surface.draw(&l.ops); err != nil {
		return fmt.Errorf("cannot draw the screen: %w", err)
	}
	l.surface.show()
	first := l.drawn == nil
	l.drawn, l.exposed = l.scene, false
	f.Took = time.Since(began)
	if !l.touched.IsZero() {
		f.Latency = time.Since(l.touched)
		l.touched = time.Time{}
	}
	if first {
		l.o.Logger.LogAttrs(ctx, slog.LevelInfo, "the first frame is on screen", slog.Duration("after", time.Since(l.started)))
	}
	l.o.OnFrame(f)
	return nil
}

func (l *loop) answerCaptures() {
	l.mu.Lock()
	waiting := l.capture
	l.capture = nil
	l.mu.Unlock()
	if len(waiting) == 0 {
		return
	}
	img := l.surface.read()
	for _, ch := range waiting {
		ch <- img
	}
}

// listen follows the finger. The place is that of the latest motion event:
// asking for it inside a button event is late in a burst of taps.
func (l *loop) listen() {
	win := l.surface.window
	// A finger that rests, or comes again, where it was before the window
	// opened makes no motion event.
	here := func() { l.cursor = l.surface.pixel(win.GetCursorPos()) }
	here()
	win.SetCursorEnterCallback(func(_ *glfw.Window, entered bool) {
		if entered {
			here()
		}
	})
	win.SetCursorPosCallback(func(_ *glfw.Window, x, y float64) {
		l.cursor = l.surface.pixel(x, y)
		if l.down {
			l.touch(ui.Move)
		}
	})
	win.SetMouseButtonCallback(func(_ *glfw.Window, b glfw.MouseButton, a glfw.Action, _ glfw.ModifierKey) {
		if b != glfw.MouseButtonLeft {
			return
		}
		l.down = a == glfw.Press
		if l.touched.IsZero() {
			l.touched = time.Now()
		}
		if l.down {
			l.touch(ui.Press)
		} else {
			l.touch(ui.Release)
		}
	})
	win.SetFocusCallback(func(_ *glfw.Window, focused bool) {
		if !focused && l.down {
			l.down = false
			l.touch(ui.Cancel)
		}
	})
	win.SetRefreshCallback(func(*glfw.Window) { l.exposed = true })
	glfw.SetMonitorCallback(func(*glfw.Monitor, glfw.PeripheralEvent) {
		l.surface.place()
		l.exposed = true
	})
}

// touch passes a step on. The picture is laid out again at once, so that the
// next tap of a burst meets what this one left.
func (l *loop) touch(step ui.Touch) {
	if l.ui.Touch(step, l.cursor, time.Now()) {
		l.layout(l.o.Now())
	}
}
