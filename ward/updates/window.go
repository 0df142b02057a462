package updates

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrWindow says that a text is no time of day from one to another.
var ErrWindow = errors.New("want FROM-TO as 18:00-06:00, not the same")

// Window is when of each day robots are told. The zero Window is always.
type Window struct{ From, To int } // minutes since midnight; To is not in it

// ParseWindow reads FROM-TO; "" is always.
func ParseWindow(text string) (Window, error) {
	if text == "" {
		return Window{}, nil
	}
	from, to, _ := strings.Cut(text, "-")
	w := Window{}
	for _, part := range []struct {
		text string
		into *int
	}{{from, &w.From}, {to, &w.To}} {
		t, err := time.Parse("15:04", strings.TrimSpace(part.text))
		if err != nil {
			return Window{}, fmt.Errorf("cannot read times %.40q: %w", text, ErrWindow)
		}
		*part.into = t.Hour()*60 + t.Minute()
	}
	if w.From == w.To {
		return Window{}, fmt.Errorf("cannot read times %.40q: %w", text, ErrWindow)
	}
	return w, nil
}

func (w Window) String() string {
	if w == (Window{}) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", w.From/60, w.From%60, w.To/60, w.To%60)
}

// Open says whether a moment, in the ward's time, is in the window.
func (w Window) Open(at time.Time) bool {
	now := at.Hour()*60 + at.Minute()
	switch {
	case w == (Window{}):
		return true
	case w.From < w.To:
		return w.From <= now && now < w.To
	default: // over midnight
		return now >= w.From || now < w.To
	}
}
