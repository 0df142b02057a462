package ui_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// listener is somebody who listens to a screen.
type listener struct {
	*uitest.Finger
	said []string
	sent []kiosk.Msg
}

func listen(t *testing.T, v kiosk.View) *listener {
	t.Helper()
	p := &listener{}
	o := asked(func(m kiosk.Msg) { p.sent = append(p.sent, m) })
	o.Say = func(l kiosk.Lang, text string) {
		if l != v.Lang {
			t.Errorf("said %q in language %q, want %q", text, l, v.Lang)
		}
		p.said = append(p.said, text)
	}
	v.Looks.Guided = true
	p.Finger = uitest.NewFinger(newScreen(t, o), v, uitest.Landscape())
	return p
}

// last is what was said since it was asked last.
func (p *listener) last() string {
	all := strings.Join(p.said, " | ")
	p.said = nil
	return all
}

// Every screen says something, and other things in the other language.
func TestEveryScreenSaysWhatItIs(t *testing.T) {
	t.Parallel()
	said := map[string]map[kiosk.Lang]string{}
	u := newScreen(t, uitest.Options())
	for _, l := range uitest.Languages() {
		for _, s := range drawn(l) {
			scene, err := s.Show(u, uitest.Portrait())
			if err != nil {
				t.Error(err)
				continue
			}
			text := strings.Join(scene.Spoken(), " ")
			if strings.TrimSpace(text) == "" && !strings.HasPrefix(s.Name, "pin") { // the technician's
				t.Errorf("%s in %q: got nothing said, want some words", s.Name, l)
			}
			if said[s.Name] == nil {
				said[s.Name] = map[kiosk.Lang]string{}
			}
			said[s.Name][l] = text
		}
	}
	for name, in := range said {
		if in[kiosk.Vi] == in[kiosk.En] && in[kiosk.Vi] != "" {
			t.Errorf("%s: got %q said in both languages, want them to differ", name, in[kiosk.Vi])
		}
	}
}

// Of every screen all that can be touched can be heard and chosen.
func TestTheVoiceGuideReachesEveryControl(t *testing.T) {
	t.Parallel()
	for _, s := range drawn(kiosk.Vi) {
		if s.Do != nil {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			offered, err := s.Show(newScreen(t, uitest.Options()), uitest.Landscape())
			if err != nil {
				t.Fatal(err)
			}
			p := listen(t, s.View)
			if !p.UI.Guided() {
				return // emergency, out of service, the technician; the faces, which are four anyway
			}
			heard := p.last()
			for range len(offered.Controls()) + 1 {
				p.UI.Key(ui.GuideNext)
				p.Look()
				heard += " " + p.last()
			}
			for _, c := range offered.Controls() {
				if c.Label == "" || c.Secret() || c.Backdrop() || isKey(c) {
					continue
				}
				if !strings.Contains(heard, c.Label) {
					t.Errorf("going through all items: heard %q, want %q among it", heard, c.Label)
				}
			}
		})
	}
}

// isKey reports whether a control is a key of the keyboard: nobody writes by
// listening.
func isKey(c ui.Control) bool {
	switch c.Label {
	case "Telex", "VNI", "Không dấu", "Dấu cách", "Chữ hoa", "Xóa":
		return true
	}
	return len([]rune(c.Label)) == 1
}

func TestTheVoiceGuideSaysWhatIsNew(t *testing.T) {
	t.Parallel()
	p := listen(t, uitest.Visiting(kiosk.ScreenFind, kiosk.Vi))
	first := p.last()
	for _, want := range []string{"Quý khách cần làm thủ tục gì?", "bốn nút lớn", "Gõ tên thủ tục"} {
		if !strings.Contains(first, want) {
			t.Errorf("a new screen: heard %q, want %q in it", first, want)
		}
	}
	p.Look()
	if again := p.last(); again != "" {
		t.Errorf("the same screen once more: heard %q, want nothing", again)
	}
	steps := []struct {
		name string
		key  ui.GuideKey
		want string
	}{
		{"next", ui.GuideNext, "Nói với robot"},
		{"next again", ui.GuideNext, "Chứng thực"},
		{"previous", ui.GuidePrevious, "Nói với robot"},
		{"repeat", ui.GuideRepeat, "Quý khách cần làm thủ tục gì?"},
	}
	for _, s := range steps {
		p.UI.Key(s.key)
		p.Look()
		if got := p.last(); !strings.Contains(got, s.want) {
			t.Errorf("%s: heard %q, want %q in it", s.name, got, s.want)
		}
	}
	p.UI.Key(ui.GuideChoose)
	want := []kiosk.Msg{kiosk.ListenAsked{}}
	if !reflect.DeepEqual(p.sent, want) {
		t.Errorf("choosing: got %#v, want %#v", p.sent, want)
	}
	p.View = uitest.Visiting(kiosk.ScreenListen, kiosk.Vi)
	p.View.Looks.Guided = true
	p.Look()
	if got := p.last(); !strings.Contains(got, "Mời chạm nút rồi nói") || strings.Contains(got, "bốn nút lớn") {
		t.Errorf("the next screen: heard %q, want its title without the keys explained again", got)
	}
	p.View.Looks.Guided = false
	p.Look()
	if got := p.last(); got != "" {
		t.Errorf("without the guide: heard %q, want silence", got)
	}
}

// The four zones of the screen and the four buttons of the panel do the same.
func TestZonesAndButtonsDoTheSame(t *testing.T) {
	t.Parallel()
	zones := []string{"Mục trước", "Mục sau", "Nghe lại", "Chọn"}
	for _, s := range drawn(kiosk.Vi) {
		if s.Do != nil {
			continue
		}
		for k, zone := range zones {
			t.Run(fmt.Sprintf("%s %s", s.Name, zone), func(t *testing.T) {
				t.Parallel()
				touched, pressed := listen(t, s.View), listen(t, s.View)
				if !pressed.UI.Guided() {
					return
				}
				for range 2 {
					touched.Tap(zone)
					pressed.UI.Key(ui.GuideKey(k))
					pressed.Look()
				}
				if touched.Err != nil {
					t.Fatal(touched.Err)
				}
				if got, want := strings.Join(touched.said, "|"), strings.Join(pressed.said, "|"); got != want {
					t.Errorf("touching: heard %q, want %q as with the button", got, want)
				}
				if !reflect.DeepEqual(touched.sent, pressed.sent) {
					t.Errorf("touching: got %#v, want %#v as with the button", touched.sent, pressed.sent)
				}
			})
		}
	}
}

// The faces are four zones as they are, and the panel rates, guided or not.
func TestTheRatingIsFourFacesForListeners(t *testing.T) {
	t.Parallel()
	for _, l := range uitest.Languages() {
		p := listen(t, uitest.Rating(l, ""))
		faces := 0
		for _, c := range p.Scene.Controls() {
			if _, ok := c.Msg.(kiosk.FacePicked); ok {
				faces++
				if !strings.Contains(strings.Join(p.said, " "), c.Label) {
					t.Errorf("%q: heard %q, want %q in it", l, p.said, c.Label)
				}
			}
		}
		if faces != 4 || p.UI.Guided() {
			t.Errorf("%q: got %d faces and the panel guided %t, want 4 and false", l, faces, p.UI.Guided())
		}
		p.UI.Key(ui.GuideChoose)
		if len(p.sent) != 0 {
			t.Errorf("%q: a key of the guide: got %#v, want nothing", l, p.sent)
		}
	}
}
