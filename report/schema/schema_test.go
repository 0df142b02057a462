package schema_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
)

const id7 = "01890a5d-ac96-774b-bcce-b302099a8057"

func header() schema.Header {
	return schema.Header{
		V: 1, ID: id7, Epoch: "9f3a1c20", Seq: 1842, Clock: schema.ClockNTP,
		TS: time.Date(2026, 3, 2, 9, 15, 4, 250_000_000, time.FixedZone("", 7*3600)),
	}
}

func whole(t *testing.T, b schema.Body) string {
	t.Helper()
	body, err := schema.EncodeBody(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := schema.Join(header(), body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var bodies = []schema.Body{
	schema.Rating{
		Face: "satisfied", Source: "ticket", Service: "justice", Door: 3, Lang: "vi",
		WaitS: new(0), ServeS: new(420),
	},
	schema.Rating{Face: "dissatisfied", Source: "panel", Burst: true},
	schema.Rating{Face: "neutral", Source: "panel", NoVisit: true},
	schema.Call{Number: "A012", Service: "justice", Door: 3, Calls: 2},
	schema.Visit{Service: "land", Door: 5, Priority: true, Outcome: "no-show", WaitS: new(61), ServeS: new(0)},
	schema.Fault{Part: "printer", Detail: "hết giấy"},
	schema.Reasons{Face: "neutral", Service: "land", Door: 2, Reasons: []string{"long-wait", "other"}},
	schema.Help{},
	schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(0), TookS: new(240)},
	schema.HelpEnd{Outcome: "nobody", TookS: new(900)},
	schema.Result{Command: id7, State: schema.ResultRunning},
	schema.Result{Command: id7, State: schema.ResultRejected, Reason: schema.ReasonNoRobot},
}

func TestEventRoundTrip(t *testing.T) {
	t.Parallel()
	for _, body := range bodies {
		data := whole(t, body)
		got, err := schema.DecodeEvent(body.Kind(), []byte(data))
		if err != nil {
			t.Errorf("%s: got error %v, want none", data, err)
			continue
		}
		if !reflect.DeepEqual(got.Body, body) {
			t.Errorf("got body %#v, want %#v", got.Body, body)
		}
		if want := header(); got.ID != want.ID || got.Seq != want.Seq || !got.TS.Equal(want.TS) {
			t.Errorf("got header %+v, want %+v", got.Header, want)
		}
		if !strings.Contains(data, `"ts":"2026-03-02T09:15:04.25+07:00"`) {
			t.Errorf("got %s, want a time with its zone", data)
		}
	}
}

// TestEventRefused changes one thing of a good rating.
func TestEventRefused(t *testing.T) {
	t.Parallel()
	good := whole(t, bodies[0])
	tests := []struct{ name, old, new, want string }{
		{"personal field", `"door":3`, `"door":3,"name":"Nguyễn Văn A"`, `unknown field "name"`},
		{"phone", `"door":3`, `"door":3,"phone":"0900000000"`, "unknown field"},
		{"free text", `"door":3`, `"door":3,"comment":"x"`, "unknown field"},
		{"ticket number", `"door":3`, `"door":3,"number":"A001"`, "unknown field"},
		{"letter case", `"door":3`, `"Door":3`, "lower-case"},
		{"letter that folds to s", `"seq":`, `"ſeq":`, "lower-case"},
		{"given twice", `"door":3`, `"door":3,"door":4`, "twice"},
		{"after the end", `420}`, `420} {}`, "after the object"},
		{"not UTF-8", "justice", "jus\xfftice", "UTF-8"},
		{"other version", `"v":1`, `"v":2`, "v is 2"},
		{"random UUID", "-774b-", "-474b-", "version 7"},
		{"no epoch", `"epoch":"9f3a1c20"`, `"epoch":""`, "epoch is missing"},
		{"no seq", `"seq":1842,`, "", "seq is 0"},
		{"negative seq", `"seq":1842`, `"seq":-1`, "cannot unmarshal"},
		{"no zone", "04.25+07:00", "04.25", "cannot parse"},
		{"year that is 10000 in UTC", "2026-03-02T09:15:04.25+07:00", "9999-12-31T23:59:59-12:00", "ts is in the year 9999"},
		{"year of nobody", "2026-03-02T", "1899-03-02T", "ts is in the year 1899"},
		{"unknown clock", `"clock":"ntp"`, `"clock":"gps"`, "clock is"},
		{"unknown face", `"face":"satisfied"`, `"face":"angry"`, "face is"},
		{"unknown source", `"source":"ticket"`, `"source":"web"`, "source is"},
		{"panel with a door", `"source":"ticket"`, `"source":"panel"`, "no visit"},
		{"no wait", `"wait_s":0,`, "", "wait_s is missing"},
		{"negative time", `"serve_s":420`, `"serve_s":-4`, "serve_s is -4"},
		{"no door", `"door":3,`, "", "door is 0"},
		{"control character", "justice", `jus\u0007tice`, "control character"},
		{"long text", "justice", strings.Repeat("ữ", 65), "65 characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bad := strings.Replace(good, tt.old, tt.new, 1)
			if bad == good {
				t.Fatalf("%q is not in %s", tt.old, good)
			}
			_, err := schema.DecodeEvent(schema.KindRating, []byte(bad))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
	for _, data := range []string{"", "null", "[]", "{", "1", `"x"`, strings.Repeat(`{"a":`, 50), strings.Repeat(" ", schema.MaxBytes+1)} {
		if _, err := schema.DecodeEvent(schema.KindRating, []byte(data)); err == nil {
			t.Errorf("%.20q: got no error, want one", data)
		}
	}
}

func TestSniffHeader(t *testing.T) {
	t.Parallel()
	data := strings.Replace(whole(t, bodies[0]), `"door":3`, `"door":3,"name":"A"`, 1)
	epoch, seq, ok := schema.SniffHeader([]byte(data))
	if epoch != "9f3a1c20" || seq != 1842 || !ok {
		t.Errorf("got %q %d %v, want 9f3a1c20 1842 true", epoch, seq, ok)
	}
	for _, data := range []string{"", "{}", `{"epoch":"a b","seq":1}`, `{"epoch":"a","seq":0}`, `{"epoch":"a","seq":99999999999999999}`} {
		if _, _, ok := schema.SniffHeader([]byte(data)); ok {
			t.Errorf("%s: got a header, want none", data)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", "[]", "1"} {
		if _, err := schema.Join(header(), json.RawMessage(body)); err == nil {
			t.Errorf("%q: got no error, want one", body)
		}
	}
	if got, err := schema.Join(header(), json.RawMessage(" {} ")); err != nil || !json.Valid(got) {
		t.Errorf("got %s, %v, want the header alone", got, err)
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	topic := schema.Topic{Commune: "00070", Robot: "kb-01", Channel: schema.KindRating.Channel()}
	if got, want := topic.String(), "kb/v1/00070/kb-01/evt/rating"; got != want {
		t.Errorf("got topic %s, want %s", got, want)
	}
	back, err := schema.ParseTopic(topic.String())
	if err != nil || back != topic {
		t.Errorf("got %+v, %v, want %+v", back, err, topic)
	}
	if kind, ok := back.Channel.Kind(); kind != schema.KindRating || !ok {
		t.Errorf("got kind %q %v, want rating", kind, ok)
	}
	if _, ok := schema.ChannelState.Kind(); ok {
		t.Error("got a kind for the state channel, want none")
	}
	for _, bad := range []string{"", "kb/v2/a/b/state", "kb/v1/a/b", "kb/v1/a/b/", "kb/v1/a.b/c/state", "kb/v1/a/+/state", "kb/v1//b/state"} {
		if _, err := schema.ParseTopic(bad); err == nil {
			t.Errorf("%s: got no error, want one", bad)
		}
	}
	for _, bad := range []string{"", "a b", "a.b", "a*", "a>", "a/b", "+", "#", "phường", strings.Repeat("x", 65)} {
		if schema.CheckLevel(bad) == nil {
			t.Errorf("level %q: got no error, want one", bad)
		}
	}
}
