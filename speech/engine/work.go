package engine

import (
	"context"
	"time"

	"tiepdan/speech/wire"
)

// tendEvery is how often the device that plays music is looked after.
const tendEvery = 100 * time.Millisecond

// work speaks, and looks after the music between sentences: it alone has to do
// with the output.
func (e *Engine) work(jobs <-chan *job) {
	defer e.opts.Output.Music(nil)
	look := time.NewTicker(retryDevice)
	defer look.Stop()
	for {
		var tend <-chan time.Time
		if runs, _ := e.music.state(); runs {
			tend = time.After(tendEvery)
		}
		select {
		case j, ok := <-jobs:
			if !ok {
				return
			}
			e.speak(j)
		case <-e.music.changed:
		case <-tend:
		case <-look.C:
			e.opts.Output.Look()
		}
		e.opts.Output.Music(e.music)
	}
}

// speak plays one sentence. The chime goes out while the words are still being
// synthesised.
func (e *Engine) speak(j *job) {
	if j.ctx.Err() != nil {
		e.finish(j, "", context.Cause(j.ctx))
		return
	}
	if err := e.probe(j.ctx); err != nil { // no chime before nothing
		e.finish(j, "", err)
		return
	}
	if e.opts.Ear != nil {
		defer e.opts.Ear.Speaking()()
	}
	k := gain(j.req.Volume)
	wav, err := e.opts.Output.Play(j.ctx, Sound{
		ID: j.req.ID,
		Fill: func(emit func([]int16) error) error {
			if j.req.Chime {
				if err := emit(scaled(e.chime, k)); err != nil {
					return err
				}
			}
			return e.opts.Synth.Synthesise(j.ctx, Utterance{Lang: j.req.Lang, Text: j.req.Text}, func(piece []int16) error {
				return emit(scaled(piece, k))
			})
		},
		Started: func() { e.reply(j.ctx, wire.Event{ID: j.req.ID, Event: wire.Started}) },
	})
	if j.ctx.Err() != nil && err != nil {
		err = context.Cause(j.ctx)
	}
	e.finish(j, wav, err)
}
