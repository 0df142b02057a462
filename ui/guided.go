package ui

import (
	"fmt"
	"image"
	"slices"
	"strings"

	"tiepdan/kiosk"
)

// The texts of the voice guide.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wGuideOn     = phrase{Vi: "Hướng dẫn bằng giọng nói", En: "Voice guide"}
	wGuideKeys   = phrase{Vi: "Màn hình có bốn nút lớn. Góc trên bên trái: mục trước. Góc trên bên phải: mục sau. Góc dưới bên trái: nghe lại. Góc dưới bên phải: chọn. Bốn nút đánh giá từ trái sang phải cũng làm như vậy. Đặt tay lên màn hình ba giây để tắt hướng dẫn.", En: "There are four large buttons. Top left: previous. Top right: next. Bottom left: say it again. Bottom right: choose. The four rating buttons, from left to right, do the same. Rest a finger on the screen for three seconds to turn the guide off."}
	wGuideEnd    = phrase{Vi: "Tắt hướng dẫn bằng giọng nói", En: "Turn the voice guide off"}
	wGuideOf     = phrase{Vi: "Mục %d trong %d", En: "Item %d of %d"}
	wZonePrev    = phrase{Vi: "Mục trước", En: "Previous"}
	wZoneNext    = phrase{Vi: "Mục sau", En: "Next"}
	wZoneRepeat  = phrase{Vi: "Nghe lại", En: "Say it again"}
	wZoneChoose  = phrase{Vi: "Chọn", En: "Choose"}
	wGuideHere   = phrase{Vi: "Chọn mục:", En: "Choose:"}
	wGuideButton = phrase{Vi: "nút %d", En: "button %d"}
)

// GuideKey is one of the four keys of the voice guide: a zone of the screen, or
// a button of the panel, from left to right.
type GuideKey int

// The keys of the voice guide.
const (
	GuidePrevious GuideKey = iota
	GuideNext
	GuideRepeat
	GuideChoose
)

// voice is what the guide said last. A number that counts on is not said anew.
type voice struct {
	screen string // the texts of the screen
	item   string // the item's id
	lang   kiosk.Lang
	again  int
}

// guides reports whether a view is shown by the voice guide. What a technician
// does, and what is there for everybody in the room, is not.
func (u *UI) guides(v kiosk.View) bool {
	if !v.Looks.Guided || u.o.Say == nil || u.local.pad {
		return false
	}
	switch v.Screen {
	case kiosk.ScreenTechnician, kiosk.ScreenOut, kiosk.ScreenEmergency, kiosk.ScreenCalled:
		return false
	default:
		return true
	}
}

// Guided reports whether the four keys of the panel work the screen now; else
// they rate. Of the rating screen they always are the faces.
func (u *UI) Guided() bool {
	return u.guides(u.view) && (u.view.Screen != kiosk.ScreenRating || u.view.Rating != nil && u.view.Rating.Chosen != "")
}

// Key works the voice guide.
func (u *UI) Key(k GuideKey) {
	if !u.Guided() {
		return
	}
	u.tell(u.told.Add(tellEvery))
	switch k {
	case GuidePrevious:
		u.local.focus--
	case GuideNext:
		u.local.focus++
	case GuideRepeat:
		u.local.repeats++
	case GuideChoose:
		if u.focused.id != "" {
			u.act(u.focused)
			u.voice.item = "" // if nothing changes, it is said once more
		}
	}
}

// guided draws a screen for somebody who listens: what it offers, one at a
// time, and four zones to work it with.
func (c *canvas) guided(p picture, u *UI) {
	inner := u.canvas(p.View, image.Pt(c.device(c.area).Dx(), c.device(c.area).Dy()))
	inner.draw(p)
	items := inner.offered(p)
	c.spoken = inner.spoken
	if p.Screen == kiosk.ScreenRating && p.Rating != nil && p.Rating.Chosen == "" {
		c.nodes, c.hits, c.misfits = inner.nodes, inner.hits, inner.misfits
		c.spoken = nil
		c.say(wRate.in(p.Lang))
		for i, f := range faces() {
			c.say(fmt.Sprintf(wGuideButton.in(p.Lang), i+1) + ": " + f.label.in(p.Lang))
		}
		u.focused = Control{}
		return
	}
	n := len(items)
	i := ((p.local.focus % n) + n) % n
	u.focused = items[i]
	c.guidedFace(p, items[i], i, n)
}

// offered lists what a screen offers to somebody who listens, and the way out
// of the guide last.
func (c *canvas) offered(p picture) []Control {
	var out, late []Control
	for _, h := range c.hits {
		key := strings.HasPrefix(h.id, "key ") // nobody writes by listening
		if h.Label == "" || h.Secret() || h.back && len(c.hits) > 1 || key {
			continue
		}
		if h.late {
			late = append(late, h)
			continue
		}
		out = append(out, h)
	}
	out = append(out, late...)
	off := changed(p.Looks, func(l *kiosk.Looks) { l.Guided = false })
	return append(out, Control{Label: wGuideEnd.in(p.Lang), Msg: off, id: "guide end"})
}

// guidedFace draws the item and the zones.
func (c *canvas) guidedFace(p picture, item Control, i, n int) {
	c.box(c.area, 0, c.Canvas)
	zones := c.area
	var face image.Rectangle
	if c.portrait() {
		zones.Min.Y = c.reachTop()
		face = image.Rect(c.area.Min.X, c.area.Min.Y, c.area.Max.X, zones.Min.Y)
	} else {
		face, zones = cutTop(c.area, max(c.area.Dy()*36/100, c.reachTop()), 0)
	}
	c.box(face, 0, c.Brand)
	in := pad(face, margin, 28)
	head, in := cutTop(in, 56, 8)
	heading := wGuideOn.in(p.Lang)
	if len(c.spoken) > 0 {
		heading = c.spoken[0]
	}
	c.text(head, style{size: c.t(sizeBody), weight: semiBold, color: c.OnBrandLow}.mid(), heading)
	foot, in := cutBottom(in, 48, 8)
	c.text(foot, style{size: sizeBody, weight: medium, color: c.OnBrandLow}.mid(), fmt.Sprintf(wGuideOf.in(p.Lang), i+1, n))
	if item.tale != "" {
		var tale image.Rectangle
		tale, in = cutBottom(in, in.Dy()*35/100, 0)
		c.text(tale, style{size: c.t(sizeLead), weight: medium, color: c.OnBrand}.mid(), item.tale)
	}
	c.even(in, style{size: 96, weight: bold, color: c.OnBrand}.mid(), item.Label)
	c.hold = changed(p.Looks, func(l *kiosk.Looks) { l.Guided = false })
	if p.watched {
		c.watchedSign(image.Rect(face.Max.X-margin-460, face.Min.Y+20, face.Max.X-margin, face.Min.Y+96), p)
	}
	zones = pad(zones, gutter, gutter)
	if len(p.Calls) > 0 {
		var strip image.Rectangle
		strip, zones = cutTop(zones, 96, gutter)
		c.callStrip(strip, p)
	}
	c.zones(zones, p)
}

// zones draws the four keys of the guide.
func (c *canvas) zones(zones image.Rectangle, p picture) {
	for k, z := range []struct {
		label phrase
		icon  icon
	}{{wZonePrev, iconBack}, {wZoneNext, iconArrow}, {wZoneRepeat, iconRepeat}, {wZoneChoose, iconCheck}} {
		at := cell(zones, 2, 2, gutter, k)
		key := GuideKey(k)
		pressed := c.declare(at, fmt.Sprintf("zone %d", k), z.label.in(p.Lang), nil, func(l *local) { l.zone = &key })
		c.pushable(at, pressed, key != GuideChoose)
		ink := c.Action
		if key == GuideChoose {
			ink = c.OnAction
		}
		box := middleOf(at, at.Dx()-40, min(at.Dy()-20, 300))
		pic, text := cutTop(box, box.Dy()*62/100, 0)
		side := min(pic.Dy(), 170)
		c.icon(middleOf(pic, side, side).Min, side, z.icon, ink, 2)
		c.text(text, style{size: c.t(sizeTitle), weight: bold, color: ink}.centered().mid(), z.label.in(p.Lang))
	}
}

// speak says what has changed on screen since it spoke last.
func (u *UI) speak() {
	if !u.guides(u.view) {
		if u.voice != (voice{}) { // it was turned off, or the visitor left
			u.voice = voice{}
			u.o.Say(u.view.Lang, "")
		}
		u.reply()
		return
	}
	said := voice{screen: strings.Join(u.scene.spoken, " "), item: u.focused.id, lang: u.view.Lang, again: u.local.repeats}
	if said == u.voice {
		return
	}
	var texts []string
	if said.screen != u.voice.screen || said.again != u.voice.again {
		if u.voice == (voice{}) || said.again != u.voice.again {
			texts = append(texts, wGuideKeys.in(u.view.Lang))
		}
		texts = append(slices.Clone(u.scene.spoken), texts...)
	}
	if f := u.focused; f.id != "" {
		texts = append(texts, wGuideHere.in(u.view.Lang)+" "+f.Label)
		if f.tale != "" {
			texts = append(texts, f.tale)
		}
	}
	u.voice = said
	u.o.Say(u.view.Lang, sentences(texts))
}

// sentences joins texts so that each ends like a sentence.
func sentences(texts []string) string {
	var b strings.Builder
	for _, t := range texts {
		t = strings.TrimSpace(t)
		if t == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t)
		if !strings.ContainsRune(".?!:…", rune(t[len(t)-1])) {
			b.WriteByte('.')
		}
	}
	return b.String()
}
