package main

import (
	"context"
	"strings"
	"sync/atomic"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/ui"
)

// wakeAnswer is what the robot says to its wake word.
func wakeAnswer() kiosk.Text { return kiosk.Text{Vi: "Dạ, tôi nghe.", En: "Yes, I am listening."} }

// wake opens the microphone for who says a wake word, as a touch of it would.
type wake struct {
	*speech.Waker

	say  func(ctx context.Context, s speech.Sentence) error
	post func(kiosk.Msg)
	seen atomic.Pointer[kiosk.View] // as shown last
}

// addWake plugs in the wake words, if there are any.
func (p *plugs) addWake(c *config.Config, v *voice, s *screen) {
	if !c.Speech.Listen || len(c.Speech.WakeWords) == 0 {
		return
	}
	w := newWake(strings.Join(c.Speech.WakeWords, "”, “"), v.Watch, v.Client.Say, p.post, s.Do)
	s.wake = w.shown
	p.serve("wake words", w.Run)
}

func newWake(words string, watch func(context.Context, func()) (string, error), say func(context.Context, speech.Sentence) error, post func(kiosk.Msg), do func(func(*ui.UI))) *wake {
	w := &wake{say: say, post: post}
	w.Waker = speech.NewWaker(speech.WakerOptions{
		Watch: watch, Answer: w.answer, Open: w.open,
		Changed: func(state speech.WakeState) {
			shown := ""
			if state == speech.Asleep {
				shown = words
			}
			do(func(u *ui.UI) { u.SetWake(shown) })
		},
	})
	return w
}

// shown allows the wake words on the screens before which nobody has begun.
func (w *wake) shown(v kiosk.View) {
	w.seen.Store(&v)
	w.Allow(v.Ear && (v.Screen == kiosk.ScreenHome || v.Screen == kiosk.ScreenAttract))
}

func (w *wake) answer(ctx context.Context) {
	l := kiosk.Vi
	if v := w.seen.Load(); v != nil {
		l = v.Lang
	}
	// Who is not answered sees the screen change all the same.
	_ = w.say(ctx, speech.Sentence{ID: "wake", Lang: string(l), Text: wakeAnswer().In(l), Urgent: true})
}

func (w *wake) open() {
	if v := w.seen.Load(); v != nil {
		w.post(kiosk.Opened{From: v.Screen, To: kiosk.Spot{Screen: kiosk.ScreenListen}})
		w.post(kiosk.ListenAsked{})
	}
}
