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

// mostHeard procedures are offered to who asked by voice: they fit on one page,
// and nobody keeps more of them in mind while they are read out.
const mostHeard = 6

// ear hears requests through speechd and finds what they may mean. What is said
// goes to the screen while it is said, and nowhere else.
type ear struct {
	listen func(ctx context.Context, r speech.Request) (string, error)
	find   func(text string, most int) []assist.Hit
	do     func(func(*ui.UI))
}

// Listen implements [agent.Ear].
func (e *ear) Listen(ctx context.Context, l kiosk.Lang, said <-chan struct{}) ([]string, error) {
	e.show("")
	defer e.show("")
	text, err := e.listen(ctx, speech.Request{Lang: string(l), Said: said, Partial: e.show})
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, hit := range e.find(text, mostHeard) {
		codes = append(codes, hit.Procedure.Code)
	}
	return codes, nil
}

func (e *ear) show(text string) { e.do(func(u *ui.UI) { u.SetHearing(text) }) }

// addEar plugs in the hearing of a voice, unless the ward turned it off.
func (p *plugs) addEar(c *config.Config, v *voice, s *screen) (*ear, error) {
	if v == nil || !c.Speech.Listen {
		return nil, nil
	}
	found, err := catalogue(c, p.logger)
	if err != nil {
		return nil, err
	}
	return &ear{listen: v.Listen, find: found.Search, do: s.Do}, nil
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
