package kiosk

import (
	"errors"
	"slices"

	"tiepdan/assist"
)

// Topic is what a visitor wants to ask an official about.
type Topic string

// The topics.
const (
	TopicPapers      Topic = "papers"
	TopicTime        Topic = "time"
	TopicFee         Topic = "fee"
	TopicEligibility Topic = "eligibility"
	TopicOther       Topic = "other"
)

// Topics lists them in the order in which they are offered.
func Topics() []Topic {
	return []Topic{TopicPapers, TopicTime, TopicFee, TopicEligibility, TopicOther}
}

// TopicOf is what an official is asked about who answers a question.
func TopicOf(q assist.Question) Topic {
	switch q {
	case assist.QuestionPapers, assist.QuestionSteps:
		return TopicPapers
	case assist.QuestionTime:
		return TopicTime
	case assist.QuestionFee:
		return TopicFee
	case assist.QuestionAge, assist.QuestionProxy, assist.QuestionEligible:
		return TopicEligibility
	default:
		return TopicOther
	}
}

func (t Topic) known() bool { return slices.Contains(Topics(), t) }

// From the visitor at the screen, and from the dialogue with her.
type (
	// AskOfficial calls the official who is responsible for a procedure.
	// Procedure and Group are of the catalogue; both may be empty.
	AskOfficial struct {
		Procedure string
		Group     string
		Topic     Topic
	}
)

// From the officials' door console, about a visitor's call for a person.
type (
	// LaterHelp says that somebody of the door comes in five minutes.
	LaterHelp struct {
		Request string
		Door    int
		Help    string
	}
	// RedirectHelp sends the call on to an official of the directory, or to a door.
	RedirectHelp struct {
		Request    string
		Door       int
		Help       string
		ToDoor     int
		ToOfficial string
	}
)

func (AskOfficial) msg()  {}
func (LaterHelp) msg()    {}
func (RedirectHelp) msg() {}

// Why a door's answer to a call was refused.
var (
	ErrLaterAgain = errors.New("the visitor was told twice to wait: come, or send the call on")
	ErrOffDuty    = errors.New("this official is not there now")
	ErrRedirects  = errors.New("the call was sent on too often: somebody must come")
	ErrNoOfficial = errors.New("the directory has no such official")
)

// fetching handles what concerns calls for a person.
func (s *step) fetching(msg Msg) bool {
	switch msg := msg.(type) {
	case HelpAsked:
		s.helpAsked()
	case HelpDropped:
		s.helpDropped(msg)
	case AskOfficial:
		s.askOfficial(msg)
	case AnswerHelp:
		s.reply(msg.Request, s.answerHelp(msg))
	case LaterHelp:
		s.reply(msg.Request, s.laterHelp(msg))
	case RedirectHelp:
		s.reply(msg.Request, s.redirectHelp(msg))
	case CloseHelp:
		s.reply(msg.Request, s.closeHelp(msg))
	default:
		return false
	}
	return true
}
