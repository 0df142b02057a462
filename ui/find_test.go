package ui_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

func TestFindingByWriting(t *testing.T) {
	t.Parallel()
	birth := kiosk.Opened{From: kiosk.ScreenSearch, To: kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1.001193"}}
	for _, tt := range []struct {
		name    string
		methods int // how often the key for the way of writing is struck
		keys    string
		written string
	}{
		{"plain words by Telex", 0, "khai sinh", "khai sinh"},
		{"marks by Telex", 0, "ddawng kys khai sinh", "đăng ký khai sinh"},
		{"a capital", 0, "Khai sinh", "Khai sinh"},
		{"marks by VNI", 1, "d9a8ng ky1 khai sinh", "đăng ký khai sinh"},
		{"no marks", 2, "dang ky khai sinh", "dang ky khai sinh"},
	} {
		for orientation, size := range uitest.Sizes() {
			t.Run(tt.name+" "+orientation, func(t *testing.T) {
				t.Parallel()
				var got []kiosk.Msg
				u := newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) }))
				f := uitest.NewFinger(u, uitest.Visiting(kiosk.ScreenSearch, kiosk.Vi), size)
				for _, method := range []string{"Telex", "VNI"}[:tt.methods] {
					f.Tap(method)
				}
				f.Type(tt.keys)
				if f.Err != nil {
					t.Fatal(f.Err)
				}
				if !writes(f, tt.written) {
					t.Errorf("keys %q: got %q on screen, want %q", tt.keys, texts(f.Scene), tt.written)
				}
				if len(got) != 0 {
					t.Errorf("writing: got messages %#v, want none: what is written stays here", got)
				}
				f.Tap("Đăng ký khai sinh")
				if want := []kiosk.Msg{birth}; f.Err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("touching what was found: got %#v (%v), want %#v", got, f.Err, want)
				}
				if all := fmt.Sprintf("%+v", got); strings.Contains(all, tt.written) {
					t.Errorf("got what was written in a message: %s", all)
				}
			})
		}
	}
}

func texts(s *ui.Scene) []string {
	var out []string
	for _, w := range s.Written() {
		out = append(out, w.Text)
	}
	return out
}

// writes reports whether a text is on screen.
func writes(f *uitest.Finger, text string) bool { return slices.Contains(texts(f.Scene), text) }

// What is found and read is there when the visitor comes back, and gone once
// she leaves.
func TestWhatIsWrittenIsForgotten(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	f := uitest.NewFinger(u, uitest.Visiting(kiosk.ScreenSearch, kiosk.Vi), uitest.Landscape())
	f.Type("khai sinh")
	search := f.View
	for _, tt := range []struct {
		name string
		by   kiosk.View
		want bool
	}{
		{"back from what was found", uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi), true},
		{"back from the looks", uitest.Visiting(kiosk.ScreenLooks, kiosk.Vi), true},
		{"after the start", uitest.Ward(kiosk.ScreenHome, kiosk.Vi), false},
	} {
		f.View = tt.by
		f.Look()
		f.View = search
		if f.Look(); writes(f, "khai sinh") != tt.want {
			t.Errorf("%s: got what was written kept %t, want %t", tt.name, !tt.want, tt.want)
		}
	}
	if f.Err != nil {
		t.Error(f.Err)
	}
}

func TestErasing(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	f := uitest.NewFinger(u, uitest.Visiting(kiosk.ScreenSearch, kiosk.Vi), uitest.Portrait())
	f.Type("ddaats")
	for _, want := range []string{"đấ", "đ"} {
		f.Tap("Xóa")
		if !writes(f, want) {
			t.Errorf("erasing a letter: got %q, want %q", texts(f.Scene), want)
		}
	}
	f.Tap("Xóa")
	f.Tap("Xóa") // nothing is left to erase
	if f.Err != nil {
		t.Error(f.Err)
	}
}

func TestALongTextStopsSomewhere(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	f := uitest.NewFinger(u, uitest.Visiting(kiosk.ScreenSearch, kiosk.Vi), uitest.Portrait())
	f.Type(strings.Repeat("an ", 60))
	if f.Err != nil {
		t.Fatal(f.Err)
	}
	if m := f.Scene.Misfits(); len(m) > 0 {
		t.Errorf("180 keys: got misfits %q, want none", m)
	}
}
