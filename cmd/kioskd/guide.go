package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/google/uuid"

	"tiepdan/kiosk"
	"tiepdan/speech"
)

// guide speaks for the screen's voice guide: what is said last replaces what
// was said before. It is no business of the journal.
type guide struct {
	next   chan said
	logger *slog.Logger
}

type said struct {
	lang kiosk.Lang
	text string
}

func newGuide(logger *slog.Logger) *guide { return &guide{next: make(chan said, 1), logger: logger} }

// say never blocks.
func (g *guide) say(l kiosk.Lang, text string) {
	for {
		select {
		case g.next <- said{l, text}:
			return
		default:
		}
		select { // take back what nobody has heard
		case <-g.next:
		default:
		}
	}
}

// run speaks until ctx ends. An empty text only ends what is being said.
func (g *guide) run(ctx context.Context, v *speech.Client) error {
	var speaking sync.WaitGroup
	defer speaking.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-g.next:
			v.Hush()
			speaking.Wait() // texts come in their order
			if s.text != "" {
				speaking.Go(func() { g.speak(ctx, v, s) })
			}
		}
	}
}

func (g *guide) speak(ctx context.Context, v *speech.Client, s said) {
	err := v.Say(ctx, speech.Sentence{ID: "guide/" + uuid.NewString()[:8], Lang: string(s.lang), Text: s.text, Guide: true})
	if err != nil && !errors.Is(err, speech.ErrReplaced) && ctx.Err() == nil {
		g.logger.LogAttrs(ctx, slog.LevelWarn, "the voice guide was not heard", slog.String("error", err.Error()))
	}
}
