package main_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tiepdan/assist"
	main "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
	"tiepdan/speech"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// TestEarFindsCodes: what was said becomes a few codes and is on the screen
// only while it is said.
func TestEarFindsCodes(t *testing.T) {
	t.Parallel()
	var procedures []assist.Procedure
	for i := range 9 {
		procedures = append(procedures, assist.Procedure{Code: fmt.Sprint("1.00", i), Plain: assist.Text{Vi: "Khai sinh"}, Group: "g"})
	}
	found := assist.New([]assist.Group{{ID: "g"}}, procedures)
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
	tests := []struct {
		name  string
		says  string
		fails error
		want  int // codes
	}{
		{"understood", "làm khai sinh", nil, 6},
		{"not understood", "trời hôm nay đẹp", nil, 0},
		{"nothing", "", nil, 0},
		{"deaf", "", errors.New("the microphone was lost"), 0},
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
		codes, err := main.NewEar(listen, found.Search, func(do func(*ui.UI)) { do(screen) }).Listen(t.Context(), kiosk.Vi, nil)
		if len(codes) != tt.want || !errors.Is(err, tt.fails) {
			t.Errorf("%s: got %v, %v, want %d codes, %v", tt.name, codes, err, tt.want, tt.fails)
		}
		if slices.Contains(codes, "") {
			t.Errorf("%s: got %v, want codes", tt.name, codes)
		}
		if got := shows(); strings.Contains(got, "làm khai") {
			t.Errorf("%s: after it the screen says %q, want nothing of it", tt.name, got)
		}
	}
}
