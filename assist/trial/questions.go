package trial

import "tiepdan/assist"

// NoQuestion is the code of a sentence that asks nothing about a procedure.
const NoQuestion = "none"

// Asked is what a trial of questions found: shares of its sentences.
type Asked struct {
	N     int     `json:"n"`
	Right float64 `json:"right"`
	Mixed []Mixed `json:"confusions,omitempty"`
}

// EvaluateQuestions asks an Understander for lines whose code is a question:
// time, papers, fee, door, hours, online, owner, eligibility, result, none.
func EvaluateQuestions(u *assist.Understander, lines []Line) Asked {
	var r Asked
	right := 0
	t := tally{mixed: map[[2]string]*Mixed{}}
	for _, l := range lines {
		r.N++
		got := question(u.Understand(l.Text).Question)
		if want := question(assist.Question(l.Code)); got == want {
			right++
		} else {
			t.mix(want, got, false)
		}
	}
	r.Right = share(right, r.N)
	r.Mixed = t.result().Confusions
	return r
}

// question gives questions that are answered alike one name.
func question(q assist.Question) string {
	switch q {
	case assist.QuestionNone:
		return NoQuestion
	case assist.QuestionAge:
		return string(assist.QuestionEligible)
	case "who":
		return string(assist.QuestionOwner)
	default:
		return string(q)
	}
}
