package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
)

// Encode gives the kind of an event and the body that goes into the outbox,
// in the commit of the message that caused it.
func Encode(e kiosk.Event) (kind string, body json.RawMessage, err error) {
	b, err := bodyOf(e)
	if err != nil {
		return "", nil, err
	}
	body, err = schema.EncodeBody(b)
	if err != nil {
		return "", nil, err
	}
	return string(b.Kind()), body, nil
}

// channelOf is where an event belongs: its kind's channel, or for a result that
// of its command.
func channelOf(r Record) schema.Channel {
	if kind := schema.Kind(r.Kind); kind != schema.KindResult {
		return kind.Channel()
	}
	var result schema.Result
	if err := json.Unmarshal(r.Body, &result); err != nil {
		return schema.KindResult.Channel() // the ward keeps it aside, in its place
	}
	return schema.ResultChannel(result.Command)
}

func bodyOf(e kiosk.Event) (schema.Body, error) {
	switch e := e.(type) {
	case kiosk.RatingGiven:
		return ratingOf(e), nil
	case kiosk.RatingExplained:
		return reasonsOf(e), nil
	case kiosk.HelpCalled:
		return schema.Help{Procedure: codeOf(e.Procedure), Topic: string(e.Topic), Lang: string(e.Lang), Priority: e.Priority}, nil
	case kiosk.HelpRaised:
		return schema.HelpRaise{Procedure: codeOf(e.Procedure), Topic: string(e.Topic), WaitedS: seconds(e.Waited)}, nil
	case kiosk.HelpEnded:
		return helpEndOf(e), nil
	case kiosk.Called:
		return schema.Call{Number: e.Number, Service: e.Service, Door: e.Door, Calls: e.Calls}, nil
	case kiosk.VisitEnded:
		return schema.Visit{
			Service: e.Service, Door: e.Door, Priority: e.Priority, Outcome: e.Outcome,
			WaitS: seconds(e.Wait), ServeS: seconds(e.Serve),
		}, nil
	case kiosk.FaultChanged:
		return schema.Fault{Part: string(e.Part), Up: e.Up, Detail: clean(e.Detail)}, nil
	case kiosk.OrderAnswered:
		return schema.Result{Command: e.Command, State: schema.ResultState(e.State), Reason: schema.Reason(e.Reason)}, nil
	}
	return nil, fmt.Errorf("cannot encode %T: the ward's contract has no such event", e)
}

func ratingOf(e kiosk.RatingGiven) schema.Rating {
	r := schema.Rating{Face: string(e.Face), Source: e.Source, Burst: e.Burst, NoVisit: e.NoVisit}
	if e.Source == "panel" {
		return r
	}
	r.Service, r.Door, r.Lang = e.Service, e.Door, string(e.Lang)
	r.WaitS, r.ServeS = seconds(e.Wait), seconds(e.Serve)
	return r
}

func reasonsOf(e kiosk.RatingExplained) schema.Reasons {
	r := schema.Reasons{Face: string(e.Face), Service: e.Service, Door: e.Door}
	for _, reason := range e.Reasons {
		r.Reasons = append(r.Reasons, string(reason))
	}
	return r
}

func helpEndOf(e kiosk.HelpEnded) schema.HelpEnd {
	h := schema.HelpEnd{Outcome: e.Outcome, Door: e.Door, TookS: seconds(e.Took)}
	if e.Door != 0 {
		h.AnswerS = seconds(e.Answer)
	}
	return h
}

// codeOf keeps a call whose procedure the contract cannot carry.
func codeOf(code string) string {
	if schema.IsCode(code) {
		return code
	}
	return ""
}

// week is the longest time that the contract has.
const week = 7 * 24 * time.Hour

// seconds keeps a rating whose times a clock that was set has spoilt: they
// are cut to what the contract has.
func seconds(d time.Duration) *int {
	s := int(min(max(d, 0), week) / time.Second)
	return &s
}

// clean makes a device's words fit for the wire: one line, not too long.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if runes := []rune(s); len(runes) > schema.MaxDetail {
		return string(runes[:schema.MaxDetail-1]) + "…"
	}
	return s
}
