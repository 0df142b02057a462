package kiosk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// Whatever the robot says it says in both languages: every text of the package
// has both, and every sentence that depends on the language has a branch for
// each. A new announcement without one of them fails here.
func TestEverythingIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	sayings := 0
	for name, file := range sources(t) {
		if name == "model.go" { // its one text is the ID of a service that nobody named
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if isText(n.Type) {
					wantBoth(t, name, n)
				}
			case *ast.FuncDecl:
				if strings.HasPrefix(n.Name.Name, "say") && n.Body != nil {
					sayings++
					wantSaying(t, n)
				}
			}
			return true
		})
	}
	if sayings < 20 {
		t.Errorf("got %d sentences, want all of them looked at", sayings)
	}
}

func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func isText(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "Text"
}

// wantBoth wants a text that has words to have them in Vietnamese and English.
func wantBoth(t *testing.T, file string, lit *ast.CompositeLit) {
	t.Helper()
	has := map[string]bool{}
	for i, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			has[[]string{"Vi", "En"}[i]] = !isEmpty(e)
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok {
			has[key.Name] = !isEmpty(kv.Value)
		}
	}
	if len(lit.Elts) > 0 && (!has["Vi"] || !has["En"]) {
		t.Errorf("%s: a text has Vietnamese %t and English %t, want both", file, has["Vi"], has["En"])
	}
}

func isEmpty(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return false
	}
	s, err := strconv.Unquote(lit.Value)
	return err == nil && strings.TrimSpace(s) == ""
}

// wantSaying wants a sentence in one language to ask for which: words in quotes
// without a text or a branch are said to everybody alike.
func wantSaying(t *testing.T, f *ast.FuncDecl) {
	t.Helper()
	if f.Name.Name == "sayTest" { // to the technician, who reads the pages in Vietnamese
		return
	}
	returned, branches, texts := 0, 0, 0
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				if strings.Contains(words(r), " ") {
					returned++
				}
			}
		case *ast.Ident:
			if n.Name == "En" || n.Name == "Vi" {
				branches++
			}
		case *ast.CompositeLit:
			if isText(n.Type) {
				texts++
			}
		}
		return true
	})
	if returned > 0 && texts == 0 && (branches == 0 || returned < 2) {
		t.Errorf("%s: says %d sentences and asks %d times for the language, want one in each", f.Name.Name, returned, branches)
	}
}

// words are what stands in quotes in an expression.
func words(e ast.Expr) string {
	var b strings.Builder
	ast.Inspect(e, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			b.WriteString(lit.Value)
		}
		return true
	})
	return b.String()
}

// loud are the sentences that are heard in quiet hours too.
func loud(b *bench) (vi, en int) {
	for _, s := range b.said() {
		switch {
		case !strings.HasPrefix(s.ID, "alarm/"):
		case s.Lang == kiosk.En:
			en++
		default:
			vi++
		}
	}
	return vi, en
}

func TestTheEmergencyStopIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}})
	if vi, en := loud(b); vi != 1 || en != 1 {
		t.Errorf("got %+v, want one alarm in each language", b.said())
	}
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true, BatteryPct: 40}})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	b.send(kiosk.RobotChanged{Robot: kiosk.Robot{State: "estop", EStop: true}})
	if vi, en := loud(b); vi+en != 0 {
		t.Errorf("before an official said go on: got %+v, want no second alarm", b.said())
	}
}

// An evacuation is ordered by the ward: it is said in both languages at any
// hour, and shown until it is withdrawn.
func TestAnEvacuation(t *testing.T) {
	t.Parallel()
	b := newVisit(t)
	text := kiosk.Text{Vi: "Có cháy ở tầng hai. Xin mời mọi người ra cửa chính.", En: "Fire on the second floor. Please leave by the main door."}
	b.send(kiosk.WardAnnounce{
		Order: b.order("e1"), ID: "evacuation", Text: text, Priority: "emergency",
	})
	if vi, en := loud(b); vi != 1 || en != 1 {
		t.Errorf("got %+v, want one alarm in each language", b.said())
	}
	b.screen(kiosk.ScreenEmergency)
	b.quiet(2 * time.Hour)
	b.screen(kiosk.ScreenEmergency)
	if v := b.m.View(); v.Alarm != text {
		t.Errorf("shows %+v, want the order's words", v.Alarm)
	}
	b.send(kiosk.WardWithdraw{Order: b.order("e2"), ID: "evacuation"})
	if v := b.m.View(); v.Screen == kiosk.ScreenEmergency {
		t.Error("still shows it, want it taken down")
	}
}

// Who asks for a person about the procedure at hand gets the official who is
// responsible for it, and she learns what was asked last.
func TestAPersonForTheProcedureAtHand(t *testing.T) {
	t.Parallel()
	person := assist.Understanding{Kind: assist.Staff, Talk: assist.TalkPerson}
	fee := wants(assist.Direct, "1")
	fee.Needs[0].Candidates[0].Group = "g"
	fee.Question = assist.QuestionFee
	for _, tc := range []struct {
		name  string
		first assist.Understanding
		then  assist.Understanding
		want  kiosk.Help
	}{
		{"after its fee", fee, person, kiosk.Help{Procedure: "1", Group: "g", Topic: kiosk.TopicFee}},
		{"with a question", wants(assist.Direct, "1"), asking(person, assist.QuestionPapers), kiosk.Help{Procedure: "1", Topic: kiosk.TopicPapers}},
		{"about nothing", wants(assist.Choose, "1", "2"), person, kiosk.Help{}},
		{"an emergency", fee, assist.Understanding{Kind: assist.Staff, Talk: assist.TalkEmergency}, kiosk.Help{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newVisit(t)
			b.open(kiosk.Spot{Screen: kiosk.ScreenSearch})
			b.send(kiosk.Asked{From: kiosk.ScreenSearch, Meant: tc.first})
			b.send(kiosk.Asked{From: b.m.View().Screen, Meant: tc.then})
			b.screen(kiosk.ScreenHelp)
			h := b.m.Help
			if h == nil || h.Procedure != tc.want.Procedure || h.Group != tc.want.Group || h.Topic != tc.want.Topic {
				t.Errorf("got the call %+v, want %+v", h, tc.want)
			}
		})
	}
}
