package main_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"tiepdan/assist"
	main "tiepdan/cmd/kioskd"
	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/rerank"
	"tiepdan/speech"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// TestEarAsksModel: a model puts first what is left open, and nothing else; what
// it is sent has no numbers.
func TestEarAsksModel(t *testing.T) {
	t.Parallel()
	screen, err := ui.New(uitest.Options())
	if err != nil {
		t.Fatal(err)
	}
	found, err := main.CatalogueOf(&config.Config{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	mind := sync.OnceValue(func() *assist.Understander { return assist.NewUnderstander(found) })
	const open, sure = "đăng ký giấy tờ cho cháu, số 0912345678", "tôi muốn đăng ký khai sinh cho con"
	own := mind().Understand(open)
	offers := own.Offers()
	if len(offers) < 2 {
		t.Fatalf("got %+v, want a choice", own)
	}
	last := offers[len(offers)-1].Code
	tests := []struct {
		name, says, answer string
		fails              error
		asked              bool
		first              string
	}{
		{"the last one", open, last, nil, true, last},
		{"the first one", open, offers[0].Code, nil, true, offers[0].Code},
		{"not offered", open, "0.000000", nil, true, offers[0].Code},
		{"it fails", open, last, errors.New("connection refused"), true, offers[0].Code},
		{"it rests", open, last, rerank.ErrRests, true, offers[0].Code},
		{"sure without it", sure, last, nil, false, mind().Understand(sure).Needs[0].Code()},
	}
	for _, tt := range tests {
		asked := false
		best := func(_ context.Context, said string, choices []rerank.Choice) (string, error) {
			asked = true
			if strings.ContainsAny(said, "0123456789") || !strings.Contains(said, "giấy tờ") || len(choices) != len(offers) || choices[0].Name == "" {
				t.Errorf("%s: got %q and %+v sent, want the words without numbers, and what is offered by name", tt.name, said, choices)
			}
			return tt.answer, tt.fails
		}
		listen := func(context.Context, speech.Request) (string, error) { return tt.says, nil }
		e := main.NewEar(listen, mind, func(do func(*ui.UI)) { do(screen) }).Ordered(found, best)
		meant, err := e.Listen(t.Context(), kiosk.Vi, nil)
		if err != nil || asked != tt.asked || meant.Needs[0].Code() != tt.first || meant.Kind != mind().Understand(tt.says).Kind {
			t.Errorf("%s: got %+v, %v, asked %v, want %s first", tt.name, meant, err, asked, tt.first)
		}
	}
}
