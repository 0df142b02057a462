package broker_test

import (
	"strings"
	"testing"
	"time"

	"tiepdan/ward/pki"
)

// TestTopics: a robot writes what it says below its own topic and reads what it
// is told, and that is all.
func TestTopics(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	one := g.mustConnect(g.robot(g.ca, "kb-01"), "kb-cua-nam-kb-01")
	two := g.mustConnect(g.robot(g.ca, "kb-02"), "kb-cua-nam-kb-02")
	const own, other = "kb/v1/cua-nam/kb-01/", "kb/v1/cua-nam/kb-02/"
	ward.Publish(other+"cfg/desired", 1, true, "secret").WaitTimeout(patience)
	ward.wantRetained(t, "kb/v1/#", other+"cfg/desired secret")
	for filter, want := range map[string]byte{
		own + "ack/evt": 1, own + "cmd/+": 1, own + "cfg/desired": 1, own + "upd/desired": 1,
		other + "ack/evt": 0x80, other + "cmd/+": 0x80, other + "cfg/desired": 0x80, own + "#": 0x80, own + "evt/+": 0x80,
		"kb/v1/+/+/cmd/+": 0x80, "kb/#": 0x80, "#": 0x80, "+/+/+/+/+/+": 0x80, "$MQTT/#": 0x80, "$MQTT/sub/#": 0x80, "$JS/#": 0x80, "+/sub/#": 0x80,
		"$SYS/#": 0x80,
	} {
		if code := one.subscribe(t, filter); code != want {
			t.Errorf("robot kb-01 subscribes to %s: got %x, want %x", filter, code, want)
		}
	}
	for _, channel := range []string{"state", "info", "tlm/status", "tlm/line", "evt/rating", "res/1", "cfg/reported", "upd/reported"} {
		one.publish(own+channel, "yes")
		ward.want(t, own+channel+" yes")
	}
	two.subscribe(t, other+"cmd/+")
	for _, topic := range []string{
		other + "evt/rating", other + "state", other + "cmd/goto", own + "cmd/goto", own + "ack/evt", other + "ack/evt", own + "evt",
		own + "evt/rating/x", own + "secret", "kb/v1/cua-nam/evt/rating", "$JS/API/STREAM/DELETE/$MQTT_msgs", "$MQTT/msgs/kb/v1/cua-nam/kb-02/evt/rating",
		"$MQTT/sess/x", "x",
	} {
		one.publish(topic, "forged")
	}
	for _, channel := range []string{"evt/rating", "state"} {
		ward.publish(own+channel, "forged") // wardd answers, it does not speak for robots
	}
	ward.publish(own+"cmd/goto", "told")
	one.want(t, own+"cmd/goto told")
	ward.publish(other+"cmd/goto", "told")
	two.want(t, other+"cmd/goto told")
	time.Sleep(300 * time.Millisecond) // for what must not come
	for name, p := range map[string]*peer{"ward": ward, "kb-01": one, "kb-02": two} {
		for len(p.got) > 0 {
			if m := <-p.got; !strings.HasSuffix(m, " told") {
				t.Errorf("%s got %q, want nothing more", name, m)
			}
		}
		if !p.IsConnected() {
			t.Errorf("%s is not connected any more", name)
		}
	}
}

// TestWillOfAnother: a last will goes nowhere that its robot could not write to.
func TestWillOfAnother(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	ward.subscribe(t, "kb/v1/#")
	secure := g.robot(g.ca, "kb-01")
	for _, topic := range []string{"kb/v1/cua-nam/kb-02/state", "kb/v1/cua-nam/kb-01/state"} {
		if err := g.dieWith(t.Context(), secure, "kb-cua-nam-kb-01", topic); err != nil && strings.Contains(topic, "kb-01/") {
			t.Fatal(err)
		}
	}
	ward.want(t, "kb/v1/cua-nam/kb-01/state lost") // and not the one before
}

// TestOversize: what is larger than the contract allows ends the connection and
// goes to nobody.
func TestOversize(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	ward := g.mustConnect(g.ours(pki.Ward), "wardd")
	ward.subscribe(t, "kb/v1/+/+/evt/+")
	secure := g.robot(g.ca, "kb-01")
	one := g.mustConnect(secure, "kb-cua-nam-kb-01")
	one.Publish("kb/v1/cua-nam/kb-01/evt/rating", 1, false, make([]byte, 1<<20))
	select {
	case <-one.lost:
	case <-time.After(patience):
		t.Error("the connection lives after a payload of 1 MiB, want it closed")
	}
	one = g.mustConnect(secure, "kb-cua-nam-kb-01")
	one.publish("kb/v1/cua-nam/kb-01/evt/rating", "small")
	ward.want(t, "kb/v1/cua-nam/kb-01/evt/rating small")
}

// wantRetained subscribes until a retained message comes: the server may know of
// it a moment after its acknowledgement only.
func (p *peer) wantRetained(t *testing.T, filter, want string) {
	t.Helper()
	for range 30 {
		if code := p.subscribe(t, filter); code != 1 {
			t.Fatalf("got %x for a subscription to %s, want 1", code, filter)
		}
		select {
		case got := <-p.got:
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			return
		case <-time.After(time.Second):
			p.Unsubscribe(filter).WaitTimeout(patience)
		}
	}
	t.Fatalf("got nothing on %s, want %q", filter, want)
}
