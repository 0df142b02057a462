package doctor

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// State is how a part is.
type State string

// The states, the better one first.
const (
	Pass    State = "pass"
	Skipped State = "skipped" // not examined, with the reason
	Warn    State = "warn"    // works, and will not for long
	Fail    State = "fail"
)

// states in their order.
func states() []State { return []State{Pass, Skipped, Warn, Fail} }

// worse returns the worse of two.
func worse(a, b State) State {
	if slices.Index(states(), b) > slices.Index(states(), a) {
		return b
	}
	return a
}

// Text is a text for technicians in both languages.
type Text struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// In returns the text in a language, "en" or Vietnamese.
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.En
	}
	return t.Vi
}

// plain is a text that reads alike in both languages.
func plain(s string) Text { return Text{Vi: s, En: s} }

// fill puts arguments into both.
func (t Text) fill(args []any) Text {
	if len(args) == 0 {
		return t
	}
	return Text{Vi: fmt.Sprintf(t.Vi, inLang(args, "vi")...), En: fmt.Sprintf(t.En, inLang(args, "en")...)}
}

// inLang gives arguments that are texts themselves in one language.
func inLang(args []any, lang string) []any {
	out := make([]any, len(args))
	for i, a := range args {
		if t, ok := a.(Text); ok {
			a = t.In(lang)
		}
		out[i] = a
	}
	return out
}

// Result is what was found at one part.
type Result struct {
	Part  Part    `json:"part"`
	ID    string  `json:"id"` // of the finding, "clock.unset"; "clock.pass" when nothing is wrong
	State State   `json:"state"`
	Found Text    `json:"found"`
	Next  Text    `json:"next"` // what to do; empty when nothing is
	TookS float64 `json:"took_s"`
}

// pass says that a part is well, and what was measured.
func pass(p Part, found Text, args ...any) Result {
	return Result{Part: p, ID: string(p) + ".pass", State: Pass, Found: found.fill(args)}
}

// trouble says what is wrong; the arguments go into what was found.
func trouble(id string, args ...any) Result {
	for _, t := range Troubles() {
		if t.ID == id {
			return Result{Part: t.Part, ID: id, State: t.State, Found: t.Found.fill(args), Next: t.Next}
		}
	}
	return Result{ID: id, State: Fail, Found: plain("unknown finding " + id)}
}

// Ask tells the person at the robot what to do now.
type Ask func(Text)

// Check examines one part.
type Check struct {
	Part Part
	// Device is what it needs alone: checks with the same one run one after
	// another, in their order. "" is nothing.
	Device string
	Limit  time.Duration // 0 is 10 seconds
	Run    func(ctx context.Context, ask Ask) []Result
}

// usualLimit is how long a check may take that asks nobody anything.
const usualLimit = 10 * time.Second
