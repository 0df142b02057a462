package engine

import (
	"context"
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

// Chain speaks with a neural voice where the language has one, and else, or
// where that fails, with espeak-ng. What either has said lately is not made
// again.
type Chain struct {
	neural Teller
	last   Synth
	clips  *clips
	log    *slog.Logger
}

// NewChain returns a chain that ends with last.
func NewChain(neural Teller, last Synth, log *slog.Logger) *Chain {
	return &Chain{neural: neural, last: last, clips: newClips(clipBytes), log: log}
}

// Run lets the neural voices look for their models until ctx ends.
func (c *Chain) Run(ctx context.Context) { c.neural.Run(ctx) }

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
		samples := c.clips.of(key)
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

// plain speaks with the last of the chain, sound by sound as it comes.
func (c *Chain) plain(ctx context.Context, u Utterance, emit func([]int16) error) error {
	key := clipKey{"", u.Lang, u.Text}
	if samples := c.clips.of(key); samples != nil {
		return emit(samples)
	}
	var all []int16
	err := c.last.Synthesise(ctx, u, func(piece []int16) error {
		all = append(all, piece...)
		return emit(piece)
	})
	if err == nil {
		c.clips.keep(key, all)
	}
	return err
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
