package kiosk_test

import (
	"strings"
	"testing"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// wants is one need, of the procedures that may be meant.
func wants(kind assist.Kind, codes ...string) assist.Understanding {
	n := assist.Need{Kind: kind}
	for _, code := range codes {
		n.Candidates = append(n.Candidates, assist.Candidate{Code: code})
	}
	return assist.Understanding{Kind: kind, Needs: []assist.Need{n}}
}

// several are needs that are clear, in the order said.
func several(codes ...string) assist.Understanding {
	u := assist.Understanding{Kind: assist.Direct}
	for _, code := range codes {
		u.Needs = append(u.Needs, wants(assist.Direct, code).Needs...)
	}
	return u
}

func asking(u assist.Understanding, q assist.Question) assist.Understanding {
	u.Question = q
	return u
}

// ways are how a request reaches the robot: by voice, written, and touched on
// a procedure.
func ways() map[string]func(*bench, assist.Understanding) {
	return map[string]func(*bench, assist.Understanding){
		"by voice": func(b *bench, u assist.Understanding) {
			b.open(kiosk.Spot{Screen: kiosk.ScreenListen})
			b.send(kiosk.ListenAsked{})
			b.send(kiosk.Heard{ID: b.m.Listen.ID, Meant: u})
		},
		"written": func(b *bench, u assist.Understanding) {
			b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
			b.send(kiosk.Asked{From: kiosk.ScreenSearch, Meant: u})
		},
	}
}

func TestWhereARequestLeads(t *testing.T) {
	t.Parallel()
	none := kiosk.Spot{Screen: kiosk.ScreenAnswer}
	tests := []struct {
		name  string
		meant assist.Understanding
		want  kiosk.Spot
	}{
		{"one procedure", wants(assist.Direct, "1"), kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1"}},
		{"one procedure, and a question", asking(wants(assist.Direct, "1"), assist.QuestionTime), kiosk.Spot{Screen: kiosk.ScreenAnswer, Code: "1"}},
		{"one of three", wants(assist.Choose, "1", "2", "3"), none},
		{"one of two", wants(assist.Clarify, "1", "2"), none},
		{"two needs", several("1", "2"), none},
		{"a need without a procedure", assist.Understanding{Kind: assist.Direct}, none},
		{"small talk", assist.Understanding{Kind: assist.SmallTalk, Talk: assist.TalkThanks}, none},
		{"not ours", assist.Understanding{Kind: assist.OutOfScope}, none},
		{"a question about nothing", assist.Understanding{Kind: assist.FollowUp, Question: assist.QuestionHours}, none},
		{"a person", assist.Understanding{Kind: assist.Staff, Talk: assist.TalkPerson}, kiosk.Spot{Screen: kiosk.ScreenHelp}},
		{"a complaint", assist.Understanding{Kind: assist.Staff, Talk: assist.TalkComplaint}, kiosk.Spot{Screen: kiosk.ScreenHelp}},
	}
	for way, ask := range ways() {
		for _, tc := range tests {
			t.Run(way+"/"+tc.name, func(t *testing.T) {
				t.Parallel()
				b := newVisit(t)
				ask(b, tc.meant)
				v := b.m.View()
				if v.Spot != tc.want || v.Screen != tc.want.Screen {
					t.Fatalf("got %s with %+v, want %+v", v.Screen, v.Spot, tc.want)
				}
				if v.Screen == kiosk.ScreenHelp {
					if v.Help == nil || b.m.Dialogue != nil {
						t.Errorf("got the call %+v and the dialogue %+v, want a person called and nothing else", v.Help, b.m.Dialogue)
					}
					return
				}
				if v.Dialogue == nil || v.Dialogue.Meant.Kind != tc.meant.Kind {
					t.Errorf("shows %+v, want what was understood", v.Dialogue)
				}
			})
		}
	}
}

func TestAnEmergencyIsHeardWhateverTheHour(t *testing.T) {
	t.Parallel()
	for way, ask := range ways() {
		b := newVisit(t)
		ask(b, assist.Understanding{Kind: assist.Staff, Talk: assist.TalkEmergency})
		b.screen(kiosk.ScreenHelp)
		loud := false
		for _, s := range b.said() {
			loud = loud || strings.HasPrefix(s.ID, "alarm/") && strings.Contains(s.Text, "115")
		}
		if !loud || b.m.Help == nil {
			t.Errorf("%s: said %+v with the call %+v, want an alarm with 115 and a call", way, b.said(), b.m.Help)
		}
	}
}

// What nobody wants cried out is answered without an alarm.
func TestADiscreetEmergencyIsNotCriedOut(t *testing.T) {
	t.Parallel()
	for way, ask := range ways() {
		b := newVisit(t)
		ask(b, assist.Understanding{Kind: assist.Staff, Talk: assist.TalkEmergency, Discreet: true})
		b.screen(kiosk.ScreenHelp)
		calm := false
		for _, s := range b.said() {
			if strings.HasPrefix(s.ID, "alarm/") || strings.Contains(s.Text, "Cấp cứu") {
				t.Errorf("%s: said %+v aloud, want nothing that the room hears", way, s)
			}
			calm = calm || strings.Contains(s.Text, "111") && !s.Chime
		}
		if !calm || b.m.Help == nil {
			t.Errorf("%s: said %+v with the call %+v, want calm words with 111 and a call", way, b.said(), b.m.Help)
		}
	}
}

// A question on a procedure is about that procedure; a new need is not.
func TestQuestionsAreAboutTheProcedureAtHand(t *testing.T) {
	t.Parallel()
	at := kiosk.Spot{Screen: kiosk.ScreenGuide, Group: "g", Code: "1"}
	q := assist.Understanding{Kind: assist.FollowUp, Question: assist.QuestionFee}
	b := newVisit(t)
	b.open(at)
	b.send(kiosk.Asked{From: kiosk.ScreenGuide, Meant: q})
	want := kiosk.Spot{Screen: kiosk.ScreenAnswer, Group: "g", Code: "1"}
	if v := b.m.View(); v.Spot != want || v.Dialogue.Meant.Question != assist.QuestionFee {
		t.Fatalf("touched: got %+v with %+v, want %+v and the fee", v.Spot, v.Dialogue, want)
	}
	b.open(kiosk.Spot{Screen: kiosk.ScreenListen, Group: "g", Code: "1"})
	b.send(kiosk.ListenAsked{})
	b.send(kiosk.Heard{ID: b.m.Listen.ID, Meant: q})
	if v := b.m.View(); v.Spot != want {
		t.Fatalf("by voice: got %+v, want %+v", v.Spot, want)
	}
	b.send(kiosk.Asked{From: kiosk.ScreenAnswer, Meant: wants(assist.Choose, "2", "3")})
	if v := b.m.View(); v.Spot != (kiosk.Spot{Screen: kiosk.ScreenAnswer}) {
		t.Errorf("another need: got %+v, want nothing of the procedure before", v.Spot)
	}
}

func TestWhatIsNotUnderstoodTwiceIsCounted(t *testing.T) {
	t.Parallel()
	out := assist.Understanding{Kind: assist.OutOfScope}
	b := newVisit(t)
	b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
	for want := 1; want <= 2; want++ {
		b.send(kiosk.Asked{From: b.m.View().Screen, Meant: out})
		if d := b.m.View().Dialogue; d.Missed != want {
			t.Fatalf("got %+v, want %d missed", d, want)
		}
	}
	b.send(kiosk.Asked{From: kiosk.ScreenAnswer, Meant: wants(assist.Choose, "1", "2")})
	b.send(kiosk.Asked{From: kiosk.ScreenAnswer, Meant: out})
	if d := b.m.View().Dialogue; d.Missed != 1 {
		t.Errorf("after something else: got %+v, want 1 missed", d)
	}
}

// Needs wait while the visitor looks at one of them, and end with her visit.
func TestADialogueEndsWithTheVisit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		send func(*bench)
		keep bool
	}{
		{"one of the needs", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1"}) }, true},
		{"its looks", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenLooks}) }, true},
		{"a person", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenHelp}) }, true},
		{"another language", func(b *bench) { b.send(kiosk.LanguagePicked{Lang: kiosk.En}) }, true},
		{"home", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenHome}) }, false},
		{"the groups", func(b *bench) { b.open(kiosk.Spot{Screen: kiosk.ScreenFind}) }, false},
		{"nobody is there any more", func(b *bench) { b.quiet(idleReset) }, false},
		{"a ticket", func(b *bench) {
			b.open(kiosk.Spot{Screen: kiosk.ScreenGuide, Code: "1"})
			b.send(kiosk.ServicePicked{Service: "cert", ID: "d", Token: "k", Then: []string{"civil"}})
		}, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
			b.send(kiosk.Asked{From: kiosk.ScreenSearch, Meant: several("1", "2")})
			if !b.m.Dialogue.Several() {
				t.Fatalf("got %+v, want two needs", b.m.Dialogue)
			}
			tc.send(b)
			if kept := b.m.Dialogue != nil; kept != tc.keep {
				t.Errorf("after it: %+v, want it kept %t", b.m.Dialogue, tc.keep)
			}
			if !tc.keep {
				from := b.m.View().Screen
				b.unchanged("there is nothing to go back to", kiosk.Opened{From: from, To: kiosk.Spot{Screen: kiosk.ScreenAnswer}})
			}
		})
	}
}

func TestQuestionsAreAskedWhereTheyAreOffered(t *testing.T) {
	t.Parallel()
	eachScene(t, func(b *bench, screen kiosk.Screen) {
		switch screen {
		case kiosk.ScreenSearch, kiosk.ScreenGuide, kiosk.ScreenAnswer:
			b.unchanged("of another screen", kiosk.Asked{From: kiosk.ScreenHome, Meant: wants(assist.Direct, "1")})
			b.send(kiosk.Asked{From: screen, Meant: wants(assist.Direct, "1")})
			b.screen(kiosk.ScreenGuide)
		default:
			b.unchanged("not offered here", kiosk.Asked{From: screen, Meant: wants(assist.Direct, "1")})
		}
	})
}

// A request that a journal of an older program holds is a choice.
func TestOldRequestsByVoice(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.open(kiosk.Spot{Screen: kiosk.ScreenListen})
	b.send(kiosk.ListenAsked{})
	msg, err := kiosk.Decode("Heard", []byte(`{"ID":"`+b.m.Listen.ID+`","Codes":["1.001193","2.000815"],"Reason":""}`))
	if err != nil {
		t.Fatal(err)
	}
	b.send(msg)
	b.screen(kiosk.ScreenAnswer)
	if d := b.m.View().Dialogue; d.Meant.Kind != assist.Choose || len(d.Meant.Needs[0].Candidates) != 2 {
		t.Errorf("got %+v, want a choice of two", d)
	}
}
