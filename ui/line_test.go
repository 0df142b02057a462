package ui_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

// What visitors say of a ticket before it is taken: each flow sends what it
// should, and nothing before.
func TestWhatIsSaidOfATicketTravelsWithIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		view kiosk.View
		taps []string
		want []kiosk.Msg
	}{
		{"an ordinary ticket takes one touch", uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), []string{"Chứng thực"}, []kiosk.Msg{kiosk.ServicePicked{Service: "chung-thuc"}}},
		{"a class", uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), []string{"Ưu tiên", "Người khuyết tật", "Chứng thực"}, []kiosk.Msg{kiosk.ClassPicked{Class: "khuyet-tat"}, kiosk.ServicePicked{Service: "chung-thuc"}}},
		{"no class after all", uitest.Chosen(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), []string{"Ưu tiên", "Lấy số thường"}, []kiosk.Msg{kiosk.ClassPicked{}}},
		{"looking at the classes only", uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), []string{"Ưu tiên", "Quay lại"}, nil},
		{"a class at a procedure", uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi), []string{"Ưu tiên", "Trẻ em"}, []kiosk.Msg{kiosk.ClassPicked{Class: "tre-em"}}},
		{"one procedure", uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi), []string{"Lấy số – Cửa\u00a02"}, []kiosk.Msg{kiosk.ServicePicked{Service: "ho-tich"}}},
		{
			"several things in one visit", uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi),
			[]string{"Thêm việc khác", "Đất đai, xây dựng", "Chứng thực", "Xong", "Lấy một số cho 3 việc – Cửa\u00a02"},
			[]kiosk.Msg{kiosk.ServicePicked{Service: "ho-tich", Then: []string{"dat-dai", "chung-thuc"}}},
		},
		{
			"one of them taken back", uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi),
			[]string{"Thêm việc khác", "Đất đai, xây dựng", "Đất đai, xây dựng", "Xong", "Lấy số – Cửa\u00a02"},
			[]kiosk.Msg{kiosk.ServicePicked{Service: "ho-tich"}},
		},
		{
			"the whole code", uitest.CheckingIn(kiosk.Vi, ""), append(strings.Split("4 8 1 5 2 2 Xóa 3", " "), "Lấy số"),
			[]kiosk.Msg{kiosk.CheckInAsked{Code: 481_523}},
		},
		{
			"another code after one that was refused", uitest.CheckingIn(kiosk.Vi, kiosk.CheckInUnknown),
			append(strings.Split("1 1 1 1 1 1 4 8 1 5 2 3", " "), "Lấy số"),
			[]kiosk.Msg{kiosk.CheckInAsked{Code: 481_523}},
		},
		{"the way to it", uitest.Reserved(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), []string{"Có hẹn trước"}, []kiosk.Msg{kiosk.Opened{From: kiosk.ScreenHome, To: kiosk.Spot{Screen: kiosk.ScreenCheckIn}}}},
		{
			"from a procedure and back", uitest.Reserved(uitest.Visiting(kiosk.ScreenGuide, kiosk.Vi)),
			[]string{"Có hẹn trước"},
			[]kiosk.Msg{kiosk.Opened{From: kiosk.ScreenGuide, To: kiosk.Spot{Screen: kiosk.ScreenCheckIn, Group: "ho-tich", Code: "1.001193"}}},
		},
	}
	for _, tt := range tests {
		for _, size := range uitest.Sizes() {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				var got []kiosk.Msg
				f := uitest.NewFinger(newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) })), tt.view, size)
				for _, label := range tt.taps {
					f.Tap(label)
				}
				if f.Err != nil {
					t.Fatal(f.Err)
				}
				if !reflect.DeepEqual(got, tt.want) {
					t.Errorf("got %#v, want %#v", got, tt.want)
				}
			})
		}
	}
}

// Without a code of six digits nothing can be asked for, and without a
// reservation nobody is led to the keys.
func TestNoHalfCodeIsSent(t *testing.T) {
	t.Parallel()
	f := uitest.NewFinger(newScreen(t, uitest.Options()), uitest.CheckingIn(kiosk.Vi, ""), uitest.Portrait())
	for _, d := range "48152" {
		f.Tap(string(d))
		if _, ok := f.Find("Lấy số"); ok {
			t.Fatal("got a way to take a number with less than six digits, want none")
		}
	}
	f = uitest.NewFinger(newScreen(t, uitest.Options()), uitest.Ward(kiosk.ScreenHome, kiosk.Vi), uitest.Portrait())
	if _, ok := f.Find("Có hẹn trước"); ok {
		t.Error("got a way to check in where nothing is reserved, want none")
	}
}

// A refusal is read, put away by a touch, and comes back with the next one; the
// bar stays in use.
func TestARefusalIsToldAndPutAway(t *testing.T) {
	t.Parallel()
	words := "Hôm nay đã hết giờ nhận hồ sơ. Mời quý khách quay lại lúc 8 giờ thứ hai ngày 3 tháng 8."
	v := uitest.Refused(uitest.Ward(kiosk.ScreenHome, kiosk.Vi), kiosk.IntakeEnded, uitest.Monday())
	f := uitest.NewFinger(newScreen(t, uitest.Options()), v, uitest.Landscape())
	if said := strings.Join(f.Scene.Spoken(), " "); !strings.Contains(said, words) {
		t.Errorf("got %q said, want %q in it", said, words)
	}
	if _, ok := f.Find("Gọi cán bộ"); !ok {
		t.Error("got no way to call the staff beside the refusal, want one")
	}
	f.Tap("Tôi đã hiểu")
	if _, ok := f.Find("Chứng thực"); !ok || f.Err != nil {
		t.Fatalf("read: got no services (%v), want them", f.Err)
	}
	again := *v.Line.Refusal
	again.Until = again.Until.Add(3 * time.Second)
	f.View.Line.Refusal = &again
	f.Look()
	if _, ok := f.Find("Tôi đã hiểu"); !ok {
		t.Error("refused once more: got nothing to read, want the reason")
	}
}

// A page that was left open is closed for the next visitor, but not under the
// hands of one who listens.
func TestAPageLeftOpenCloses(t *testing.T) {
	t.Parallel()
	f := uitest.NewFinger(newScreen(t, uitest.Options()), uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), uitest.Landscape())
	f.Tap("Ưu tiên")
	if _, ok := f.Find("Trẻ em"); !ok || f.Err != nil {
		t.Fatalf("got no classes (%v), want them", f.Err)
	}
	if wake := f.UI.Wake(); wake.IsZero() || f.UI.Tick(wake.Add(-time.Second)) || !f.UI.Tick(wake) {
		t.Errorf("got a wake at %v that closes nothing, want it to close the page", wake)
	}
	f.Look()
	if _, ok := f.Find("Chứng thực"); !ok {
		t.Error("a minute later: got no services, want the home screen")
	}
}

// Who listens hears every class and every service more, and chooses them.
func TestPagesAreSpoken(t *testing.T) {
	t.Parallel()
	p := listen(t, uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)))
	goTo := func(label string) {
		t.Helper()
		p.last()
		for range 40 {
			if strings.Contains(p.last(), label) {
				return
			}
			p.UI.Key(ui.GuideNext)
			p.Look()
		}
		t.Fatalf("going through all items: never heard %q", label)
	}
	goTo("Chọn mục: Ưu tiên")
	p.UI.Key(ui.GuideChoose)
	p.Look()
	if got := p.last(); !strings.Contains(got, "Mời quý khách chọn diện ưu tiên") {
		t.Errorf("the page of classes: heard %q, want its title", got)
	}
	for _, label := range []string{"Người khuyết tật", "Phụ nữ mang thai, người bế con nhỏ", "Lấy số thường", "Người khuyết tật"} {
		goTo(label)
	}
	p.UI.Key(ui.GuideChoose)
	p.Look()
	if want := []kiosk.Msg{kiosk.ClassPicked{Class: "khuyet-tat"}}; !reflect.DeepEqual(p.sent, want) {
		t.Errorf("choosing: got %#v, want %#v", p.sent, want)
	}
}

// A code is typed by listening too: each digit that is in is said.
func TestACodeIsTypedByListening(t *testing.T) {
	t.Parallel()
	p := listen(t, uitest.CheckingIn(kiosk.Vi, ""))
	p.last()
	for range 6 { // it begins with the one
		p.UI.Key(ui.GuideChoose)
		p.Look()
	}
	if got := p.last(); !strings.Contains(got, "Đã nhập: 1 1 1 1 1 1") {
		t.Errorf("after six digits: heard %q, want them", got)
	}
	for range 12 {
		p.UI.Key(ui.GuideNext)
		p.Look()
		if strings.Contains(p.last(), "Lấy số") {
			p.UI.Key(ui.GuideChoose)
			break
		}
	}
	if want := []kiosk.Msg{kiosk.CheckInAsked{Code: 111_111}}; !reflect.DeepEqual(p.sent, want) {
		t.Errorf("choosing: got %#v, want %#v", p.sent, want)
	}
}

// Doors that serve nobody say why, in as many words as there is room for, and
// when they open again only where that is known.
func TestDoorsSayWhyTheyCallNobody(t *testing.T) {
	t.Parallel()
	back := uitest.Noon().Add(25 * time.Minute)
	tests := []struct {
		name string
		desk kiosk.DoorDesk
		want []string // one of them
	}{
		{"open", kiosk.DoorDesk{State: queue.DoorOpen}, []string{"–"}},
		{"paused", kiosk.DoorDesk{State: queue.DoorPaused}, []string{"Tạm nghỉ", "Nghỉ"}},
		{"paused until", kiosk.DoorDesk{State: queue.DoorPaused, Back: back}, []string{"Tạm nghỉ đến 14:30", "Nghỉ đến 14:30", "đến 14:30", "14:30"}},
		{"paused until a time that has passed", kiosk.DoorDesk{State: queue.DoorPaused, Back: uitest.Noon().Add(-time.Minute)}, []string{"Tạm nghỉ", "Nghỉ"}},
		{"lunch", kiosk.DoorDesk{State: queue.DoorOpen, Lunch: true, Back: back}, []string{"Nghỉ trưa đến 14:30", "Nghỉ đến 14:30", "đến 14:30", "14:30"}},
		{"closed", kiosk.DoorDesk{State: queue.DoorClosed, Back: back}, []string{"Đóng cửa", "Đóng"}},
	}
	u := newScreen(t, uitest.Options())
	for _, tt := range tests {
		for name, size := range uitest.Sizes() {
			v := uitest.Ward(kiosk.ScreenHome, kiosk.Vi)
			for i := range v.Board {
				v.Board[i].Number, v.Board[i].Desk = "", tt.desk
			}
			n := 0
			for _, w := range u.Scene(v, uitest.Noon(), size).Written() {
				text := strings.ReplaceAll(w.Text, "\u00a0", " ")
				if slices.Contains(tt.want, text) {
					n++
				}
			}
			if n != len(v.Board) {
				t.Errorf("%s, %s: got %d doors that say one of %q, want %d", tt.name, name, n, tt.want, len(v.Board))
			}
		}
	}
}

// What a service measured is shown; where nothing was, that is said, and a
// service that gives no tickets says no waiting time at all.
func TestOnlyWhatWasMeasuredIsShown(t *testing.T) {
	t.Parallel()
	u := newScreen(t, uitest.Options())
	texts := func(v kiosk.View) string {
		var out []string
		for _, w := range u.Scene(v, uitest.Noon(), uitest.Landscape()).Written() {
			out = append(out, strings.ReplaceAll(w.Text, "\u00a0", " "))
		}
		return strings.Join(out, " | ")
	}
	v := uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi))
	for i := range v.Services {
		v.Services[i].Wait = queue.Wait{}
	}
	if got := texts(v); strings.Count(got, "Chưa đủ dữ liệu") != len(v.Services) || strings.Contains(got, "phút") {
		t.Errorf("nothing measured: got %q, want that said of every service, and no minutes", got)
	}
	v = uitest.Shut(uitest.Classed(uitest.Ward(kiosk.ScreenHome, kiosk.Vi)), kiosk.IntakeLunch, uitest.Noon().Add(25*time.Minute))
	if got := texts(v); strings.Contains(got, "phút") || strings.Contains(got, "người chờ") || !strings.Contains(got, "Nhận lại lúc 14:30") {
		t.Errorf("at lunch: got %q, want no waiting time and when tickets are given again", got)
	}
}
