package broker_test

import (
	"testing"
	"time"

	"tiepdan/ward/pki"
)

// TestMosquittoLocal: on the port for wardd, which this machine alone reaches, a
// robot's key can take wardd's name and push it off, but neither its topics nor
// what waits for it.
func TestMosquittoLocal(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	forRobots := o.url
	o.url = o.forWard
	ward := o.mustConnect(o.ours(pki.Ward), "wardd")
	ward.subscribe(t, "kb/v1/#")
	robot := o.as(t, "kb-01", "wardd")
	select {
	case <-ward.lost:
	case <-time.After(patience):
		t.Error("wardd is still there, so the note in docs/ward-setup.md is wrong")
	}
	robot.subscribe(t, "kb/v1/#")
	o.url = forRobots
	two := o.as(t, "kb-02", "kb-cua-nam-kb-02")
	two.subscribe(t, "kb/v1/cua-nam/kb-02/cmd/+")
	two.publish("kb/v1/cua-nam/kb-02/evt/rating", "mine")
	robot.publish("kb/v1/cua-nam/kb-02/cmd/goto", "forged")
	robot.publish("kb/v1/cua-nam/kb-02/evt/rating", "forged")
	time.Sleep(500 * time.Millisecond) // for what must not come
	for name, p := range map[string]*peer{"the robot as wardd": robot, "the other robot": two} {
		if len(p.got) > 0 {
			t.Errorf("%s got %q, want nothing", name, <-p.got)
		}
	}
	o.url = o.forWard
	again := o.mustConnect(o.ours(pki.Ward), "wardd")
	again.subscribe(t, "kb/v1/#")
	two.publish("kb/v1/cua-nam/kb-02/evt/rating", "again")
	again.want(t, "kb/v1/cua-nam/kb-02/evt/rating again")
}
