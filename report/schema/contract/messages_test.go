package contract_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"tiepdan/report/schema"
)

const id7 = "01890a5d-ac96-774b-bcce-b302099a8057"

// message is one message of the contract.
type message struct {
	name     string
	channel  schema.Channel
	toRobot  bool
	retained bool
	qos      int
	schema   node
	examples [][]byte
	decode   func([]byte) error
}

func instant() time.Time { return time.Date(2026, 3, 2, 9, 15, 4, 0, time.FixedZone("", 7*3600)) }

func key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func keys() []ed25519.PublicKey { return []ed25519.PublicKey{key().Public().(ed25519.PublicKey)} }

func unit() schema.Topic { return schema.Topic{Commune: "00070", Robot: "kb-01"} }

// messages are all messages of the contract, with their examples.
func messages(t *testing.T, g *generator) []message {
	t.Helper()
	out := []message{
		plain(t, g, "state", schema.ChannelState, 1, schema.State{V: 1, State: schema.LinkOnline, Boot: "b1"}),
		plain(t, g, "info", schema.ChannelInfo, 1, schema.Info{
			V: 1, Model: "kb-1", Version: "v1.2.0", Can: []string{"announce", "goto"}, Schemas: []string{"rating"}, Epoch: "9f3a1c20", First: 1,
		}),
		plain(t, g, "status", schema.ChannelStatus, 0, status()),
		plain(t, g, "line", schema.ChannelLine, 0, line()),
		plain(t, g, "floor", schema.ChannelFloor, 1, floor()),
		plain(t, g, "ack", schema.ChannelAck, 1, schema.Receipt{V: 1, Epoch: "9f3a1c20", Upto: 1842}),
		plain(t, g, "reported", schema.ChannelReported, 1,
			schema.Reported{V: 1, Rev: 17, State: schema.SettingsApplied},
			schema.Reported{V: 1, Rev: 18, State: schema.SettingsRejected, Error: schema.SettingsRestart, Field: "time_zone"}),
		plain(t, g, "update-reported", schema.ChannelUpdated, 1,
			schema.Updated{V: 1, Rev: 3, Status: schema.UpdateRefused, Error: schema.UpdateMissing},
			schema.Updated{V: 1, Rev: 4, Status: schema.UpdateDownloading, Percent: 40},
			schema.Updated{V: 1, Rev: 5, Status: schema.UpdateInstalled, Percent: 100}),
	}
	for i := range out {
		out[i].toRobot = out[i].name == "ack"
	}
	for _, kind := range schema.Kinds() {
		out = append(out, event(t, g, kind))
	}
	for _, verb := range schema.Verbs() {
		out = append(out, command(t, g, verb))
	}
	return append(out, bundle(t, g), desired(t, g), updating(t, g))
}

func plain[M schema.State | schema.Info | schema.Status | schema.Line | schema.Floor | schema.Receipt | schema.Reported | schema.Updated](
	t *testing.T, g *generator, name string, channel schema.Channel, qos int, values ...M,
) message {
	t.Helper()
	m := message{
		name: name, channel: channel, retained: true, qos: qos, schema: g.object(reflect.TypeFor[M]()),
		decode: func(data []byte) error { _, err := schema.Decode[M](data); return err },
	}
	for _, v := range values {
		data, err := schema.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		m.examples = append(m.examples, data)
	}
	return m
}

func bodies() []schema.Body {
	return []schema.Body{
		schema.Rating{Face: "satisfied", Source: "ticket", Service: "ho-tich", Door: 3, Lang: "vi", WaitS: new(610), ServeS: new(420)},
		schema.Rating{Face: "dissatisfied", Source: "panel", Burst: true},
		schema.Call{Number: "A012", Service: "ho-tich", Door: 3, Calls: 1},
		schema.Visit{Service: "dat-dai", Door: 5, Priority: true, Outcome: "no-show", WaitS: new(61), ServeS: new(0)},
		schema.Fault{Part: "printer", Detail: "hết giấy"},
		schema.Reasons{Face: "neutral", Service: "dat-dai", Door: 2, Reasons: []string{"long-wait", "other"}},
		schema.Help{},
		schema.Help{Procedure: "1.001193", Topic: "papers", Lang: "en", Priority: true},
		schema.HelpRaise{Procedure: "1.001193", Topic: "fee", WaitedS: new(120)},
		schema.HelpEnd{Outcome: "helped", Door: 3, AnswerS: new(20), TookS: new(240)},
		schema.HelpEnd{Outcome: "nobody", TookS: new(900)},
		schema.Result{Command: id7, State: schema.ResultDone},
		schema.Result{Command: id7, State: schema.ResultRejected, Reason: schema.ReasonNoRobot},
	}
}

func event(t *testing.T, g *generator, kind schema.Kind) message {
	t.Helper()
	m := message{
		name: string(kind), channel: kind.Channel(), qos: 1,
		decode: func(data []byte) error { _, err := schema.DecodeEvent(kind, data); return err },
	}
	if kind == schema.KindResult {
		m.channel = schema.ResultChannel("{command}")
	}
	for _, b := range bodies() {
		if b.Kind() != kind {
			continue
		}
		m.schema = g.object(reflect.TypeFor[schema.Header](), reflect.TypeOf(b))
		m.examples = append(m.examples, joined(t, b, 1842))
	}
	return m
}

func joined(t *testing.T, b schema.Body, seq uint64) []byte {
	t.Helper()
	body, err := schema.EncodeBody(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := schema.Join(schema.Header{V: 1, ID: id7, Epoch: "9f3a1c20", Seq: seq, TS: instant(), Clock: schema.ClockNTP}, body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func orders() []schema.Order {
	ends := instant().Add(time.Hour)
	return []schema.Order{
		schema.Announce{Announcement: "n1", Text: schema.Label{Vi: "Chiều nay nghỉ lúc 16 giờ.", En: "Closing at 16:00 today."}, Priority: "high", Ends: &ends},
		schema.Announce{Announcement: "n2", Text: schema.Label{Vi: "Có cháy, mời mọi người ra cửa chính."}, Priority: "emergency"},
		schema.Withdraw{Announcement: "n1"},
		schema.Goto{Place: "door-3"},
		schema.Goto{Kind: schema.GotoRound, Place: "morning"},
		schema.Goto{Kind: schema.GotoDock},
		schema.Report{},
		schema.Reply{Called: instant(), Door: 3},
	}
}

// envelope is the schema of a signed message.
func (g *generator) envelope(part node) node {
	for _, name := range []string{"Envelope.v", "Envelope.sig", "Signed.id"} {
		g.used[name] = true
	}
	properties := node{
		"v":      node{"type": "integer"},
		"signed": part,
		"sig": node{
			"type": "string", "pattern": g.limits["Envelope.sig"]["pattern"],
			"description": "Ed25519 signature in base64url without padding, over the bytes of: kb/v1 signed, line feed, topic, line feed, the value of signed as it stands",
		},
	}
	properties["v"].(node)["const"] = schema.Version
	return node{"type": "object", "additionalProperties": false, "properties": properties, "required": []string{"sig", "signed", "v"}}
}

func command(t *testing.T, g *generator, verb schema.Verb) message {
	t.Helper()
	topic := unit().On(verb.Channel())
	m := message{
		name: "cmd-" + string(verb), channel: verb.Channel(), toRobot: true, qos: 1,
		decode: func(data []byte) error { _, err := schema.OpenCommand(keys(), topic, data); return err },
	}
	for _, o := range orders() {
		if o.Verb() != verb {
			continue
		}
		at := node{"type": "string", "format": "date-time"}
		m.schema = g.envelope(node{
			"type": "object", "additionalProperties": false, "required": []string{"body", "expires", "id", "issued"},
			"description": "expires is at most 60 s after issued; id is remembered: a command is carried out once",
			"properties": node{
				"id": node{"type": "string", "pattern": g.limits["Signed.id"]["pattern"]}, "issued": at, "expires": at,
				"body": g.object(reflect.TypeOf(o)),
			},
		})
		_, data, err := schema.SignCommand(key(), unit(), schema.Command{ID: id7, Issued: instant(), Expires: instant().Add(30 * time.Second), Order: o})
		if err != nil {
			t.Fatal(err)
		}
		m.examples = append(m.examples, data)
	}
	return m
}

func desired(t *testing.T, g *generator) message {
	t.Helper()
	topic := unit().On(schema.ChannelDesired)
	m := message{
		name: "desired", channel: schema.ChannelDesired, toRobot: true, retained: true, qos: 1,
		schema: g.envelope(g.object(reflect.TypeFor[schema.Settings]())),
		decode: func(data []byte) error { _, err := schema.OpenSettings(keys(), topic, data); return err },
	}
	for _, s := range []schema.Settings{
		{Rev: 16},
		{
			Rev: 17, Announcements: &[]schema.StandingText{{Kind: "announcement", Text: schema.Label{Vi: "Nghỉ trưa từ 12 giờ."}}},
			Hours: &schema.Hours{Mon: []schema.Span{{From: 480, To: 720}, {From: 810, To: 1020}}, DaysOff: []string{"2026-09-02"}},
			Doors: &[]schema.DoorName{{Door: 3, Name: schema.Label{Vi: "Tư pháp", En: "Justice"}}}, TimeZone: new("Asia/Ho_Chi_Minh"),
		},
	} {
		_, data, err := schema.SignSettings(key(), unit(), s)
		if err != nil {
			t.Fatal(err)
		}
		m.examples = append(m.examples, data)
	}
	return m
}

func status() schema.Status {
	since := instant()
	return schema.Status{
		V: 1, TS: instant(), Clock: schema.ClockNTP, Boot: "b1",
		Services: []schema.ServiceStatus{{Service: "ho-tich", Label: schema.Label{Vi: "Hộ tịch", En: "Civil status"}, Waiting: 4, Wait: &schema.Minutes{Low: 8, High: 15}}},
		Doors:    []schema.DoorStatus{{Door: 3, Label: schema.Label{Vi: "Tư pháp", En: "Justice"}, Serving: "A012", Since: &since, Waiting: 4}},
		Base:     &schema.BaseStatus{State: "idle", BatteryPct: 76, XM: 1.5, YM: -2, HeadingRad: 0.5, Place: "welcome", Reason: "lunch", Staff: "no-progress", Refill: true, Held: true},
		Mission:  &schema.MissionStatus{Kind: "summon", Phase: "driving", Door: 3, Place: "door-3"},
		Printer:  schema.PrinterStatus{Link: true, Paper: "near-end", Left: &schema.Left{Tickets: 40, Measured: true}},
		Parts:    []schema.PartStatus{{Part: "printer", Up: true, Since: instant()}},
		Outbox:   schema.OutboxStatus{Epoch: "9f3a1c20", Sent: 1842, Delivered: 1840},
	}
}

func floor() schema.Floor {
	return schema.Floor{
		V: 1, Hash: "5f1c2a9b",
		Outline: [][][]int{{{0, 0}, {2000, 0}, {2000, 1500}, {0, 1500}}, {{20, 20}, {20, 1480}, {1980, 1480}, {1980, 20}}},
		Places:  []schema.FloorPlace{{Place: "door-3", Kind: schema.PlaceDoor, XCM: 1650, YCM: 1240, Doors: []int{3}}, {Place: "dock", Kind: schema.PlaceDock, XCM: 60, YCM: 80, Doors: []int{}}},
		Zones:   []schema.FloorZone{{Zone: "chairs", Kind: schema.ZoneWaiting, Area: [][]int{{500, 400}, {900, 400}, {900, 800}}}},
		Rounds:  []string{"morning"},
	}
}

func line() schema.Line {
	at := instant()
	return schema.Line{
		V: 1, TS: at, Clock: schema.ClockUnset, Boot: "b1", Ends: &at,
		Services: []schema.LineService{{Service: "ho-tich", Label: schema.Label{Vi: "Hộ tịch"}}},
		Doors:    []schema.LineDoor{{Door: 3, Label: schema.Label{Vi: "Tư pháp"}}},
		Tickets: []schema.LineTicket{
			{Key: schema.TicketKey("a"), Number: "A012", Service: "ho-tich", State: schema.TicketCalled, Doors: []int{3}, Door: 3, Calls: 1, Since: &at},
			{Key: schema.TicketKey("b"), Number: "A013", Service: "ho-tich", State: schema.TicketWaiting, Doors: []int{3}, Ahead: 1, Wait: &schema.Minutes{Low: 3, High: 9}},
		},
	}
}

// value reads an example.
func value(t *testing.T, data []byte) node {
	t.Helper()
	out := node{}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
