package report_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// sniffer is mosquitto_sub on the whole tree.
type sniffer struct {
	mu   sync.Mutex
	seen []sniffed
}

// sniffed is one message as mosquitto_sub saw it.
type sniffed struct {
	topic   schema.Topic
	qos     string
	payload []byte
}

func sniff(t *testing.T, broker string) *sniffer {
	t.Helper()
	u, err := url.Parse(broker)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	sub := exec.CommandContext(ctx, "mosquitto_sub", "-h", u.Hostname(), "-p", u.Port(), "-q", "1", "-t", "kb/v1/#", "-F", "%q %t %p")
	out, err := sub.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sub.Start(); err != nil {
		t.Fatalf("%v: scripts/setup test installs mosquitto-clients", err)
	}
	s := &sniffer{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			parts := strings.SplitN(lines.Text(), " ", 3)
			topic, err := schema.ParseTopic(parts[1])
			if err != nil {
				t.Error(err)
				continue
			}
			s.mu.Lock()
			s.seen = append(s.seen, sniffed{topic, parts[0], []byte(parts[2])})
			s.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		_ = sub.Wait()
	})
	return s
}

func (s *sniffer) all() []sniffed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

func (s *sniffer) has(channel schema.Channel) bool {
	return slices.ContainsFunc(s.all(), func(m sniffed) bool { return m.topic.Channel == channel })
}

// schemaOf names the document of a channel's messages.
func schemaOf(c schema.Channel) string {
	if kind, isEvent := c.Kind(); isEvent {
		return string(kind)
	}
	if verb, isCommand := c.Verb(); isCommand {
		return "cmd-" + string(verb)
	}
	if last, isUpdate := strings.CutPrefix(string(c), "upd/"); isUpdate {
		return "update-" + last
	}
	_, last, found := strings.Cut(string(c), "/")
	if !found || c == schema.ChannelAck {
		last, _, _ = strings.Cut(string(c), "/")
	}
	return last
}

// TestPeers: somebody else's client sees every kind of message on the wire, and
// somebody else's validator takes them all.
func TestPeers(t *testing.T) {
	t.Parallel()
	url := broker(t)
	s := sniff(t, url)
	w := newWard(t, url)
	// Events are sent once: mosquitto_sub must be there before.
	eventually(t, "mosquitto_sub has subscribed", func() bool {
		w.receipt("e1", 0)
		return s.has(schema.ChannelAck)
	})
	o := newOutbox(t, 1, 0)
	c := newCore(t, o)
	at := time.Now()
	reporter(t, url, o, func(options *report.Options) {
		obeying(c, schema.ClockNTP)(options)
		options.Line = func() schema.Line { return report.LineOf(c.view(), time.UTC, 0) }
	})
	c.visit()
	here := schema.Topic{Commune: "00070", Robot: "kb-01"}
	for _, order := range []schema.Order{
		schema.Announce{Announcement: "n", Text: schema.Label{Vi: "Nghỉ <trưa> & chiều."}, Priority: "high", Ends: new(at.Add(time.Hour))},
		schema.Withdraw{Announcement: "n"},
		schema.Goto{Place: "door-3"},
		schema.Report{},
		schema.Reply{Called: at, Door: 3},
	} {
		topic, data, err := schema.SignCommand(wardKey(1), here, commandAt(time.Now(), order))
		if err != nil {
			t.Fatal(err)
		}
		// Sent until mosquitto_sub and the robot have subscribed and seen it.
		eventually(t, "a command is seen: "+string(order.Verb()), func() bool {
			w.client.Publish(topic.String(), 1, false, data).Wait()
			return s.has(topic.Channel)
		})
	}
	topic, data, err := schema.SignSettings(wardKey(1), here, schema.Settings{Rev: 1})
	if err != nil {
		t.Fatal(err)
	}
	w.client.Publish(topic.String(), 1, true, data).Wait()
	if topic, data, err = schema.SignUpdate(wardKey(1), here, updateOf(1)); err != nil {
		t.Fatal(err)
	}
	w.client.Publish(topic.String(), 1, true, data).Wait()
	for range 10 { // a backlog
		c.update(kiosk.LinkChanged{Part: kiosk.PartPanel, Up: true})
		c.update(kiosk.LinkChanged{Part: kiosk.PartPanel, Detail: "cáp"})
	}
	for _, channel := range []schema.Channel{
		schema.ChannelState, schema.ChannelInfo, schema.ChannelStatus, schema.ChannelLine, schema.ChannelAck, schema.ChannelDesired,
		schema.ChannelReported, schema.ChannelUpdate, schema.ChannelUpdated, schema.ChannelBundle, "evt/rating", "evt/call", "evt/visit", "evt/help", "evt/help-end", "evt/fault",
	} {
		eventually(t, "seen on "+string(channel), func() bool { return s.has(channel) })
	}
	eventually(t, "a result", func() bool {
		return slices.ContainsFunc(s.all(), func(m sniffed) bool { _, is := m.topic.Channel.Result(); return is })
	})
	validate(t, s.all())
}

// visit is a whole visit, with a call for help.
func (c *core) visit() {
	for _, msg := range []kiosk.Msg{
		kiosk.ServicePicked{Service: "cert", ID: "v", Token: "t"},
		kiosk.Printed{Job: "v/1"},
		kiosk.CallNext{Door: 1},
		kiosk.LinkChanged{Part: kiosk.PartPanel, Detail: "cáp"},
		kiosk.CloseVisit{Door: 1, Seen: "v"},
		kiosk.FacePicked{Ticket: "v", Face: kiosk.Satisfied},
		kiosk.PanelPressed{Button: 1, Device: "box", Seq: 1},
	} {
		c.update(msg)
	}
	c.mu.Lock()
	screen := c.model.View().Screen
	c.mu.Unlock()
	c.update(kiosk.Dismissed{Screen: screen, Ticket: "v"})
	c.update(kiosk.Opened{From: c.view().Screen, To: kiosk.Spot{Screen: kiosk.ScreenHelp}})
	c.update(kiosk.HelpAsked{})
	c.update(kiosk.HelpDropped{Help: "help/1"})
}

// validate has ajv look at what was seen.
func validate(t *testing.T, all []sniffed) {
	t.Helper()
	var in bytes.Buffer
	for _, m := range all {
		if m.qos != "1" && m.topic.Channel != schema.ChannelStatus && m.topic.Channel != schema.ChannelLine {
			t.Errorf("%s came with QoS %s, want 1", m.topic, m.qos)
		}
		err := json.NewEncoder(&in).Encode(map[string]any{"schema": schemaOf(m.topic.Channel), "data": json.RawMessage(m.payload), "valid": true})
		if err != nil {
			t.Fatalf("%s: %v", m.payload, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // on a busy machine
	defer cancel()
	node := exec.CommandContext(ctx, "node", "../testpeers/contract.js", "schema/contract")
	node.Stdin = &in
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\nscripts/setup test installs what is missing", err, out)
	}
	t.Logf("%s", out)
}
