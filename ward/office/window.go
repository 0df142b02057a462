package office

import "time"

// Window counts the ratings of the last day, by place and minute: so much is
// remembered, however many they are. The zero value is ready.
type Window struct {
	minutes map[minuteOf]*minute
}

type minuteOf struct {
	scope string
	at    int64 // Unix minutes
}

type minute struct {
	first   time.Time // rating of the minute
	commune string
	door    int
	robot   string
	n, bad  int
}

// most is the longest window that a rule can have.
const most = 24 * time.Hour

// Add counts a rating; one that is older than any window is not kept.
func (w *Window) Add(p Press, now time.Time) {
	if now.Sub(p.At) > most {
		return
	}
	if w.minutes == nil {
		w.minutes = make(map[minuteOf]*minute)
	}
	key := minuteOf{p.scope(), p.At.Unix() / 60}
	m := w.minutes[key]
	if m == nil {
		m = &minute{first: p.At, commune: p.Commune, door: p.Door, robot: p.Robot}
		w.minutes[key] = m
	}
	m.n++
	if p.Face == "dissatisfied" {
		m.bad++
	}
	if p.At.Before(m.first) {
		m.first = p.At
	}
}

// forget drops what is older than any window.
func (w *Window) forget(now time.Time) {
	for key, m := range w.minutes {
		if now.Sub(m.first) > most+time.Minute {
			delete(w.minutes, key)
		}
	}
}
