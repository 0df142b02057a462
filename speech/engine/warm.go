package engine

import (
	"context"
	"sync"
)

// Warm speaks through espeak-ng processes that are started ahead, one for each
// language. Most of espeak-ng's time goes into its start, reading a hundred
// small files, and on a busy machine that is what people wait for; one that
// only waits for its text speaks at once. Each process says one text, so
// nothing of one sentence can get into the next.
type Warm struct {
	e Espeak

	mu     sync.Mutex
	ready  map[string]*espeak // by language
	closed bool
}

// NewWarm starts nothing before Run.
func NewWarm(e Espeak) *Warm { return &Warm{e: e, ready: map[string]*espeak{}} }

// Check implements Synth.
func (w *Warm) Check() error { return w.e.Check() }

// Run keeps the processes ready until ctx ends, and ends them then. One that is
// left behind ends by itself: its input closes with the program that started it.
func (w *Warm) Run(ctx context.Context) {
	w.start("vi")
	w.start("en")
	<-ctx.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, p := range w.ready {
		p.drop()
	}
}

// start puts a process into its place; one that cannot be started is left to
// the sentence, which says why.
func (w *Warm) start(lang string) {
	p, err := w.e.start(lang)
	if err != nil {
		return
	}
	w.mu.Lock()
	old := w.ready[lang]
	if w.closed {
		old = p
	} else {
		w.ready[lang] = p
	}
	w.mu.Unlock()
	if old != nil {
		old.drop()
	}
}

func (w *Warm) take(lang string) *espeak {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.ready[lang]
	delete(w.ready, lang)
	return p
}

// Synthesise implements Synth. A process that died while it waited is replaced
// by one that is started for the sentence.
func (w *Warm) Synthesise(ctx context.Context, u Utterance, emit func([]int16) error) error {
	p := w.take(u.Lang)
	if p == nil {
		return w.e.Synthesise(ctx, u, emit)
	}
	defer w.start(u.Lang)
	heard := false
	err := p.speak(ctx, u.Text, func(piece []int16) error {
		heard = true
		return emit(piece)
	})
	if err != nil && !heard && ctx.Err() == nil {
		return w.e.Synthesise(ctx, u, emit)
	}
	return err
}
