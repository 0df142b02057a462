package uitest

import (
	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// Answering is the screen that answers what was meant, at a procedure or, with
// "", at none.
func Answering(l kiosk.Lang, code string, meant assist.Understanding) kiosk.View {
	v := Visiting(kiosk.ScreenAnswer, l)
	v.Spot.Code = code
	v.Dialogue = &kiosk.Dialogue{ID: "dialogue/1", Meant: meant}
	v.Line.Hours = queue.Moment{Phase: queue.PhaseOpen, Last: true, Until: Noon().Add(175 * 60e9)}
	return v
}

// Wants is one need, of the procedures that may be meant.
func Wants(kind assist.Kind, codes ...string) assist.Understanding {
	n := assist.Need{Kind: kind}
	for _, code := range codes {
		n.Candidates = append(n.Candidates, assist.Candidate{Code: code})
	}
	return assist.Understanding{Kind: kind, Needs: []assist.Need{n}}
}

// Several are two needs of one sentence.
func Several() assist.Understanding {
	u := Wants(assist.Direct, "1.001193")
	u.Needs = append(u.Needs, Wants(assist.Direct, "3.00024").Needs...)
	return u
}

// Asks is a question about the procedure at hand.
func Asks(q assist.Question) assist.Understanding {
	return assist.Understanding{Kind: assist.FollowUp, Question: q}
}

// dialogues lists what the robot says to what was said.
func dialogues(l kiosk.Lang) []Screen {
	clarify := Wants(assist.Clarify, "1.001193", "9.000250")
	clarify.Needs[0].Attribute = "again"
	twice := Answering(l, "", assist.Understanding{Kind: assist.OutOfScope})
	twice.Dialogue.Missed = 2
	need := Visiting(kiosk.ScreenGuide, l)
	need.Dialogue = Answering(l, "", Several()).Dialogue
	need.Services[2].Groups = []string{"xay-dung"}
	return []Screen{
		{Name: "guide-need", View: need},
		{Name: "answer-choose", View: Answering(l, "", Wants(assist.Choose, "1.001193", "9.000250", "2.00013"))},
		{Name: "answer-clarify", View: Answering(l, "", clarify)},
		{Name: "answer-several", View: Answering(l, "", Several())},
		{Name: "answer-talk", View: Answering(l, "", assist.Understanding{Kind: assist.SmallTalk, Talk: assist.TalkWho})},
		{Name: "answer-joke", Alike: true, View: Answering(l, "1.001193", assist.Understanding{Kind: assist.SmallTalk, Talk: assist.TalkJoke})},
		{Name: "answer-outside", View: Answering(l, "", assist.Understanding{Kind: assist.OutOfScope})},
		{Name: "answer-outside-twice", View: twice},
		{Name: "answer-which", Alike: true, View: Answering(l, "", Asks(assist.QuestionTime))},
		{Name: "answer-papers", View: Answering(l, "1.001193", Asks(assist.QuestionPapers))},
		{Name: "answer-time", Alike: true, View: Answering(l, "1.001193", Asks(assist.QuestionTime))},
		{Name: "answer-fee", View: Answering(l, "1.001193", Asks(assist.QuestionFee))},
		{Name: "answer-door", Alike: true, View: Answering(l, "1.001193", Asks(assist.QuestionDoor))},
		{Name: "answer-hours", View: Answering(l, "", Asks(assist.QuestionHours))},
	}
}
