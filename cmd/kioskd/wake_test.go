package main_test

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	main "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// TestWake: on the home screen the microphone waits and the screen says so; a
// wake word is answered and opens a request; on other screens, and without a
// recogniser, nothing waits.
func TestWake(t *testing.T) {
	t.Parallel()
	screen, err := ui.New(uitest.Options())
	if err != nil {
		t.Fatal(err)
	}
	const words = "xin chào trợ lý"
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var posted []kiosk.Msg
		var said []string
		watches := 0
		w := main.NewWake(words, func(ctx context.Context, begun func()) (string, error) {
			begun()
			watches++
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(10 * time.Second):
				return words, nil
			}
		}, func(_ context.Context, s speech.Sentence) error {
			said = append(said, s.Lang+" "+s.Text)
			return nil
		}, func(m kiosk.Msg) { mu.Lock(); posted = append(posted, m); mu.Unlock() },
			func(f func(*ui.UI)) { mu.Lock(); f(screen); mu.Unlock() })
		view := func(s kiosk.Screen, ear bool) kiosk.View {
			v := uitest.Visiting(s, kiosk.Vi)
			v.Ear = ear
			return v
		}
		waits := func(v kiosk.View) bool {
			w.Shown(v)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return strings.Contains(strings.Join(screen.Scene(v, uitest.Noon(), uitest.Landscape()).Spoken(), " "), "Micro đang chờ câu “"+words+"”")
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.Run(ctx) }()
		for _, tt := range []struct {
			v    kiosk.View
			want bool
		}{
			{view(kiosk.ScreenHome, false), false},
			{view(kiosk.ScreenHome, true), true},
			{view(kiosk.ScreenFind, true), false},
			{view(kiosk.ScreenHelp, true), false},
			{view(kiosk.ScreenListen, true), false},
			{view(kiosk.ScreenAttract, true), true},
		} {
			if got := waits(tt.v); got != tt.want {
				t.Errorf("%s, ear %v: the screen says that the microphone waits %v, want %v", tt.v.Screen, tt.v.Ear, got, tt.want)
			}
		}
		time.Sleep(11 * time.Second)
		want := []kiosk.Msg{kiosk.Opened{From: kiosk.ScreenAttract, To: kiosk.Spot{Screen: kiosk.ScreenListen}}, kiosk.ListenAsked{}}
		if !reflect.DeepEqual(posted, want) || len(said) != 1 || said[0] != "vi Dạ, tôi nghe." {
			t.Errorf("after the word: got %v and said %q, want %v and an answer", posted, said, want)
		}
		if watches != 2 {
			t.Errorf("waited %d times, want 2", watches)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
