package office

import "time"

// Window counts the ratings of the last day, by place and second: so much is
// remembered, however many they are. A second is short enough to tell what came
// before an alert was closed from what came after. The zero value is ready.
type Window struct {
	seconds map[secondOf]*second
}

type secondOf struct {
	scope string
	at    int64 // Unix seconds
}

type second struct {
	first   time.Time // rating of the second
	last    time.Time
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
	if w.seconds == nil {
		w.seconds = make(map[secondOf]*second)
	}
	key := secondOf{p.scope(), p.At.Unix()}
	m := w.seconds[key]
	if m == nil {
		m = &second{first: p.At, last: p.At, commune: p.Commune, door: p.Door, robot: p.Robot}
		w.seconds[key] = m
	}
	m.n++
	if p.Face == "dissatisfied" {
		m.bad++
	}
	if p.At.Before(m.first) {
		m.first = p.At
	}
	if p.At.After(m.last) {
		m.last = p.At
	}
}

// forget drops what is older than any window.
func (w *Window) forget(now time.Time) {
	for key, m := range w.seconds {
		if now.Sub(m.first) > most+time.Minute {
			delete(w.seconds, key)
		}
	}
}
