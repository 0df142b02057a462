package window

import (
	"context"
	"image"
	"log/slog"
	"time"

	"tiepdan/ui"
)

// present puts on the screen what differs from what is there, if anything does.
func (l *loop) present(ctx context.Context) error {
	began := time.Now()
	damage := l.scene.Damage(l.drawn)
	fading := l.fade != nil && !began.Before(l.fade.next)
	if len(damage) == 0 && !fading {
		l.touched = time.Time{} // the touch changed nothing
		if l.exposed {
			return l.restore()
		}
		return nil
	}
	// The server may still be reading the picture before.
	if err := l.surface.link.settle(); err != nil {
		return err
	}
	shown, settled := l.draw(damage, began)
	if l.exposed {
		shown = []image.Rectangle{{Max: l.surface.size}}
	}
	l.surface.show(shown)
	l.exposed = false
	l.report(ctx, shown, began)
	if settled {
		l.count()
	}
	return nil
}

// restore puts the whole picture on the screen again.
func (l *loop) restore() error {
	if err := l.surface.link.settle(); err != nil {
		return err
	}
	l.surface.show([]image.Rectangle{{Max: l.surface.size}})
	l.exposed = false
	return nil
}

// draw brings the picture up to date and gives the rectangles that changed. It
// reports whether it stays so.
func (l *loop) draw(damage []image.Rectangle, now time.Time) (changed []image.Rectangle, settled bool) {
	another := l.drawn != nil && l.view.Screen != l.screen
	before := l.drawn
	l.drawn, l.screen = l.scene, l.view.Screen
	switch {
	case len(damage) == 0:
	case another && l.o.Motion && before.Size() == l.scene.Size():
		l.startFade(damage, now)
	default:
		l.drawInto(damage)
		changed = damage
	}
	if l.fade == nil {
		return changed, true
	}
	if !now.Before(l.fade.next) {
		last := l.fade.step(l.surface.picture, now)
		changed = append(changed, l.fade.damage...)
		if last {
			l.endFade()
		}
	}
	return changed, l.fade == nil
}

// drawInto draws rectangles of the scene into the picture that is shown.
func (l *loop) drawInto(damage []image.Rectangle) {
	l.surface.canvas.Onto(l.surface.picture)
	for _, r := range damage {
		l.scene.Draw(l.surface.canvas, r)
		if l.fade != nil { // what a finger does shows at once
			l.fade.accept(l.surface.picture, r)
		}
	}
}

// startFade lets the scene come in softly. A fade that is under way goes on from
// where it is.
func (l *loop) startFade(damage []image.Rectangle, now time.Time) {
	if l.fade != nil {
		for _, r := range l.fade.damage {
			damage = ui.Join(damage, r)
		}
	}
	f, err := newFade(l.surface.picture, damage, now)
	l.endFade()
	if err != nil { // then it is there at once
		l.drawInto(damage)
		return
	}
	l.surface.canvas.Onto(f.after)
	for _, r := range damage {
		l.scene.Draw(l.surface.canvas, r)
	}
	l.fade = f
}

func (l *loop) endFade() {
	if l.fade != nil {
		l.fade.free()
		l.fade = nil
	}
}

// report tells of a frame.
func (l *loop) report(ctx context.Context, shown []image.Rectangle, began time.Time) {
	l.rest.drawn = time.Now()
	f := Frame{Took: time.Since(began)}
	for _, r := range shown {
		f.Drawn += r.Dx() * r.Dy()
	}
	if !l.touched.IsZero() {
		f.Latency = time.Since(l.touched)
		l.touched = time.Time{}
	}
	if !l.begun {
		l.begun = true
		l.o.Logger.LogAttrs(ctx, slog.LevelInfo, "the first frame is on screen", slog.Duration("after", time.Since(l.started)))
	}
	l.o.OnFrame(f)
}
