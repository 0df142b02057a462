package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

const birth = "1.001193"

// visit is one visitor at the screen of a real core.
type visit struct {
	*uitest.Finger
	t    *testing.T
	core kiosk.Model
	at   time.Time
	sent []kiosk.Msg
	said []string
}

// visitor brings a visitor to a screen, in the looks that she needs.
func visitor(t *testing.T, looks kiosk.Looks, portrait bool, to kiosk.Spot) *visit {
	t.Helper()
	v := &visit{t: t, core: kiosk.New(), at: uitest.Noon()}
	o := asked(func(m kiosk.Msg) { v.sent = append(v.sent, m) })
	o.Say = func(_ kiosk.Lang, text string) { v.said = append(v.said, text) }
	size := uitest.Landscape()
	if portrait {
		size = uitest.Portrait()
	}
	u := newScreen(t, o)
	for _, m := range []kiosk.Msg{
		kiosk.Started{Boot: "b1", Setup: journeySetup()},
		kiosk.LinkChanged{Part: kiosk.PartEar, Up: true},
		kiosk.PrinterChanged{Printer: kiosk.Printer{Checked: true, Link: true, Paper: "ok"}},
		kiosk.LooksPicked{Looks: looks},
		kiosk.Opened{From: kiosk.ScreenHome, To: to},
	} {
		v.core, _ = v.core.Update(v.at, m)
	}
	v.Finger = uitest.NewFinger(u, v.core.View(), size)
	return v
}

// settle gives the core what the screen asked for, and shows what comes of it.
func (v *visit) settle() {
	v.t.Helper()
	if v.Err != nil {
		v.t.Fatal(v.Err)
	}
	for _, m := range v.sent {
		v.at = v.at.Add(time.Second)
		if p, ok := m.(kiosk.ServicePicked); ok {
			p.ID, p.Token = "t1", "k"
			m = p
		}
		v.core, _ = v.core.Update(v.at, m)
	}
	v.sent, v.View = nil, v.core.View()
	v.Look()
}

// touches taps what has a label, on whichever page it is.
func (v *visit) touches(label string) {
	v.t.Helper()
	for range 12 {
		if _, ok := v.Find(label); ok {
			v.Tap(label)
			v.settle()
			return
		}
		next := "Trang sau"
		if _, ok := v.Find(next); !ok {
			break
		}
		v.Tap(next)
		v.settle()
	}
	v.Tap(label) // says what there is
	v.settle()
}

// chooses goes through what the voice guide offers until it says a label, and
// chooses that; she gets what was heard of it before, and after.
func (v *visit) chooses(label string) (before, after string) {
	v.t.Helper()
	for range 40 {
		v.said = nil
		v.UI.Key(ui.GuideRepeat)
		v.settle()
		before = strings.Join(v.said, " ")
		if strings.Contains(before, "Chọn mục: "+label) {
			v.said = nil
			v.UI.Key(ui.GuideChoose)
			v.settle()
			return before, strings.Join(v.said, " ")
		}
		v.UI.Key(ui.GuideNext)
		v.settle()
	}
	v.t.Fatalf("heard no %q, want it among what is offered on %s", label, v.View.Screen)
	return "", ""
}

func (v *visit) calledAbout(code string, topic kiosk.Topic) {
	v.t.Helper()
	if h := v.core.Help; h == nil || h.Procedure != code || h.Topic != topic {
		v.t.Errorf("called %+v, want an official about %s of %s", h, topic, code)
	}
}

// A blind visitor ticks what she has, hears what is missing without hearing the
// whole screen anew, and calls who is in charge.
func TestABlindVisitorTicksHerPapers(t *testing.T) {
	t.Parallel()
	for _, portrait := range []bool{false, true} {
		v := visitor(t, kiosk.Looks{Guided: true}, portrait, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: birth})
		v.said = nil
		v.UI.Key(ui.GuideRepeat)
		v.settle()
		if first := strings.Join(v.said, " "); !strings.Contains(first, "Giấy tờ cần mang") || !strings.Contains(first, "Căn cước hoặc hộ chiếu") {
			t.Errorf("the screen: heard %q, want the papers read", first)
		}
		before, after := v.chooses("Tờ khai đăng ký khai sinh")
		if !strings.Contains(before, "Chưa có") {
			t.Errorf("before: heard %q, want that she has it not", before)
		}
		for _, want := range []string{"Đã có", "Còn thiếu 2 giấy tờ", "vẫn lấy số được"} {
			if !strings.Contains(after, want) {
				t.Errorf("after: heard %q, want %q in it", after, want)
			}
		}
		if strings.Contains(after, "Giấy tờ cần mang") {
			t.Errorf("after: heard %q, want nothing of what she has heard before", after)
		}
		if _, after = v.chooses("Tờ khai đăng ký khai sinh"); !strings.Contains(after, "Chưa có") || len(v.core.View().Having) != 0 {
			t.Errorf("taken back: heard %q and has %v, want nothing ticked", after, v.core.View().Having)
		}
		if _, after = v.chooses("Gặp cán bộ phụ trách"); !strings.Contains(after, "hỏi cán bộ phụ trách điều gì") {
			t.Errorf("the official: heard %q, want to be asked about what", after)
		}
		v.chooses("Giấy tờ cần mang")
		v.calledAbout(birth, kiosk.TopicPapers)
	}
}

// The dialogue's controls work without seeing: the questions of a procedure, and
// what asks the robot once something was written.
func TestABlindVisitorAsks(t *testing.T) {
	t.Parallel()
	v := visitor(t, kiosk.Looks{Guided: true}, false, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: birth})
	v.chooses("Hỏi thêm")
	if _, after := v.chooses("Bao lâu thì xong?"); !strings.Contains(after, "1 ngày làm việc") {
		t.Errorf("heard %q, want the answer", after)
	}
	v.chooses("Câu khác")
	v.chooses("Hỏi thêm")
	for range 3 {
		v.chooses("Trang sau")
	}
	v.chooses("Gặp cán bộ phụ trách")
	if spot := v.core.View().Spot; spot.Screen != kiosk.ScreenHelp || spot.Code != birth {
		t.Errorf("came to %+v, want the help screen of %s", spot, birth)
	}

	v = visitor(t, kiosk.Looks{}, false, kiosk.Spot{Screen: kiosk.ScreenSearch})
	v.Type("khai sinh cho con") // somebody beside her writes
	v.sent = append(v.sent, kiosk.LooksPicked{Looks: kiosk.Looks{Guided: true}})
	v.settle()
	v.chooses("Hỏi robot")
	if d := v.core.Dialogue; d == nil {
		t.Errorf("came to %s without an answer, want what was written understood", v.View.Screen)
	}
}

// A visitor in a wheelchair reaches every box, the slip, the questions, who is in
// charge, and the number, whatever the size of texts.
func TestAWheelchairUserTicksHerPapers(t *testing.T) {
	t.Parallel()
	for _, portrait := range []bool{false, true} {
		for _, text := range []kiosk.TextSize{kiosk.TextNormal, kiosk.TextLarge, kiosk.TextLargest} {
			looks := kiosk.Looks{Reach: true, Text: text}
			v := visitor(t, looks, portrait, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: birth})
			pr, _ := uitest.Catalogue().Find(birth)
			for i, p := range pr.Papers {
				v.inReach()
				v.touches(p.Vi)
				if got := v.core.View().Having; !slices.Contains(got, i) {
					t.Fatalf("%q, portrait %t: has %v, want paper %d ticked", text, portrait, got, i)
				}
			}
			v.inReach()
			if all := strings.Join(texts(v.Scene), " "); !strings.Contains(all, "Đã đủ giấy tờ") {
				t.Errorf("%q, portrait %t: reads %q, want that nothing is missing", text, portrait, all)
			}
			v.touches("In danh sách giấy tờ")
			if s := v.core.View().Slip.State; s != kiosk.PrintSent {
				t.Errorf("%q, portrait %t: the slip is %q, want it sent", text, portrait, s)
			}
			v.touches("Hỏi thêm")
			v.inReach()
			v.touches("Gặp cán bộ phụ trách")
			v.touches("Thời hạn giải quyết")
			v.calledAbout(birth, kiosk.TopicTime)
			v = visitor(t, looks, portrait, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: birth})
			v.touches(pr.Papers[0].Vi)
			v.takesANumber()
		}
	}
}

// inReach fails for a control that is above the reach from a wheelchair.
func (v *visit) inReach() {
	v.t.Helper()
	for _, c := range v.Scene.Controls() {
		if got := heightMM(c.Bounds.Min.Y, v.Size); got > nearMM && !c.Secret() && !c.Backdrop() {
			v.t.Errorf("%q on %s: got its top %.0f mm above the floor, want at most %.0f", c.Label, v.View.Screen, got, nearMM)
		}
	}
}

// takesANumber though papers are missing.
func (v *visit) takesANumber() {
	v.t.Helper()
	for _, c := range v.Scene.Controls() {
		if _, ok := c.Msg.(kiosk.ServicePicked); ok {
			v.At(c)
			v.settle()
			break
		}
	}
	if v.View.Ticket == nil {
		v.t.Errorf("with papers missing: came to %s, want a ticket", v.View.Screen)
	}
}
