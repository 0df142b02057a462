package ui

import (
	"cmp"
	"image"
	"slices"
	"strings"
	"time"

	"tiepdan/kiosk"
)

// The texts of asking by voice.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wListenTitle   = phrase{Vi: "Mời chạm nút rồi nói", En: "Touch the button, then speak"}
	wListenHint    = phrase{Vi: "Ví dụ: tôi muốn làm giấy khai sinh cho con", En: "For instance: I want to register my child's birth"}
	wListenStart   = phrase{Vi: "Chạm để nói", En: "Touch and speak"}
	wListening     = phrase{Vi: "Đang nghe…", En: "Listening…"}
	wListenEnd     = phrase{Vi: "Tôi nói xong", En: "I have finished"}
	wListenPrivate = phrase{Vi: "Tiếng nói không được lưu lại.", En: "What you say is not stored."}
	wListenShared  = phrase{
		Vi: "Tiếng nói không được lưu lại. Lời nói, không có số, được gửi tới máy tính của phường để hiểu đúng hơn.",
		En: "Your voice is not stored. Its words, without numbers, are sent to the ward's own computer to understand them better.",
	}
	wListenNothing = phrase{Vi: "Tôi chưa hiểu", En: "I did not understand"}
	wListenAgain   = phrase{Vi: "Xin nói lại, hoặc gõ tên thủ tục.", En: "Please say it again, or type it."}
	wWake          = phrase{Vi: "Micro đang chờ câu “%s”. Âm thanh không được lưu lại.", En: "The microphone waits for “%s”. No sound is stored."}
	wListenDeaf    = phrase{Vi: "Robot chưa nghe được", En: "I cannot hear you now"}
	wListenDeafDo  = phrase{Vi: "Mời quý khách gõ tên thủ tục, hoặc gọi cán bộ.", En: "Please type what you need, or call the staff."}
)

// listen draws asking by voice: the microphone, then what was understood.
func (c *canvas) listen(p picture) {
	typing := button{label: wByWriting.in(p.Lang), icon: iconSearch, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenSearch}), quiet: true}
	own := []button{goHome(p), typing}
	if p.Spot.Code != "" { // it is asked about a procedure
		own[1] = goBack(p, kiosk.Spot{Screen: kiosk.ScreenGuide, Group: p.Spot.Group, Code: p.Spot.Code})
	}
	f := c.chrome(p, own...)
	room := f.work
	if f.deep() {
		c.above(f.top, p)
	}
	title, text, ic, said := wListenTitle, wListenHint, iconMic, ""
	private, open := wListenPrivate, false
	if p.tools.wordsSent { // she is told before she speaks
		text, private = wListenShared, wListenShared
	}
	if l := p.Listen; l != nil {
		switch l.State {
		case kiosk.ListenOpen:
			title, text, open = wListening, private, true
		case kiosk.ListenNothing:
			title, text, ic = wListenNothing, wListenAgain, iconAsk
		case kiosk.ListenDeaf:
			title, text, ic = wListenDeaf, wListenDeafDo, iconWarn
		}
	}
	if open {
		var push image.Rectangle
		push, room = cutBottom(room, c.push(116), gutter)
		c.button(push, button{label: wListenEnd.in(p.Lang), icon: iconCheck, msg: kiosk.SpeechEnded{}, size: c.t(sizeLead)})
		said = p.local.hearing
	} else {
		var push image.Rectangle
		push, room = cutBottom(room, c.push(140), gutter)
		c.button(push, button{label: wListenStart.in(p.Lang), icon: iconMic, msg: kiosk.ListenAsked{}, size: c.t(sizeTitle)})
	}
	words := cmp.Or(said, text.in(p.Lang))
	if open && p.Looks.Guided { // the microphone waits until the guide has ended
		words = ""
	}
	c.sign(room, ic, title.in(p.Lang), words)
}

// mostHearing is how many letters of what is being said are shown: the newest.
const mostHearing = 160

// SetHearing shows what the visitor has said so far, while the microphone is
// open. It is hers: it stays on the screen, and is forgotten with the request.
func (u *UI) SetHearing(text string) {
	letters := []rune(text)
	if n := len(letters) - mostHearing; n > 0 {
		_, text, _ = strings.Cut(string(letters[n:]), " ")
	}
	u.local.hearing = text
}

// holdToTalk is how long a finger rests on the microphone of who holds it while
// she speaks. A shorter touch only opens it.
const holdToTalk = 600 * time.Millisecond

// talk opens the microphone when a finger is put on its control.
func (u *UI) talk(on Control, now time.Time) {
	if _, ok := on.Msg.(kiosk.ListenAsked); ok {
		u.talking = now
		u.acted, u.actedAt = place{on.id, on.Bounds}, now
		u.o.Post(on.Msg)
	}
}

// talked takes in that the finger that opened the microphone was lifted; it
// reports whether there was one. Who has held it for long has said all.
func (u *UI) talked(step Touch, now time.Time) bool {
	if u.talking.IsZero() {
		return false
	}
	held := now.Sub(u.talking)
	u.talking = time.Time{}
	if step != Press && held >= holdToTalk {
		u.o.Post(kiosk.SpeechEnded{})
	}
	return true
}

// SetEars tells the languages in which requests by voice are understood, while
// there is a recogniser at all.
func (u *UI) SetEars(langs []kiosk.Lang) { u.tools.ears = langs }

// SetWake tells the words that the microphone waits for, "" while it is closed.
// Who stands before the robot sees them as long as it is open.
func (u *UI) SetWake(words string) { u.tools.wake = words }

// hears reports whether a request by voice in the visitor's language makes sense.
func (p picture) hears() bool {
	return p.Ear && (p.tools.ears == nil || slices.Contains(p.tools.ears, p.Lang))
}
