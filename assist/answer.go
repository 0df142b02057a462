package assist

import "strings"

// Answer is what is said to a question, and who answers for it.
type Answer struct {
	Text    Text
	Owner   Text   // the agency that answers for it; empty for what the ward says of itself
	Source  Text   // where the fact is from
	Checked string // when
	Known   bool   // false: an official must say, and Text says so
}

// Place is what the ward says of itself: what the catalogue cannot know.
type Place struct {
	Door  Text // where the procedure at hand is dealt with: "cửa số 3"
	Hours Text // when the Center is open
}

// Answer answers a question about a procedure from the catalogue, and from
// nothing else. What the catalogue does not say an official must.
func (c *Catalogue) Answer(code string, q Question, age int, at Place) Answer {
	if q == QuestionHours {
		return ofWard(at.Hours, Text{"Phường chưa cho tôi biết giờ làm việc.", "The ward has not told me its hours."})
	}
	p, ok := c.Find(code)
	if !ok {
		return Answer{Text: Text{"Ông/bà hỏi về thủ tục nào ạ?", "Which procedure do you ask about?"}}
	}
	if q == QuestionDoor {
		return ofWard(at.Door, Text{"Ông/bà lấy số, trên phiếu có ghi cửa.", "Take a number: the ticket names the door."})
	}
	a := p.fact(q, age)
	if a.Known {
		a.Owner, a.Source, a.Checked = p.Owner, p.Source, p.Checked
		return a
	}
	ask := Text{" Tôi gọi cán bộ phụ trách để ông/bà hỏi nhé?", " Shall I call the official in charge?"}
	a.Text = Text{a.Text.Vi + ask.Vi, a.Text.En + ask.En}
	return a
}

func ofWard(says, unknown Text) Answer {
	if says == (Text{}) {
		return Answer{Text: unknown}
	}
	return Answer{Text: says, Known: true}
}

// fact is what a procedure's entry says.
func (p *Procedure) fact(q Question, age int) Answer {
	switch q {
	case QuestionTime:
		return p.times()
	case QuestionPapers:
		return listed(p.Papers, Text{"Giấy tờ cần có: ", "Papers needed: "},
			Text{"Danh mục chưa ghi giấy tờ của thủ tục này.", "The catalogue does not list the papers for this."})
	case QuestionSteps:
		return listed(p.Steps, Text{"Các bước: ", "The steps: "}, Text{"Danh mục chưa ghi các bước.", "The catalogue does not list the steps."})
	case QuestionFee:
		return said(p.Fee, Text{"Lệ phí: ", "Fee: "}, Text{"Phường chưa cho tôi biết mức phí của thủ tục này.", "The ward has not told me the fee for this."})
	case QuestionOwner:
		return said(p.Owner, Text{"Cơ quan giải quyết: ", "Dealt with by: "}, Text{"Danh mục chưa ghi cơ quan giải quyết.", "The catalogue does not name the agency."})
	case QuestionResult:
		return said(p.Result, Text{"Kết quả: ", "You receive: "}, Text{"Danh mục chưa ghi kết quả.", "The catalogue does not say what you receive."})
	case QuestionOnline:
		return p.online()
	case QuestionAge:
		return p.ages(age)
	case QuestionEligible:
		return Answer{Text: Text{"Có đủ điều kiện hay không thì cán bộ mới trả lời được.", "Only an official can say whether the conditions are met."}}
	case QuestionProxy:
		return Answer{Text: Text{"Việc làm thay, nộp thay tùy từng trường hợp, cán bộ sẽ trả lời.", "Whether somebody may go for another depends on the case: the official will say."}}
	default:
		return Answer{Text: Text{"Tôi chưa rõ câu hỏi.", "I did not understand the question."}}
	}
}

func (p *Procedure) times() Answer {
	if len(p.Time) > 1 {
		all := join(p.Time, " / ")
		return Answer{Known: true, Text: Text{
			"Thời hạn tùy trường hợp: " + all.Vi + ". Cán bộ sẽ ghi ngày hẹn.",
			"The time depends on the case: " + all.En + ". The receipt will name the day.",
		}}
	}
	return listed(p.Time, Text{"Thời hạn giải quyết: ", "Time it takes: "}, Text{"Danh mục chưa ghi thời hạn.", "The catalogue does not say how long it takes."})
}

func (p *Procedure) online() Answer {
	if !p.Online {
		return Answer{Text: Text{"Danh mục không ghi thủ tục này nộp được trực tuyến.", "The catalogue does not say that this can be done online."}}
	}
	return Answer{Known: true, Text: Text{
		"Nộp được trên Cổng Dịch vụ công quốc gia: quét mã QR và đăng nhập bằng VNeID.",
		"You can apply on the National Public Service Portal: scan the QR code and log in with VNeID.",
	}}
}

// ages tells what the papers say of ages, and gives no verdict.
func (p *Procedure) ages(int) Answer {
	var about []Text
	for _, t := range append([]Text{p.Title}, p.Papers...) {
		if strings.Contains(strings.ToLower(t.Vi), "tuổi") {
			about = append(about, t)
		}
	}
	if len(about) == 0 {
		return Answer{Text: Text{"Danh mục không nói riêng về độ tuổi.", "The catalogue says nothing of ages."}}
	}
	all := join(about, "; ")
	return Answer{Known: true, Text: Text{
		"Về độ tuổi, danh mục ghi: " + all.Vi + ". Trường hợp của ông/bà thế nào thì cán bộ sẽ trả lời.",
		"Of ages the catalogue says: " + all.En + ". The official will say how it is in your case.",
	}}
}

func listed(all []Text, before, none Text) Answer {
	if len(all) == 0 {
		return Answer{Text: none}
	}
	return said(join(all, "; "), before, none)
}

func said(what, before, none Text) Answer {
	if what.Vi == "" {
		return Answer{Text: none}
	}
	if what.En == "" {
		what.En = what.Vi
	}
	return Answer{Known: true, Text: Text{sentenceOf(before.Vi + what.Vi), sentenceOf(before.En + what.En)}}
}

func sentenceOf(s string) string { return strings.TrimRight(s, ". ") + "." }

func join(all []Text, by string) Text {
	var vi, en []string
	for _, t := range all {
		vi = append(vi, strings.TrimRight(t.Vi, ". "))
		if t.En == "" {
			t.En = t.Vi
		}
		en = append(en, strings.TrimRight(t.En, ". "))
	}
	return Text{strings.Join(vi, by), strings.Join(en, by)}
}
