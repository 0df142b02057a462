package assist_test

import (
	"strings"
	"testing"

	"tiepdan/assist"
)

func clerk() assist.Clerk {
	c, u := learnt()
	return assist.Clerk{Catalogue: c, Understander: u}
}

// A visit, sentence by sentence.
func TestDialogue(t *testing.T) {
	t.Parallel()
	k := clerk()
	at := assist.Place{Door: assist.Text{Vi: "Cửa số 3.", En: "Door 3."}, Hours: assist.Text{Vi: "8 giờ đến 17 giờ.", En: "8 to 17."}}
	type step struct {
		said   string
		stage  assist.Stage
		code   string // of the guidance
		person bool
		atOnce bool
		holds  string // in what is said or answered
	}
	for _, tc := range []struct {
		name  string
		steps []step
	}{
		{"straight to the guidance, then questions", []step{
			{said: "xin chào", holds: "Xin chào"},
			{said: "tôi muốn đăng ký tạm trú", stage: assist.StageGuidance, code: "1.004194", holds: "Đăng ký tạm trú"},
			{said: "bao lâu", stage: assist.StageGuidance, holds: "3 ngày làm việc"},
			{said: "cần giấy tờ gì", stage: assist.StageGuidance, holds: "CT01"},
			{said: "ở cửa nào", stage: assist.StageGuidance, holds: "Cửa số 3"},
			{said: "mấy giờ đóng cửa", stage: assist.StageGuidance, holds: "17 giờ"},
			{said: "phí bao nhiêu", stage: assist.StageGuidance, person: true, holds: "chưa cho tôi biết mức phí"},
			{said: "con tôi 3 tuổi thì sao", stage: assist.StageGuidance, person: true, holds: "không nói riêng về độ tuổi"},
			{said: "nộp online được không", stage: assist.StageGuidance, holds: "Cổng Dịch vụ công"},
			{said: "ông bà nhà tôi ngồi đợi ở quầy nào được", stage: assist.StageGuidance, holds: "Về việc “Đăng ký tạm trú”: Cửa số 3"},
			{said: "ai giải quyết", stage: assist.StageGuidance, holds: "Công an"},
		}},
		{"a question before the need", []step{
			{said: "cần giấy tờ gì", holds: "thủ tục nào"},
			{said: "đăng ký tạm trú", stage: assist.StageGuidance, code: "1.004194", holds: "CT01"},
		}},
		{"a question with the need", []step{
			{said: "đăng ký tạm trú mất bao lâu", stage: assist.StageGuidance, code: "1.004194", holds: "3 ngày làm việc"},
		}},
		{"two misses bring a person", []step{
			{said: "giá vàng hôm nay bao nhiêu một chỉ", person: true, holds: "chưa rõ"},
			{said: "xổ số hôm nay về con gì", stage: assist.StagePerson, person: true},
		}},
		{"an emergency", []step{{said: "có người ngất, gọi cấp cứu", stage: assist.StageEmergency, person: true, atOnce: true, holds: "115"}}},
		{"a person", []step{{said: "cho tôi gặp cán bộ", stage: assist.StagePerson, person: true, atOnce: true}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var d assist.Dialogue
			for _, s := range tc.steps {
				var r assist.Reply
				d, r = k.Hear(d, k.Understand(s.said), at)
				all := r.Say.Vi
				if r.Answer != nil {
					all += " " + r.Answer.Text.Vi
				}
				if d.Stage != s.stage || s.code != "" && r.Code != s.code || r.Person != s.person || r.AtOnce != s.atOnce || !strings.Contains(all, s.holds) {
					t.Fatalf("%q: got %+v and %+v, answered %q, want %+v", s.said, d, r, all, s)
				}
			}
		})
	}
}

// One question at most, then buttons, then a person.
func TestDialogueClarifiesOnce(t *testing.T) {
	t.Parallel()
	k := clerk()
	candidates := []assist.Candidate{{Code: "1.001193", P: 0.4}, {Code: "2.000528", P: 0.4}, {Code: "2.000986", P: 0.1}}
	heard := assist.Understanding{Kind: assist.Clarify, Needs: []assist.Need{{Kind: assist.Clarify, Candidates: candidates, Attribute: "foreign"}}}
	d, r := k.Hear(assist.Dialogue{}, heard, assist.Place{})
	if d.Stage != assist.StageClarify || len(r.Options) != 3 || !r.Options[0].Yes || !r.Options[2].None {
		t.Fatalf("got %+v, %+v, want a question with yes, no and none of these", d, r)
	}
	if yes, r := k.Press(d, r.Options[0], assist.Place{}); yes.Stage != assist.StageGuidance && yes.Stage != assist.StageChoose || r.Say.Vi == "" {
		t.Errorf("yes: got %+v, want guidance or buttons", yes)
	}
	no, r2 := k.Press(d, r.Options[1], assist.Place{})
	if no.Stage != assist.StageChoose || len(r2.Options) != 3 || r2.Options[0].Code != "1.001193" || r2.Options[1].Code != "2.000986" {
		t.Fatalf("no: got %+v, want the two without a foreigner as buttons", r2)
	}
	if got, r := k.Press(no, r2.Options[0], assist.Place{}); got.Stage != assist.StageGuidance || r.Code != "1.001193" {
		t.Errorf("a button: got %+v, want its guidance", got)
	}
	if got, r := k.Press(no, r2.Options[2], assist.Place{}); got.Stage != assist.StagePerson || !r.Person || r.AtOnce {
		t.Errorf("none of these: got %+v, want a person offered", got)
	}
	if d.Stage != assist.StageClarify || len(d.Offered) != 3 {
		t.Errorf("got %+v, want the earlier dialogue as it was", d)
	}
}

func TestDialogueOfSeveralNeeds(t *testing.T) {
	t.Parallel()
	k := clerk()
	d, r := k.Hear(assist.Dialogue{}, k.Understand("tôi muốn đăng ký tạm trú và sao y bằng đại học"), assist.Place{})
	if r.Code != "1.004194" || len(d.Later) != 1 {
		t.Fatalf("got %+v, %+v, want the first need and one that waits", d, r)
	}
	d, r, ok := k.Next(d, assist.Place{})
	if !ok || r.Code != "2.000815" || len(d.Later) != 0 {
		t.Errorf("got %+v, %v, want the second need", r, ok)
	}
	if _, _, ok := k.Next(d, assist.Place{}); ok {
		t.Error("got a third need, want none")
	}
}

// Whatever is asked of whatever procedure: an answer that is known names its
// owner and source, and nothing is said to be free.
func TestAnswersNameTheirSource(t *testing.T) {
	t.Parallel()
	c, _ := learnt()
	for _, p := range c.Procedures {
		for _, q := range []assist.Question{
			assist.QuestionTime, assist.QuestionPapers, assist.QuestionDoor, assist.QuestionHours, assist.QuestionFee, assist.QuestionAge,
			assist.QuestionOnline, assist.QuestionOwner, assist.QuestionSteps, assist.QuestionResult, assist.QuestionProxy, assist.QuestionEligible, "?",
		} {
			a := c.Answer(p.Code, q, 3, assist.Place{})
			if a.Text.Vi == "" || a.Text.En == "" {
				t.Errorf("%s %s: got %+v, want words in both languages", p.Code, q, a)
			}
			if a.Known && (a.Owner.Vi == "" || a.Source.Vi == "" || a.Checked == "") {
				t.Errorf("%s %s: got %+v, want an owner, a source and its date", p.Code, q, a)
			}
			if q == assist.QuestionFee && (a.Known || strings.Contains(strings.ToLower(a.Text.Vi), "miễn phí")) {
				t.Errorf("%s: got %q of a fee that nobody gave, want that an official is asked", p.Code, a.Text.Vi)
			}
		}
	}
	with := assist.New(nil, []assist.Procedure{{Code: "1", Fee: assist.Text{Vi: "8.000 đồng"}, Time: []assist.Text{{Vi: "1 ngày"}, {Vi: "2 ngày"}}}})
	if a := with.Answer("1", assist.QuestionFee, 0, assist.Place{}); !a.Known || a.Text.Vi != "Lệ phí: 8.000 đồng." || a.Text.En != "Fee: 8.000 đồng." {
		t.Errorf("got %+v, want the ward's fee", a)
	}
	if a := with.Answer("1", assist.QuestionTime, 0, assist.Place{}); !a.Known || !strings.Contains(a.Text.Vi, "1 ngày / 2 ngày") {
		t.Errorf("got %+v, want both times", a)
	}
	if a := with.Answer("2", assist.QuestionTime, 0, assist.Place{}); a.Known {
		t.Errorf("got %+v of no procedure, want a question", a)
	}
}
