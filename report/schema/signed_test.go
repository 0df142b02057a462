package schema_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
)

var issued = time.Date(2026, 3, 2, 2, 15, 4, 0, time.UTC)

func keyOf(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func publicOf(seeds ...byte) (keys []ed25519.PublicKey) {
	for _, seed := range seeds {
		keys = append(keys, keyOf(seed).Public().(ed25519.PublicKey))
	}
	return keys
}

func robot() schema.Topic { return schema.Topic{Commune: "00070", Robot: "kb-01"} }

func order(o schema.Order) schema.Command {
	return schema.Command{ID: id7, Issued: issued, Expires: issued.Add(30 * time.Second), Order: o}
}

var orders = []schema.Order{
	schema.Announce{Announcement: "a1", Text: schema.Label{Vi: "Nghỉ trưa <12 giờ>.", En: "Lunch & rest."}, Priority: "normal"},
	schema.Announce{Announcement: "a1", Text: schema.Label{Vi: "Cháy!"}, Priority: "emergency", Ends: new(issued.Add(time.Hour))},
	schema.Withdraw{Announcement: "a1"},
	schema.Goto{Place: "door-3"},
	schema.Report{},
	schema.Reply{Called: issued, Door: 3},
}

func TestCommandRoundTrip(t *testing.T) {
	t.Parallel()
	for _, o := range orders {
		topic, data, err := schema.SignCommand(keyOf(1), robot(), order(o))
		if err != nil {
			t.Errorf("%#v: %v", o, err)
			continue
		}
		got, err := schema.OpenCommand(publicOf(2, 1), topic, data)
		if err != nil || !reflect.DeepEqual(got, order(o)) {
			t.Errorf("got %+v, %v, want %+v", got, err, order(o))
		}
	}
}

// TestForged: whatever is changed, no command opens.
func TestForged(t *testing.T) {
	t.Parallel()
	topic, data, err := schema.SignCommand(keyOf(1), robot(), order(schema.Goto{Place: "door-3"}))
	if err != nil {
		t.Fatal(err)
	}
	other := robot()
	other.Robot = "kb-02"
	elsewhere := robot()
	elsewhere.Commune = "00071"
	for _, tc := range []struct {
		name  string
		keys  []ed25519.PublicKey
		topic schema.Topic
		data  string
	}{
		{"another key", publicOf(2), topic, string(data)},
		{"no key", nil, topic, string(data)},
		{"another robot", publicOf(1), other.On(topic.Channel), string(data)},
		{"another commune", publicOf(1), elsewhere.On(topic.Channel), string(data)},
		{"another verb", publicOf(1), topic.On(schema.VerbWithdraw.Channel()), string(data)},
		{"another place", publicOf(1), topic, strings.Replace(string(data), "door-3", "door-4", 1)},
		{"a later expiry", publicOf(1), topic, strings.Replace(string(data), `"expires":"2026`, `"expires":"2027`, 1)},
		{"a signature of nothing", publicOf(1), topic, `{"v":1,"signed":{},"sig":""}`},
		{"no signature", publicOf(1), topic, `{"v":1,"signed":{"id":"` + id7 + `"}}`},
		{"white space inside", publicOf(1), topic, strings.Replace(string(data), `"body":{`, `"body": {`, 1)},
	} {
		if _, err := schema.OpenCommand(tc.keys, tc.topic, []byte(tc.data)); !errors.Is(err, schema.ErrForged) {
			t.Errorf("%s: got %v, want %v", tc.name, err, schema.ErrForged)
		}
	}
}

// TestSignedAndWrong: a good signature does not make a bad message good.
func TestSignedAndWrong(t *testing.T) {
	t.Parallel()
	const good = `{"id":"` + id7 + `","issued":"2026-03-02T02:15:04Z","expires":"2026-03-02T02:15:34Z","body":{"place":"door-3"}}`
	for _, tc := range []struct{ name, part, want string }{
		{"as it should be", good, ""},
		{"a minute and more", strings.Replace(good, "02:15:34Z", "02:16:05Z", 1), "want more than 0 s and at most 1m0s"},
		{"over before it began", strings.Replace(good, "02:15:34Z", "02:15:04Z", 1), "want more than 0 s"},
		{"no name", strings.Replace(good, id7, "", 1), "want a UUID of version 7"},
		{"a personal field", strings.Replace(good, `"place"`, `"phone":"0900","place"`, 1), `unknown field "phone"`},
		{"a field of another's", strings.Replace(good, `"body"`, `"robot":"kb-02","body"`, 1), `unknown field "robot"`},
		{"no body", strings.Replace(good, `{"place":"door-3"}`, `null`, 1), "not a JSON object"},
		{"no place", strings.Replace(good, "door-3", "", 1), "place is missing"},
	} {
		_, err := schema.OpenCommand(publicOf(1), robot().On("cmd/goto"), sign(t, "cmd/goto", tc.part))
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

// sign signs whatever it is given, as docs/contract.md says.
func sign(t *testing.T, channel schema.Channel, part string) []byte {
	t.Helper()
	text := "kb/v1 signed\n" + robot().On(channel).String() + "\n" + part
	sig := base64.RawURLEncoding.EncodeToString(ed25519.Sign(keyOf(1), []byte(text)))
	return []byte(`{"v":1,"signed":` + part + `,"sig":"` + sig + `"}`)
}

func settings() schema.Settings {
	return schema.Settings{
		Rev:           17,
		Announcements: &[]schema.StandingText{{Kind: "announcement", Text: schema.Label{Vi: "Nghỉ trưa."}}},
		Hours:         &schema.Hours{Mon: []schema.Span{{From: 480, To: 720}, {From: 810, To: 1020}}, DaysOff: []string{"2026-09-02"}},
		Doors:         &[]schema.DoorName{{Door: 3, Name: schema.Label{Vi: "Tư pháp", En: "Justice"}}},
		TimeZone:      new("Asia/Ho_Chi_Minh"),
	}
}

func TestSettingsRoundTrip(t *testing.T) {
	t.Parallel()
	none := []schema.StandingText{}
	for _, s := range []schema.Settings{settings(), {Rev: 1}, {Rev: 2, Announcements: &none}} {
		topic, data, err := schema.SignSettings(keyOf(1), robot(), s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := schema.OpenSettings(publicOf(1), topic, data)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("got %+v, %v, want %+v", got, err, s)
		}
		if _, err := schema.OpenSettings(publicOf(2), topic, data); !errors.Is(err, schema.ErrForged) {
			t.Errorf("with another key: got %v, want %v", err, schema.ErrForged)
		}
	}
	for _, bad := range []schema.Settings{
		{},
		{Rev: 1, Hours: &schema.Hours{Tue: []schema.Span{{From: 600, To: 600}}}},
		{Rev: 1, Hours: &schema.Hours{Tue: []schema.Span{{From: 600, To: 700}, {From: 650, To: 710}}}},
		{Rev: 1, Hours: &schema.Hours{DaysOff: []string{"2/9"}}},
		{Rev: 1, Doors: &[]schema.DoorName{{Door: 0}}},
	} {
		if _, _, err := schema.SignSettings(keyOf(1), robot(), bad); err == nil {
			t.Errorf("%+v was signed, want it refused", bad)
		}
	}
}

// FuzzOpenCommand: whatever is signed opens to what is signed again as it was,
// or is refused; and what is not signed never opens.
func FuzzOpenCommand(f *testing.F) {
	for _, o := range orders {
		body, err := json.Marshal(o)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(o.Verb()), string(body))
	}
	f.Fuzz(func(t *testing.T, verb, body string) {
		channel := schema.Verb(verb).Channel()
		part := `{"id":"` + id7 + `","issued":"2026-03-02T02:15:04Z","expires":"2026-03-02T02:15:34Z","body":` + body + `}`
		data := sign(t, channel, part)
		if _, err := schema.OpenCommand(publicOf(2), robot().On(channel), data); err == nil {
			t.Fatal("it opens with another key")
		}
		c, err := schema.OpenCommand(publicOf(1), robot().On(channel), data)
		if err != nil {
			return
		}
		topic, again, err := schema.SignCommand(keyOf(1), robot(), c)
		if err != nil {
			t.Fatalf("what was opened cannot be signed: %v", err)
		}
		if back, err := schema.OpenCommand(publicOf(1), topic, again); err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("got %+v, %v, want %+v", back, err, c)
		}
	})
}

// FuzzUnsigned: no bytes at all open without the key.
func FuzzUnsigned(f *testing.F) {
	_, data, err := schema.SignCommand(keyOf(2), robot(), order(schema.Report{}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := schema.OpenCommand(publicOf(1), robot().On("cmd/report"), data)
		_, err2 := schema.OpenSettings(publicOf(1), robot().On(schema.ChannelDesired), data)
		_, err3 := schema.OpenUpdate(publicOf(1), robot().On(schema.ChannelUpdate), data)
		if err == nil || err2 == nil || err3 == nil {
			t.Fatalf("%q opens", data)
		}
	})
}

// FuzzOpenSettings: settings open to what is signed again as it was.
func FuzzOpenSettings(f *testing.F) {
	f.Add(`{"rev":1,"announcements":[{"kind":"instruction","text":{"vi":"a","en":""}}]}`) // small: the fuzzer minimises what it is given
	f.Add(`{"rev":1,"hours":{"mon":[{"from_min":1,"to_min":2}],"days_off":["2026-09-02"]}}`)
	f.Add(`{"rev":1,"doors":[{"door":3,"name":{"vi":"a","en":""}}],"time_zone":"UTC"}`)
	f.Add(`{"rev":1}`)
	f.Fuzz(func(t *testing.T, part string) {
		s, err := schema.OpenSettings(publicOf(1), robot().On(schema.ChannelDesired), sign(t, schema.ChannelDesired, part))
		if err != nil {
			return
		}
		topic, again, err := schema.SignSettings(keyOf(1), robot(), s)
		if err != nil {
			t.Fatalf("what was opened cannot be signed: %v", err)
		}
		if _, err := schema.OpenSettings(publicOf(1), topic, again); err != nil {
			t.Fatalf("what was signed cannot be opened: %v", err)
		}
	})
}
