package main

import (
	"context"
	"fmt"
	"strings"

	"tiepdan/assist"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/ui"
)

// ear hears requests through speechd and understands them. What is said goes to
// the screen while it is said, and nowhere else.
type ear struct {
	listen func(ctx context.Context, r speech.Request) (string, error)
	mind   func() *assist.Understander
	do     func(func(*ui.UI))
}

// Listen implements [agent.Ear].
func (e *ear) Listen(ctx context.Context, l kiosk.Lang, said <-chan struct{}) (assist.Understanding, error) {
	e.show("")
	defer e.show("")
	text, err := e.listen(ctx, speech.Request{Lang: string(l), Said: said, Partial: e.show})
	if err != nil || strings.TrimSpace(text) == "" {
		return assist.Understanding{}, err
	}
	return e.mind().Understand(text), nil
}

func (e *ear) show(text string) { e.do(func(u *ui.UI) { u.SetHearing(text) }) }

// addEar plugs in the hearing of a voice, unless the ward turned it off.
func (p *plugs) addEar(c *config.Config, v *voice, s *screen) *ear {
	if v == nil || !c.Speech.Listen {
		return nil
	}
	return &ear{listen: v.Listen, mind: s.mind, do: s.Do}
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
