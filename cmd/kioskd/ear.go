package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"tiepdan/assist"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/rerank"
	"tiepdan/speech"
	"tiepdan/ui"
)

// ear hears requests through speechd and understands them. What is said goes to
// the screen while it is said, and nowhere else.
type ear struct {
	listen func(ctx context.Context, r speech.Request) (string, error)
	mind   func() *assist.Understander
	do     func(func(*ui.UI))
	best   func(ctx context.Context, said string, choices []rerank.Choice) (code string, err error) // nil without a model on the network
	names  *assist.Catalogue
	logger *slog.Logger
}

// Listen implements [agent.Ear].
func (e *ear) Listen(ctx context.Context, l kiosk.Lang, said <-chan struct{}) (assist.Understanding, error) {
	e.show("")
	defer e.show("")
	text, err := e.listen(ctx, speech.Request{Lang: string(l), Said: said, Partial: e.show})
	if err != nil || strings.TrimSpace(text) == "" {
		return assist.Understanding{}, err
	}
	return e.ordered(ctx, text, e.mind().Understand(text)), nil
}

// ordered asks the model, if there is one, which of the procedures that are left
// open is meant: that one is offered first. Whatever goes wrong, our order stands.
func (e *ear) ordered(ctx context.Context, text string, meant assist.Understanding) assist.Understanding {
	offers := meant.Offers()
	if e.best == nil || len(offers) == 0 {
		return meant
	}
	choices := make([]rerank.Choice, 0, len(offers))
	for _, o := range offers {
		if p, ok := e.names.Find(o.Code); ok {
			choices = append(choices, rerank.Choice{Code: o.Code, Name: p.Plain.Vi})
		}
	}
	said := e.mind().Impersonal(text)
	if said == "" {
		return meant
	}
	code, err := e.best(ctx, said, choices)
	if err != nil {
		if !errors.Is(err, rerank.ErrRests) {
			e.logger.LogAttrs(ctx, slog.LevelWarn, "the model did not help: the robot's own order stands", slog.String("error", err.Error()))
		}
		return meant
	}
	return meant.Prefer(code)
}

func (e *ear) show(text string) { e.do(func(u *ui.UI) { u.SetHearing(text) }) }

// addEar plugs in the hearing of a voice, unless the ward turned it off.
func (p *plugs) addEar(c *config.Config, v *voice, s *screen) *ear {
	if v == nil || !c.Speech.Listen {
		return nil
	}
	e := &ear{listen: v.Listen, mind: s.mind, do: s.Do, names: s.found, logger: p.logger}
	if m := c.Assist.Model; m.URL != "" && m.SendWords {
		client, err := rerank.New(rerank.Options{URL: m.URL, Model: m.Name, KeyFile: m.KeyFile, Timeout: time.Duration(m.TimeoutMS) * time.Millisecond})
		if err != nil { // requests are understood without it
			p.logger.LogAttrs(context.Background(), slog.LevelError, "the model is left out", slog.String("error", err.Error()))
			return e
		}
		e.best = client.Best
	}
	return e
}

// input is what speechd hears.
func input(s config.Speech) string {
	if !s.Listen {
		return "none"
	}
	return s.Input
}

// earChanged tells the core and the screen what can be heard.
func (p *plugs) earChanged(s *screen) func(langs []string, detail string) {
	return func(langs []string, detail string) {
		ears := make([]kiosk.Lang, 0, len(langs))
		for _, l := range langs {
			ears = append(ears, kiosk.Lang(l))
		}
		s.Do(func(u *ui.UI) { u.SetEars(ears) })
		if len(langs) > 0 {
			detail = fmt.Sprintf("%s; %s", strings.Join(langs, ", "), detail)
		}
		p.post(kiosk.LinkChanged{Part: kiosk.PartEar, Up: len(langs) > 0, Detail: detail})
	}
}
