package window

import (
	"context"
	"fmt"
)

// Version counts the pictures that have been on screen. A fade counts once, at
// its end.
func (w *Window) Version() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.version
}

// WaitChange waits until another picture than that of a version is on screen
// and returns its version. Without a window it returns [ErrClosed].
func (w *Window) WaitChange(ctx context.Context, version uint64) (uint64, error) {
	for {
		w.mu.Lock()
		now, open := w.version, w.open
		if w.changed == nil {
			w.changed = make(chan struct{})
		}
		changed := w.changed
		w.mu.Unlock()
		switch {
		case !open:
			return now, ErrClosed
		case now != version:
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, fmt.Errorf("cannot wait for a change of the screen: %w", ctx.Err())
		}
	}
}

// tell lets those go on who wait for a change; w.mu is held.
func (w *Window) tell() {
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

// count counts a picture that came on screen.
func (w *Window) count() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.version++
	w.tell()
}
