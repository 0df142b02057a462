package report_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

func wardKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

// core is a real core whose commits go into the outbox.
type core struct {
	t      *testing.T
	outbox *outbox
	mu     sync.Mutex
	model  kiosk.Model
	taken  int // messages of the ward
}

func newCore(t *testing.T, o *outbox) *core {
	t.Helper()
	c := &core{t: t, outbox: o, model: kiosk.New()}
	c.update(kiosk.Started{Boot: "b", Setup: walkSetup()})
	c.update(kiosk.RobotChanged{Robot: kiosk.Robot{State: "idle"}})
	return c
}

func (c *core) update(msg kiosk.Msg) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next, effects := c.model.Update(time.Now(), msg)
	c.model = next
	for _, e := range effects {
		if p, ok := e.(kiosk.Publish); ok {
			kind, body, err := report.Encode(p.Event)
			if err != nil {
				c.t.Error(err)
				continue
			}
			c.outbox.add(kind, body)
		}
	}
}

func (c *core) obey(_ context.Context, msg kiosk.Msg) error {
	c.update(msg)
	c.mu.Lock()
	c.taken++
	c.mu.Unlock()
	return nil
}

func (c *core) view() kiosk.View {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.model.View()
}

// results are the answers in the outbox.
func (c *core) results() []string {
	c.outbox.mu.Lock()
	defer c.outbox.mu.Unlock()
	var out []string
	for _, r := range c.outbox.records {
		var result schema.Result
		if r.Kind == string(schema.KindResult) && json.Unmarshal(r.Body, &result) == nil {
			out = append(out, strings.TrimSuffix(string(result.State)+"/"+string(result.Reason), "/"))
		}
	}
	return out
}

func obeying(c *core, clock schema.Clock) func(*report.Options) {
	return func(o *report.Options) {
		o.Keys = []ed25519.PublicKey{wardKey(1).Public().(ed25519.PublicKey)}
		o.Obey = c.obey
		o.Settings = func() kiosk.SettingsAnswer { return c.view().Settings }
		o.OrderClock = func() schema.Clock { return clock }
		o.Status = func() schema.Status { return report.StatusOf(c.view()) }
		o.StatusEvery = time.Hour
	}
}

func commandAt(at time.Time, o schema.Order) schema.Command {
	at = at.UTC().Truncate(time.Millisecond)
	return schema.Command{ID: uuid.Must(uuid.NewV7()).String(), Issued: at, Expires: at.Add(30 * time.Second), Order: o}
}

// TestCommands sends good and bad commands over a real broker to a real core.
func TestCommands(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	reporter(t, url, o, obeying(c, schema.ClockNTP))
	w.receipt("e1", 0)
	eventually(t, "the robot is there", func() bool { return w.last(schema.ChannelStatus) != "" })
	here := schema.Topic{Commune: "00070", Robot: "kb-01"}
	signed := func(seed byte, to schema.Topic, cmd schema.Command) (string, []byte) {
		topic, data, err := schema.SignCommand(wardKey(seed), to, cmd)
		if err != nil {
			t.Fatal(err)
		}
		return topic.String(), data
	}
	other := here
	other.Robot = "kb-02"
	_, forged := signed(2, here, commandAt(time.Now(), schema.Goto{Place: "door-3"}))
	_, another := signed(1, other, commandAt(time.Now(), schema.Goto{Place: "door-3"}))
	retained, kept := signed(1, here, commandAt(time.Now(), schema.Goto{Place: "door-3"}))
	topic, good := signed(1, here, commandAt(time.Now(), schema.Goto{Place: "door-3"}))
	_, expired := signed(1, here, commandAt(time.Now().Add(-31*time.Second), schema.Goto{Place: "door-1"}))
	for _, data := range [][]byte{forged, another, []byte("{}"), nil, bytes.Repeat([]byte("a"), schema.MaxBytes+1), good, good, expired, expired} {
		w.client.Publish(topic, 1, false, data).Wait()
	}
	want := []string{"accepted", "expired"}
	eventually(t, "the answers", func() bool { return len(c.results()) >= len(want) })
	w.client.Publish(retained, 1, true, kept).Wait()
	last, report := signed(1, here, commandAt(time.Now(), schema.Report{}))
	before := w.count(schema.ChannelStatus)
	w.client.Publish(last, 1, false, report).Wait()
	eventually(t, "the status that was asked for", func() bool { return w.count(schema.ChannelStatus) > before })
	// A retained message comes as a plain one to those who are there: it is one
	// command more, and the robot is on its way already.
	want = append(want, "rejected/robot-unavailable", "done")
	eventually(t, "the last answer", func() bool { return slices.Equal(c.results(), want) })
	if e := c.model.Errand; e == nil || e.Mission.To != "door-3" {
		t.Errorf("got the errand %+v, want one to door-3", e)
	}
	eventually(t, "results at the ward", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		n := 0
		for channel, all := range w.heard {
			if _, isResult := schema.Channel(channel).Result(); isResult {
				n += len(all)
			}
		}
		return n >= len(want)
	})
}

// TestCommandsOfAnUnsetClock are refused, and the robot says why.
func TestCommandsOfAnUnsetClock(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	reporter(t, url, o, obeying(c, schema.ClockUnset))
	eventually(t, "the robot is there", func() bool { return w.last(schema.ChannelStatus) != "" })
	topic, data, err := schema.SignCommand(wardKey(1), schema.Topic{Commune: "00070", Robot: "kb-01"},
		commandAt(time.Now(), schema.Announce{Announcement: "a", Text: schema.Label{Vi: "x"}, Priority: "normal"}))
	if err != nil {
		t.Fatal(err)
	}
	w.client.Publish(topic.String(), 1, false, data).Wait()
	eventually(t, "the answer", func() bool { return slices.Equal(c.results(), []string{"rejected/clock-unset"}) })
	if n := len(c.view().Bulletins); n != 0 {
		t.Errorf("%d announcements are shown, want none", n)
	}
}

// TestSettings: retained settings reach a robot that comes later, and it says
// what became of them.
func TestSettings(t *testing.T) {
	t.Parallel()
	url := broker(t)
	w := newWard(t, url)
	here := schema.Topic{Commune: "00070", Robot: "kb-01"}
	hours := &schema.Hours{Mon: []schema.Span{{From: 480, To: 720}}, Sun: []schema.Span{{From: 60, To: 120}}}
	texts := []schema.StandingText{{Kind: "announcement", Text: schema.Label{Vi: "Mới."}}, {Kind: "instruction", Text: schema.Label{Vi: "Xem."}}}
	put := func(s schema.Settings) {
		t.Helper()
		topic, data, err := schema.SignSettings(wardKey(1), here, s)
		if err != nil {
			t.Fatal(err)
		}
		w.client.Publish(topic.String(), 1, true, data).Wait()
	}
	put(schema.Settings{Rev: 2, Announcements: &texts, Hours: hours})
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	stop, _ := reporter(t, url, o, obeying(c, schema.ClockUnset)) // settings do not expire
	eventually(t, "the settings are applied", func() bool {
		return w.last(schema.ChannelReported) == `{"v":1,"rev":2,"state":"applied"}`
	})
	v := c.view()
	if len(v.Announcements) != 1 || len(v.Instructions) != 1 {
		t.Errorf("got %v and %v, want the ward's", v.Announcements, v.Instructions)
	}
	week := c.model.Setup.Rules.Hours
	if len(week[0]) != 1 || week[0][0].From != time.Hour || len(week[1]) != 1 || week[1][0].To != 12*time.Hour {
		t.Errorf("got the hours %v, want Sunday first and Monday after it", week)
	}
	put(schema.Settings{Rev: 3, TimeZone: new("Asia/Tokyo"), DayReset: new("05:00")})
	eventually(t, "what needs a restart is refused", func() bool {
		return w.last(schema.ChannelReported) == `{"v":1,"rev":3,"state":"rejected","error":"needs-restart","field":"time_zone"}`
	})
	before := w.count(schema.ChannelReported)
	stop()
	reporter(t, url, o, obeying(c, schema.ClockUnset))
	eventually(t, "it says so on the next connection", func() bool { return w.count(schema.ChannelReported) > before })
}
