package ear

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Rate of all that is heard, in Hz.
const Rate = 16000

// window is how much the detector looks at at once, in samples.
const window = 512

const (
	// preRoll is taken along from before the detector was sure.
	preRoll = 800 * time.Millisecond
	// decodeEvery is how much new sound is worth another partial text.
	decodeEvery = 400 * time.Millisecond
	// silenceSince is how much of the silence that ends a request need not be
	// decoded; the rest of it lets the model finish its last word.
	silenceSince = 300 * time.Millisecond
	// afterSaid is heard on when the finger is lifted: people lift it with the
	// last syllable.
	afterSaid = 300 * time.Millisecond
	// afterRobot is not heard after the robot has spoken: its echo.
	afterRobot = 200 * time.Millisecond
)

// samplesIn a time.
func samplesIn(d time.Duration) int { return int(d.Seconds() * Rate) }

// Detector tells speech from other sound.
type Detector interface {
	// Speech looks at the next window and reports whether somebody speaks; it
	// goes on reporting so until the silence has lasted long enough.
	Speech(samples []float32) bool
	Reset()
}

// Recogniser turns sound into text.
type Recogniser interface {
	Text(samples []float32) string
}

// Limits of a request.
type Limits struct {
	Most   time.Duration // the request must be over then; 0 means 15 s
	NoWord time.Duration // without a word until then, nothing was said; 0 means 8 s
}

func (l *Limits) fill() {
	if l.Most == 0 {
		l.Most = 15 * time.Second
	}
	if l.NoWord == 0 {
		l.NoWord = 8 * time.Second
	}
}

// request is one request while it is heard. All its times are counted in
// samples, so that it is the same however fast the sound comes.
type request struct {
	limits  Limits
	d       Detector
	r       Recogniser
	partial func(string)

	rest    []float32 // not yet a window
	kept    []float32 // the last of what is no speech
	speech  []float32 // from a little before the first speech on
	on      bool      // somebody speaks
	spoke   bool      // somebody has spoken
	heard   int       // samples so far
	ends    int       // when to answer because it was said; 0 while it was not
	decoded int       // of speech, when last decoded
	newest  string    // what that decoding found, once it is not busy
	last    string    // shown
	busy    bool
	texts   chan string
}

func newRequest(d Detector, r Recogniser, l Limits, partial func(string)) *request {
	l.fill()
	d.Reset()
	return &request{limits: l, d: d, r: r, partial: partial, texts: make(chan string, 1)}
}

// run hears one request. It returns "" when nothing was said.
func (q *request) run(ctx context.Context, sound <-chan []int16, said <-chan struct{}) (string, error) {
	defer q.settle() // the recogniser is the next one's
	for {
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-said:
			said, q.ends = nil, q.heard+samplesIn(afterSaid)
		case text := <-q.texts:
			q.busy, q.newest = false, text
			q.show(text)
		case piece, ok := <-sound:
			if !ok {
				return q.text(), nil // the recording has an end
			}
			if !q.take(piece) {
				continue
			}
			if text := q.text(); text != "" || q.over() {
				return text, nil
			}
			q.again() // a cough
		}
	}
}

// take looks at a piece of sound, in windows, and reports whether to answer.
func (q *request) take(piece []int16) bool {
	for _, s := range piece {
		q.rest = append(q.rest, float32(s)/32768)
	}
	for len(q.rest) >= window {
		w := q.rest[:window]
		ended := q.look(w)
		q.rest = q.rest[window:]
		if ended || q.over() {
			return true
		}
	}
	if q.on && !q.busy && len(q.speech)-q.decoded >= samplesIn(decodeEvery) {
		q.decode()
	}
	return false
}

// look takes one window in and reports whether speech has just ended.
func (q *request) look(w []float32) bool {
	q.heard += len(w)
	was := q.on
	q.on = q.d.Speech(w)
	if q.on || q.spoke {
		if !q.spoke {
			q.spoke, q.speech, q.kept = true, q.kept, nil
		}
		q.speech = append(q.speech, w...)
		return was && !q.on
	}
	q.kept = append(q.kept, w...)
	if over := len(q.kept) - samplesIn(preRoll); over > 0 {
		q.kept = q.kept[over:]
	}
	return false
}

// over reports whether to answer whatever was heard.
func (q *request) over() bool {
	return q.ends > 0 && q.heard >= q.ends || q.heard >= samplesIn(q.limits.Most) || !q.spoke && q.heard >= samplesIn(q.limits.NoWord)
}

// again goes on listening after a sound that was no word.
func (q *request) again() {
	q.spoke, q.on, q.speech, q.kept, q.decoded, q.last = false, false, nil, nil, 0, ""
	q.d.Reset()
}

// decode begins a partial text. Sound goes on coming in meanwhile.
func (q *request) decode() {
	q.busy, q.decoded = true, len(q.speech)
	now := slices.Clip(q.speech)
	go func() { q.texts <- q.r.Text(now) }()
}

func (q *request) show(text string) {
	if text = strings.TrimSpace(text); text != "" && text != q.last {
		q.last = text
		q.partial(text)
	}
}

// settle waits for a decoding under way.
func (q *request) settle() {
	if q.busy {
		q.busy, q.newest = false, <-q.texts
	}
}

// text is the whole of what was said. Where the last decoding had all of it and
// only silence came since, its answer is known already: a large model would take
// another half second.
func (q *request) text() string {
	q.settle()
	switch {
	case !q.spoke:
		return ""
	case !q.on && q.decoded > 0 && len(q.speech)-q.decoded <= samplesIn(silenceSince):
		return strings.TrimSpace(q.newest)
	}
	return strings.TrimSpace(q.r.Text(q.speech))
}
