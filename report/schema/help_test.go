package schema_test

import (
	"strings"
	"testing"

	"tiepdan/report/schema"
)

// TestHelpRefused changes one thing of good reasons and ends of help.
func TestHelpRefused(t *testing.T) {
	t.Parallel()
	reasons := schema.Reasons{Face: "dissatisfied", Service: "land", Door: 2, Reasons: []string{"long-wait", "manner"}}
	asked := schema.Help{Procedure: "1.001193", Topic: "fee", Lang: "en"}
	raised := schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)}
	answered := schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(40), TookS: new(240)}
	tests := []struct {
		name           string
		body           schema.Body
		old, new, want string
	}{
		{"unknown reason", reasons, `"manner"`, `"he was rude"`, "reason is"},
		{"reason twice", reasons, `"manner"`, `"long-wait"`, "given twice"},
		{"no reason", reasons, `["long-wait","manner"]`, `[]`, "number of reasons is 0"},
		{"null reasons", reasons, `["long-wait","manner"]`, `null`, "number of reasons is 0"},
		{"too many reasons", reasons, `"manner"`, strings.Repeat(`"manner",`, 6) + `"manner"`, "number of reasons is 8"},
		{"free text", reasons, `"door":2`, `"door":2,"comment":"x"`, "unknown field"},
		{"ticket number", reasons, `"door":2`, `"door":2,"number":"A001"`, "unknown field"},
		{"unknown face", reasons, `"dissatisfied"`, `"angry"`, "face is"},
		{"no door", reasons, `"door":2`, `"door":0`, "door is 0"},
		{"a name with a call", schema.Help{}, `"clock":"ntp"`, `"clock":"ntp","name":"A"`, "unknown field"},
		{"a name for a procedure", asked, `"1.001193"`, `"Nguyễn Văn A"`, "procedure is"},
		{"a procedure too long", asked, `"1.001193"`, `"` + strings.Repeat("1", 65) + `"`, "procedure is"},
		{"unknown topic", asked, `"fee"`, `"how much"`, "topic is"},
		{"unknown language", asked, `"en"`, `"fr"`, "lang is"},
		{"an unknown topic that nobody answers", raised, `"fee"`, `"how much"`, "topic is"},
		{"a wait below zero", raised, `120`, `-1`, "waited_s is -1"},
		{"no wait", raised, `,"waited_s":120`, "", "waited_s is missing"},
		{"unknown outcome", answered, `"helped"`, `"fine"`, "outcome is"},
		{"answered by no door", answered, `"door":3,`, "", "go together"},
		{"door without a time", answered, `"answer_s":40,`, "", "go together"},
		{"time below zero", answered, `"answer_s":40`, `"answer_s":-1`, "answer_s is -1"},
		{"no time taken", answered, `,"took_s":240`, "", "took_s is missing"},
	}
	for _, tt := range tests {
		good := whole(t, tt.body)
		bad := strings.Replace(good, tt.old, tt.new, 1)
		if bad == good {
			t.Fatalf("%s: %q is not in %s", tt.name, tt.old, good)
		}
		_, err := schema.DecodeEvent(tt.body.Kind(), []byte(bad))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}
