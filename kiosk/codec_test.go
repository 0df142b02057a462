package kiosk_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"tiepdan/kiosk"
)

// kinds reads the names of all messages from the source: every type with a
// method msg.
func kinds(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"msg.go", "msg_queue.go", "msg_ward.go", "technician_floor.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "msg" {
				out = append(out, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	if len(out) < 60 {
		t.Fatalf("got %d messages in msg.go, want at least 60", len(out))
	}
	return out
}

// TestEveryMessageSurvivesTheJournal fills every field of every message.
func TestEveryMessageSurvivesTheJournal(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for _, kind := range kinds(t) {
		empty, err := kiosk.Decode(kind, []byte("{}"))
		if err != nil {
			t.Errorf("%s is not in the codec: %v", kind, err)
			continue
		}
		for range 20 {
			v := reflect.New(reflect.TypeOf(empty)).Elem()
			fill(t, r, v)
			msg := v.Interface().(kiosk.Msg)
			got, body, err := kiosk.Encode(msg)
			if err != nil || got != kind {
				t.Fatalf("%s: encoded as %q, %v", kind, got, err)
			}
			back, err := kiosk.Decode(got, body)
			if err != nil || !reflect.DeepEqual(back, msg) {
				t.Fatalf("%s: got %#v, %v, want %#v", kind, back, err, msg)
			}
			m, _ := kiosk.New().Update(start, back) // whatever a journal holds
			_ = m.View()
		}
	}
}

// fill gives a value random content; a kind of field that it does not know
// fails, so that a new one is not forgotten.
func fill(t *testing.T, r *rand.Rand, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"", "ự", "a\"b\\", "<tiếp dân>", strconv.Itoa(r.IntN(9))}[r.IntN(5)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(1e12) - 1e3)
	case reflect.Uint32:
		v.SetUint(uint64(r.Uint32()))
	case reflect.Float64:
		v.SetFloat(r.NormFloat64())
	case reflect.Struct:
		for _, f := range v.Fields() {
			fill(t, r, f)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, r, v.Index(i))
		}
	case reflect.Slice:
		n := r.IntN(3)
		if n == 0 {
			return // nil, as the codec gives it back
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, r, v.Index(i))
		}
	default:
		t.Fatalf("no content for a %s in a message", v.Type())
	}
}

// TestMessagesCarryNoWriting: what a visitor writes or a PIN has no field to
// travel in. Every text of a visitor's or technician's message is a name that
// was on the screen before.
func TestMessagesCarryNoWriting(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"LanguagePicked": {"Lang"}, "ServicePicked": {"Service", "ID", "Token", "Then"}, "ClassPicked": {"Class"}, "CheckInAsked": {"ID", "Token"}, "NumberNoted": {"Ticket"}, "ReprintAsked": {"Ticket"},
		"Dismissed": {"Screen", "Ticket"}, "FollowReady": {"Mission"}, "FacePicked": {"Ticket", "Face"}, "ReasonPicked": {"Ticket", "Reason"},
		"ReasonsSent": {"Ticket"}, "Opened": {"From", "Screen", "Group", "Code"}, "Woken": {"Lang"}, "LooksPicked": {"Text"},
		"PriorityToggled": {}, "SlipAsked": {"Code"}, "PaperTicked": {"Code"}, "Asked": {"From", "Kind", "Needs", "Talk", "Question"}, "Touched": {}, "ListenAsked": {}, "SpeechEnded": {}, "HelpAsked": {}, "HelpDropped": {"Help"}, "TrayAnswered": {"Mission"}, "TrayLeft": {"Mission"},
		"TechnicianEntered": {}, "TechnicianLeft": {}, "TestAsked": {"Part"}, "AskOfficial": {"Procedure", "Group", "Topic"}, "MaintenanceSet": {},
	}
	for kind, want := range allowed {
		msg, err := kiosk.Decode(kind, []byte("{}"))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if got := texts(reflect.TypeOf(msg)); !reflect.DeepEqual(got, append([]string{}, want...)) {
			t.Errorf("%s has the texts %v, want %v: a new one must be no writing of a person", kind, got, want)
		}
	}
}

// texts names the fields of a type that can hold a text.
func texts(t reflect.Type) []string {
	out := []string{}
	for f := range t.Fields() {
		switch f.Type.Kind() {
		case reflect.Struct:
			out = append(out, texts(f.Type)...)
		case reflect.Bool, reflect.Int:
		default:
			out = append(out, f.Name)
		}
	}
	return out
}
