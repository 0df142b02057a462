package main_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tiepdan/assist"
	main "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// TestEarFindsCodes: what was said becomes codes and is on the screen
// only while it is said.
func TestEarFindsCodes(t *testing.T) {
	t.Parallel()
	screen, err := ui.New(uitest.Options())
	if err != nil {
		t.Fatal(err)
	}
	v := uitest.Visiting(kiosk.ScreenListen, kiosk.Vi)
	v.Listen = &kiosk.Listening{ID: "listen/1", State: kiosk.ListenOpen}
	shows := func() string {
		return strings.Join(screen.Scene(v, uitest.Noon(), uitest.Landscape()).Spoken(), " ")
	}
	shows()
	mind := sync.OnceValue(func() *assist.Understander { return assist.NewUnderstander(uitest.Catalogue()) })
	tests := []struct {
		name  string
		says  string
		fails error
		want  assist.Kind
	}{
		{"understood", "tôi muốn đăng ký khai sinh cho con", nil, assist.Direct},
		{"thanks", "cảm ơn robot nhiều", nil, assist.SmallTalk},
		{"a fire", "cháy rồi", nil, assist.Staff},
		{"a question", "bao lâu thì xong", nil, assist.FollowUp},
		{"not ours", "giá vàng hôm nay bao nhiêu", nil, assist.OutOfScope},
		{"nothing", " ", nil, ""},
		{"deaf", "", errors.New("the microphone was lost"), ""},
	}
	for _, tt := range tests {
		listen := func(_ context.Context, r speech.Request) (string, error) {
			if r.Lang != "vi" {
				t.Errorf("%s: listens for %q, want vi", tt.name, r.Lang)
			}
			r.Partial("làm khai")
			if got := shows(); !strings.Contains(got, "làm khai") {
				t.Errorf("%s: while it is said the screen says %q, want it there", tt.name, got)
			}
			return tt.says, tt.fails
		}
		meant, err := main.NewEar(listen, mind, func(do func(*ui.UI)) { do(screen) }).Listen(t.Context(), kiosk.Vi, nil)
		if meant.Kind != tt.want || !errors.Is(err, tt.fails) {
			t.Errorf("%s: got %+v, %v, want %q, %v", tt.name, meant, err, tt.want, tt.fails)
		}
		if kept := fmt.Sprintf("%+v", meant); tt.says != " " && tt.says != "" && strings.Contains(kept, tt.says) {
			t.Errorf("%s: got %s, want codes and no words", tt.name, kept)
		}
		if got := shows(); strings.Contains(got, "làm khai") {
			t.Errorf("%s: after it the screen says %q, want nothing of it", tt.name, got)
		}
	}
}
