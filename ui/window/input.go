package window

import (
	"image"
	"time"

	"github.com/go-gl/glfw/v3.3/glfw"

	"tiepdan/ui"
)

// listen follows the finger and the monitor. The finger's place is that of the
// latest motion event: asking for it inside a button event is late in a burst
// of taps.
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
		if b == glfw.MouseButtonLeft {
			l.finger(a == glfw.Press)
		}
	})
	win.SetFocusCallback(func(_ *glfw.Window, focused bool) {
		if !focused && l.down {
			l.down = false
			l.touch(ui.Cancel)
		}
	})
	win.SetRefreshCallback(func(*glfw.Window) { l.exposed = true })
	win.SetSizeCallback(func(_ *glfw.Window, w, h int) {
		if w > 0 && h > 0 {
			l.size = image.Pt(w, h)
		}
	})
	glfw.SetMonitorCallback(func(*glfw.Monitor, glfw.PeripheralEvent) { l.look() })
	l.look()
}

// look puts the window where the monitor is now and tells of another one, or of
// another mode.
func (l *loop) look() {
	detail, up := l.surface.place()
	l.exposed = true
	if detail != l.monitor {
		l.monitor = detail
		l.o.OnMonitor(up, detail)
	}
}

// finger is put down or lifted. A second one, or a palm, that comes while one is
// down is no touch; nor is its lifting when the first has gone.
func (l *loop) finger(down bool) {
	if down == l.down {
		return
	}
	l.down = down
	if l.touched.IsZero() {
		l.touched = time.Now()
	}
	if down {
		l.touch(ui.Press)
	} else {
		l.touch(ui.Release)
	}
}

// touch passes a step on. The picture is laid out again at once, so that the
// next tap of a burst meets what this one left.
func (l *loop) touch(step ui.Touch) {
	if l.ui.Touch(step, l.cursor, time.Now()) {
		l.layout(l.o.Now())
	}
}
