package main_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// area is one service of the ward that the pages are looked at with.
type area struct {
	code, vi, en string
	doors        []int
	perDay       float64
	unhappy      float64 // share of dissatisfied
}

func areas() []area {
	return []area{
		{"chung-thuc", "Chứng thực", "Certification", []int{1, 2}, 52, 0.03},
		{"ho-tich", "Hộ tịch", "Civil status", []int{3}, 34, 0.02},
		{"cu-tru", "Cư trú – Căn cước", "Residence", []int{4}, 38, 0.05},
		{"bao-tro", "Bảo trợ xã hội – Người có công", "Social support", []int{5}, 17, 0.03},
		{"dat-dai", "Đất đai – Xây dựng", "Land and building", []int{6}, 24, 0.16},
		{"kinh-te", "Kinh doanh – Thuế", "Business and tax", []int{6}, 3, 0.05},
	}
}

// history writes a month of a ward's events into its database, as if a robot
// had reported them, with a gap that a robot lost.
type history struct {
	t     *testing.T
	store *store.Store
	rand  *rand.Rand
	zone  *time.Location
	seq   uint64
	items []store.Item
}

func newHistory(t *testing.T, w *wardd) *history {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	w.start() // it makes the folder
	w.stop()
	s, err := store.Open(t.Context(), store.Options{File: filepath.Join(w.dir, "state", "ward.db"), Location: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &history{t: t, store: s, rand: rand.New(rand.NewPCG(1, 2)), zone: zone}
}

// days writes the days before today, weekends with less or nothing.
func (h *history) days(n int) {
	h.t.Helper()
	now := time.Now().In(h.zone)
	for back := n; back >= 1; back-- {
		day := now.AddDate(0, 0, -back)
		switch {
		case day.Weekday() == time.Sunday:
		case day.Weekday() == time.Saturday:
			h.day(day, 0.25)
		case back == 9:
			h.seq += 140 // the robot's disk was replaced
			h.day(day, 0.5)
		default:
			h.day(day, 1)
		}
	}
	h.commit()
}

func (h *history) day(day time.Time, share float64) {
	h.t.Helper()
	for _, a := range areas() {
		for range int(a.perDay * share * (0.85 + 0.3*h.rand.Float64())) {
			hour := []int{8, 8, 9, 9, 9, 10, 10, 11, 13, 14, 14, 15, 15, 16}[h.rand.IntN(14)]
			at := time.Date(day.Year(), day.Month(), day.Day(), hour, h.rand.IntN(60), h.rand.IntN(60), 0, h.zone)
			h.visit(at, a, a.doors[h.rand.IntN(len(a.doors))])
		}
	}
}

func (h *history) visit(at time.Time, a area, door int) {
	busy := 1.0
	if at.Hour() == 9 || at.Hour() == 14 {
		busy = 1.8
	}
	wait, serve := int(busy*h.rand.ExpFloat64()*420), 90+int(h.rand.ExpFloat64()*340)
	if h.rand.Float64() < 0.04 {
		h.add(at, schema.Visit{Service: a.code, Door: door, Outcome: "no-show", WaitS: &wait})
		return
	}
	h.add(at, schema.Visit{Service: a.code, Door: door, Outcome: "closed", WaitS: &wait, ServeS: &serve, Priority: h.rand.Float64() < 0.08})
	if h.rand.Float64() > 0.58 {
		return
	}
	face, roll := "very-satisfied", h.rand.Float64()
	unhappy := a.unhappy + float64(wait)/3600*0.35
	switch {
	case roll < unhappy:
		face = "dissatisfied"
	case roll < unhappy*2+0.04:
		face = "neutral"
	case roll < 0.55:
		face = "satisfied"
	}
	lang := "vi"
	if h.rand.Float64() < 0.03 {
		lang = "en"
	}
	h.add(at.Add(20*time.Second), schema.Rating{Face: face, Source: "ticket", Service: a.code, Door: door, Lang: lang, WaitS: &wait, ServeS: &serve})
	if h.rand.Float64() < 0.1 {
		h.add(at.Add(40*time.Second), schema.Rating{Face: "satisfied", Source: "panel", NoVisit: h.rand.Float64() < 0.3})
	}
}

func (h *history) add(at time.Time, body schema.Body) {
	h.seq++
	e := schema.Event{
		Header: schema.Header{
			V: 1, ID: fmt.Sprintf("01890a5d-ac96-774b-bcce-%012x", h.seq), Epoch: "9f3a1c20", Seq: h.seq, TS: at, Clock: schema.ClockNTP,
		},
		Body: body,
	}
	h.items = append(h.items, store.Item{
		Topic: schema.Topic{Commune: "00070", Robot: "kb-01", Channel: body.Kind().Channel()}, At: at, Payload: []byte("{}"), Event: &e,
	})
	if len(h.items) >= 500 {
		h.commit()
	}
}

func (h *history) commit() {
	h.t.Helper()
	if len(h.items) == 0 {
		return
	}
	if _, err := h.store.Commit(h.t.Context(), h.items); err != nil {
		h.t.Fatal(err)
	}
	h.items = nil
}

// password of all users of the tests.
const userPassword = "mật khẩu của tôi"

func (h *history) user(n office.NewUser) office.Actor {
	h.t.Helper()
	n.Password = userPassword
	users := &office.Users{Store: h.store, Cost: 4}
	u, err := users.Create(h.t.Context(), office.Program(), n, time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	return office.Actor{User: u, From: "10.0.0.7"}
}

// people, norms, cases of a ward that is in use.
func (h *history) office() {
	h.t.Helper()
	lead := h.user(office.NewUser{Name: "lan", Title: "Nguyễn Thị Lan, Phó Chủ tịch", Role: office.Leader})
	land := h.user(office.NewUser{Name: "minh", Title: "Trần Văn Minh, Địa chính", Role: office.Officer, Doors: []int{6}, Services: []string{"dat-dai", "kinh-te"}})
	h.user(office.NewUser{Name: "ky-thuat", Title: "Kỹ thuật", Role: office.Technician})
	options := &office.Options{Store: h.store}
	if err := options.SetNorms(h.t.Context(), lead, office.Norms{WaitMin: 15, ServeMin: 20}, time.Now()); err != nil {
		h.t.Fatal(err)
	}
	cases := &office.Cases{Store: h.store}
	now := time.Now().In(h.zone)
	for i, f := range []office.Feedback{
		{Topic: "wait", Service: "dat-dai", Text: "Tôi chờ gần một giờ ở cửa 6 mà không có thông báo gì. Mong có thêm người tiếp vào buổi sáng."},
		{Topic: "praise", Text: "Cô hướng dẫn ở cửa 3 rất tận tình, cảm ơn phường."},
		{Topic: "place", Text: "Khu vực chờ thiếu ghế cho người già vào sáng thứ hai."},
		{Topic: "robot", Text: "Robot nói hơi nhỏ, tôi nghe không rõ.", Lang: "vi"},
		{Topic: "papers", Service: "chung-thuc", Text: "Xin ghi rõ cần bản chính hay bản sao để khỏi phải đi lại hai lần."},
	} {
		f.Lang = "vi"
		token, _, err := cases.Open(h.t.Context(), f, now.Add(-time.Duration(5-i)*26*time.Hour))
		if err != nil {
			h.t.Fatal(err)
		}
		c, _, err := cases.Find(h.t.Context(), token)
		if err != nil {
			h.t.Fatal(err)
		}
		if i == 1 || i == 2 {
			if err := cases.Answer(h.t.Context(), lead, c.ID, "Cảm ơn quý khách. Phường đã bố trí thêm 12 ghế ở khu vực chờ từ chiều nay.", c.Opened.Add(2*time.Hour)); err != nil {
				h.t.Fatal(err)
			}
		}
		if i == 0 {
			if err := cases.Take(h.t.Context(), land, c.ID, c.Opened.Add(time.Hour)); err != nil {
				h.t.Fatal(err)
			}
			if err := cases.Write(h.t.Context(), land, c.ID, "Đã xem lại lịch trực: sáng thứ hai chỉ có một người.", c.Opened.Add(90*time.Minute)); err != nil {
				h.t.Fatal(err)
			}
		}
	}
}

// robots tells the ward what two robots say of themselves, over MQTT.
func (h *history) robots(broker string) mqtt.Client {
	h.t.Helper()
	client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + broker).SetClientID("robots").SetAutoReconnect(false))
	if t := client.Connect(); !t.WaitTimeout(patience) || t.Error() != nil {
		h.t.Fatalf("cannot connect: %v", t.Error())
	}
	h.t.Cleanup(func() { client.Disconnect(100) })
	for i, name := range []string{"kb-01", "kb-02"} {
		say(h.t, client, name, "state", schema.State{V: 1, State: schema.LinkOnline, Boot: "b"})
		say(h.t, client, name, "tlm/status", h.status(i))
	}
	return client
}

func (h *history) status(i int) schema.Status {
	now := time.Now().In(h.zone).Truncate(time.Second)
	s := schema.Status{V: 1, TS: now, Clock: schema.ClockNTP, Boot: "b", Printer: schema.PrinterStatus{Link: true, Paper: "ok"}, Outbox: schema.OutboxStatus{Epoch: "9f3a1c20", Sent: h.seq, Delivered: h.seq}}
	s.Base = &schema.BaseStatus{State: "idle", BatteryPct: 82, XM: 4.2, YM: 1.7, HeadingRad: 1.2, Place: "home"}
	if i == 1 {
		s.Base = &schema.BaseStatus{State: "driving", BatteryPct: 34, XM: 8.4, YM: 7.9, HeadingRad: 0.5}
		s.Mission = &schema.MissionStatus{Kind: "lead", Phase: "leading", Door: 4, Place: "door-4"}
		s.Printer = schema.PrinterStatus{Link: true, Paper: "near-end", Left: &schema.Left{Tickets: 40, Measured: true}}
		s.Parts = []schema.PartStatus{{Part: "voice", Detail: "speechd: exit status 2", Since: now}}
		s.Outbox = schema.OutboxStatus{}
		return s
	}
	for n, a := range areas() {
		s.Services = append(s.Services, schema.ServiceStatus{
			Service: a.code, Label: schema.Label{Vi: a.vi, En: a.en}, Waiting: (n*7 + 3) % 9, Wait: &schema.Minutes{Low: 4 + n, High: 11 + 2*n},
		})
	}
	for door := 1; door <= 6; door++ {
		d := schema.DoorStatus{Door: door, Label: schema.Label{Vi: fmt.Sprintf("Cửa %d", door), En: fmt.Sprintf("Door %d", door)}, Waiting: door % 4}
		if door != 5 {
			since := now.Add(-time.Duration(door*3) * time.Minute)
			d.Serving, d.Since = fmt.Sprintf("%c0%d", 'A'+door%3, 10+door), &since
		}
		s.Doors = append(s.Doors, d)
	}
	return s
}

func say[M schema.State | schema.Info | schema.Status | schema.Floor](t *testing.T, client mqtt.Client, robot, channel string, m M) {
	t.Helper()
	data, err := schema.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	if token := client.Publish("kb/v1/00070/"+robot+"/"+channel, 1, true, data); !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("cannot publish: %v", token.Error())
	}
}
