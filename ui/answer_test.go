package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
)

// What is written is understood on the screen; the core gets codes of it.
func TestWhatIsWrittenIsAsked(t *testing.T) {
	t.Parallel()
	tests := []struct {
		keys string
		want assist.Kind
	}{
		{"ddawng kys khai sinh cho con", assist.Direct},
		{"cam on robot", assist.SmallTalk},
		{"gia vang hom nay bao nhieu", assist.OutOfScope},
	}
	for _, tt := range tests {
		var got []kiosk.Msg
		f := uitest.NewFinger(newScreen(t, asked(func(m kiosk.Msg) { got = append(got, m) })), uitest.Visiting(kiosk.ScreenSearch, kiosk.Vi), uitest.Portrait())
		if _, ok := f.Find("Hỏi robot"); ok {
			t.Error("with nothing written: got a control that asks, want none")
		}
		f.Type(tt.keys)
		f.Tap("Hỏi robot")
		if f.Err != nil {
			t.Fatal(f.Err)
		}
		if len(got) != 1 {
			t.Fatalf("%s: got %+v, want one message", tt.keys, got)
		}
		msg, ok := got[0].(kiosk.Asked)
		if !ok || msg.Meant.Kind != tt.want || msg.From != kiosk.ScreenSearch {
			t.Errorf("%s: got %+v, want %s", tt.keys, got[0], tt.want)
		}
		if kept := fmt.Sprintf("%+v", msg); strings.Contains(kept, "sinh") || strings.Contains(kept, "vang") {
			t.Errorf("%s: got %s, want codes and no words", tt.keys, kept)
		}
	}
}

// An answer is read out once, with what can be chosen; leaving it ends that.
func TestAnswersAreReadOut(t *testing.T) {
	t.Parallel()
	for _, l := range uitest.Languages() {
		var said []string
		o := uitest.Options()
		o.Say = func(_ kiosk.Lang, text string) { said = append(said, text) }
		f := uitest.NewFinger(newScreen(t, o), uitest.Answering(l, "", uitest.Wants(assist.Choose, "1.001193", "2.00013")), uitest.Landscape())
		f.Look()
		birth, none := f.Say("Đăng ký khai sinh", "Register a birth"), f.Say("Không phải những việc này", "None of these")
		if len(said) != 1 || !strings.Contains(said[0], birth) || !strings.Contains(said[0], none) {
			t.Errorf("%s: heard %q, want the choice once", l, said)
		}
		f.View = uitest.Visiting(kiosk.ScreenHome, l)
		f.Look()
		if len(said) != 2 || said[1] != "" {
			t.Errorf("%s: heard %q, want silence on the screen after it", l, said)
		}
	}
}

// Nothing is said of a fee, of hours or of a door that nobody has told.
func TestAnswersAreOfTheCatalogueOrOfTheWard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question assist.Question
		code     string
		want     []string
	}{
		{assist.QuestionTime, "1.001193", []string{"1 ngày làm việc", "Ủy ban nhân dân phường", "Cổng Dịch vụ công quốc gia"}},
		{assist.QuestionFee, "1.001193", []string{"chưa cho tôi biết mức phí"}},
		{assist.QuestionHours, "", []string{"làm việc đến 17:00"}},
		{assist.QuestionDoor, "1.001193", []string{"Cửa\u00a02"}},
		{assist.QuestionDoor, "3.00023", []string{"Ông/bà lấy số"}},
	}
	for _, tt := range tests {
		f := uitest.NewFinger(newScreen(t, uitest.Options()), uitest.Answering(kiosk.Vi, tt.code, uitest.Asks(tt.question)), uitest.Landscape())
		got := strings.Join(append(f.Scene.Spoken(), texts(f.Scene)...), " ")
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s of %q: got %q, want %q in it", tt.question, tt.code, got, want)
			}
		}
		if strings.Contains(strings.ToLower(got), "miễn phí") {
			t.Errorf("%s: got %q, want nothing called free", tt.question, got)
		}
	}
}
