package engine

import (
	"context"
	"errors"
	"log/slog"
	"strings"
)

// between two phrases of a neural voice, in seconds.
const phrasePause = 0.09

// Teller are voices for phrases; Voices are, and a fake in tests.
type Teller interface {
	Run(ctx context.Context)
	// Voice names the voice of a language, or, of "", any; "" is none.
	Voice(lang string) string
	Speak(lang, phrase string) ([]int16, error)
}

// Mute are voices where there can be none.
type Mute struct{}

// Run implements Teller.
func (Mute) Run(context.Context) {}

// Voice implements Teller.
func (Mute) Voice(string) string { return "" }

// Speak implements Teller.
func (Mute) Speak(string, string) ([]int16, error) {
	return nil, errors.New("there is no neural voice")
}

// Chain speaks with a neural voice where the language has one, and else, or
// where that fails, with espeak-ng. What either has said lately is not made
// again, and fixed sentences are made ahead.
type Chain struct {
	neural Teller
	last   Synth
	ahead  Synth  // as last, for what nobody waits for
	named  string // what last sounds like, for what is kept on disk
	clips  *clips
	store  *Store // nil keeps nothing on disk
	log    *slog.Logger
}

// ChainOptions for NewChain. Only Last and Logger are required.
type ChainOptions struct {
	Neural Teller
	Last   Synth
	// Ahead makes sentences ahead; nil makes them with Last.
	Ahead Synth
	// Named tells one manner of Last from another, as voice and speed.
	Named  string
	Store  *Store
	Logger *slog.Logger
}

// NewChain returns a chain that ends with o.Last.
func NewChain(o ChainOptions) *Chain {
	if o.Neural == nil {
		o.Neural = Mute{}
	}
	if o.Ahead == nil {
		o.Ahead = o.Last
	}
	return &Chain{
		neural: o.Neural, last: o.Last, ahead: o.Ahead, named: o.Named, clips: newClips(clipBytes), store: o.Store, log: o.Logger,
	}
}

// Run lets the voices look for what they need until ctx ends.
func (c *Chain) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if r, ok := c.last.(interface{ Run(ctx context.Context) }); ok {
			r.Run(ctx)
		}
	}()
	c.neural.Run(ctx)
	<-done
}

// Check implements Synth.
func (c *Chain) Check() error {
	if c.neural.Voice("") != "" {
		return nil
	}
	return c.last.Check()
}

// Synthesise implements Synth.
func (c *Chain) Synthesise(ctx context.Context, u Utterance, emit func([]int16) error) error {
	voice := c.neural.Voice(u.Lang)
	if voice == "" {
		return c.plain(ctx, u, emit)
	}
	all := phrases(u.Text)
	for i, phrase := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := clipKey{voice, u.Lang, phrase}
		samples := c.of(key)
		if samples == nil {
			var err error
			if samples, err = c.neural.Speak(u.Lang, phrase); err != nil {
				c.log.LogAttrs(ctx, slog.LevelWarn, "a neural voice failed: espeak-ng goes on", slog.Any("err", err))
				return c.plain(ctx, Utterance{Lang: u.Lang, Text: strings.Join(all[i:], " ")}, emit)
			}
			c.clips.keep(key, samples)
		}
		if i > 0 {
			if err := emit(make([]int16, frames(phrasePause))); err != nil {
				return err
			}
		}
		if err := emit(samples); err != nil {
			return err
		}
	}
	return nil
}

// of returns a sound that is kept, nil when none is.
func (c *Chain) of(key clipKey) []int16 {
	samples := c.clips.of(key)
	if samples == nil && c.store != nil {
		if samples = c.store.of(key); samples != nil {
			c.clips.keep(key, samples)
		}
	}
	return samples
}

// plain speaks with the last of the chain, sound by sound as it comes.
func (c *Chain) plain(ctx context.Context, u Utterance, emit func([]int16) error) error {
	key := clipKey{c.named, u.Lang, u.Text}
	if samples := c.of(key); samples != nil {
		return emit(samples)
	}
	all, err := gather(ctx, c.last, u, emit)
	if err == nil {
		c.clips.keep(key, all)
	}
	return err
}

// gather keeps what it passes on.
func gather(ctx context.Context, s Synth, u Utterance, emit func([]int16) error) (all []int16, err error) {
	err = s.Synthesise(ctx, u, func(piece []int16) error {
		all = append(all, piece...)
		return emit(piece)
	})
	return all, err
}

// Voices changes when sentences made ahead would have to be made anew.
func (c *Chain) Voices() string { return c.neural.Voice("vi") + " " + c.neural.Voice("en") }

// Prepare makes the next part of a sentence that is not kept yet, and keeps it.
// It reports whether the sentence has more of them.
func (c *Chain) Prepare(ctx context.Context, u Utterance) (more bool, err error) {
	voice, parts := c.neural.Voice(u.Lang), []string{u.Text}
	if voice != "" {
		parts = phrases(u.Text)
	}
	for i, part := range parts {
		key := clipKey{voice, u.Lang, part}
		if voice == "" {
			key.voice = c.named
		}
		if c.kept(key) {
			continue
		}
		samples, err := c.made(ctx, voice, Utterance{Lang: u.Lang, Text: part})
		if err != nil {
			return false, err
		}
		c.clips.keep(key, samples)
		if c.store != nil {
			if err := c.store.keep(key, samples); err != nil {
				return false, err
			}
		}
		return i+1 < len(parts), nil
	}
	return false, nil
}

// kept reports whether a fixed sentence need not be made.
func (c *Chain) kept(key clipKey) bool {
	if c.store == nil {
		return c.clips.of(key) != nil
	}
	return c.store.touch(key)
}

func (c *Chain) made(ctx context.Context, voice string, u Utterance) ([]int16, error) {
	if voice != "" {
		return c.neural.Speak(u.Lang, u.Text)
	}
	return gather(ctx, c.ahead, u, func([]int16) error { return ctx.Err() })
}

// phrases cuts a text after its marks, where the voice would pause: the first
// phrase is heard while the next one is made, and one such as "đến quầy số ba"
// is made once. A phrase has three words at least, for the tune's sake.
func phrases(text string) []string {
	var out []string
	var now []string
	words := strings.Fields(text)
	for i, w := range words {
		now = append(now, w)
		stop := strings.ContainsAny(w[len(w)-1:], ".!?;:")
		comma := strings.HasSuffix(w, ",") && len(now) >= 3 && len(words)-i-1 >= 3
		if stop || comma {
			out, now = append(out, strings.Join(now, " ")), nil
		}
	}
	if len(now) > 0 {
		out = append(out, strings.Join(now, " "))
	}
	return out
}
