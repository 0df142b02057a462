package base_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
	"tiepdan/drivers/base/vehicletest"
)

func senseTests() []shared {
	return []shared{
		{"sees and feels", "door-3", base.Options{}, func(p *pair) { // heads north, the door is 1.2 m ahead
			s := p.link.State()
			south, west, east := s.SectorsM[base.Sectors/2], s.SectorsM[base.Sectors/4], s.SectorsM[3*base.Sectors/4]
			// The seats are 3.7 m behind; nothing stands at the sides within 6 m.
			if south < 3.6 || south > 3.8 || !math.IsInf(float64(west), 1) || !math.IsInf(float64(east), 1) {
				p.t.Errorf("got south %.2f, west %.2f, east %.2f", south, west, east)
			}
			// The door's walls: 1.2 m to the north, from 0.45 m on to each side.
			left, right := s.SectorsM[6], s.SectorsM[base.Sectors-6]
			if left < 1.2 || left > 1.6 || right < 1.2 || right > 1.6 {
				p.t.Errorf("got %.2f and %.2f m at 30°, want 1.4", left, right)
			}
			p.base.SetBlocked(true)
			p.wait("somebody ahead", func(s base.State) bool { return s.SectorsM[0] == 0.5 })
			p.base.SetBumpers(2)
			p.wait("the bumper", func(s base.State) bool { return s.Bumpers == 2 })
			p.base.SetBumpers(0)
			p.wait("its release", func(s base.State) bool { return s.Bumpers == 0 })
			p.base.SetBattery(7)
			p.wait("the battery", func(s base.State) bool { return s.BatteryPct == 7 })
			p.base.SetSick(common.MAV_SYS_STATUS_SENSOR_LASER_POSITION)
			p.wait("the sick part", func(s base.State) bool { return slices.Equal(s.Faults, []string{"lidar not healthy"}) })
			p.base.SetSick(0)
			p.wait("its recovery", func(s base.State) bool { return len(s.Faults) == 0 })
		}},
		{"finds itself", "door-3", base.Options{}, func(p *pair) {
			p.base.SetLocalised(false)
			p.wait("no position", func(s base.State) bool { return !s.Localised && s.PoseSigmaM > 1 })
			if err := p.link.Relocalise(p.ctx, base.Pose{XM: 2, YM: 2}, 0.5); err != nil {
				p.t.Fatalf("Relocalise: %v", err)
			}
			time.Sleep(500 * time.Millisecond)
			if p.link.State().Localised {
				p.t.Error("the base found itself by a hint that is wrong")
			}
			if err := p.link.Relocalise(p.ctx, base.Pose{XM: 8.3, YM: 11, HeadingRad: 1.5}, 0.5); err != nil {
				p.t.Fatalf("Relocalise: %v", err)
			}
			p.wait("a position", func(s base.State) bool { return s.Localised && s.Resets > 0 && s.PoseSigmaM < 0.1 })
			if err := p.link.Relocalise(p.ctx, base.Pose{XM: 8}, -1); !rejected("MAV_RESULT_DENIED")(err) {
				p.t.Errorf("a negative deviation: got %v", err)
			}
			before := p.link.State()
			p.base.Jump(1.5, 0)
			p.wait("the jump", func(s base.State) bool { return s.Resets == before.Resets+1 && s.Pose.XM > before.Pose.XM+0.7 })
		}},
		{"bears noise", "dock", base.Options{}, func(p *pair) {
			for range 20 {
				p.base.Garbage()
				time.Sleep(25 * time.Millisecond)
			}
			s := p.link.Stats()
			if s.SkippedBytes < 2000 || s.Forged+s.Replayed+s.Unsigned > 0 || !p.link.State().Link {
				p.t.Errorf("got %+v, link %v", s, p.link.State().Link)
			}
		}},
	}
}

func serviceTests() []shared {
	return []shared{
		{"parameters, version, rates, clock", "dock", base.Options{}, func(p *pair) {
			if v, err := p.link.Version(p.ctx); err != nil || v != p.version {
				p.t.Errorf("got %+v, %v, want %+v", v, err, p.version)
			}
			p.setsParameters()
			if err := p.link.SetRate(p.ctx, 330, 50*time.Millisecond); err != nil {
				p.t.Errorf("SetRate: %v", err)
			}
			p.wait("the clocks", func(base.State) bool { return p.link.Clock().Samples > 0 })
			if c := p.link.Clock(); c.RoundTrip > 200*time.Millisecond {
				p.t.Errorf("got %+v", c)
			}
			if s := p.link.Stats(); s.Frames < 30 || s.BadFrames+s.UnknownIDs+s.Unsigned+s.Forged+s.Replayed > 0 {
				p.t.Errorf("got %+v, want good frames only", s)
			}
		}},
		{"the map", "dock", base.Options{}, func(p *pair) {
			p.base.LeaveFileOpen()
			picture, err := p.link.ReadPacked(p.ctx, mapPath, nil)
			if err != nil || !bytes.HasPrefix(picture, []byte("P5\n400 300\n255\n")) || len(picture) != 15+400*300 {
				p.t.Errorf("got %d bytes beginning %.20q (%v), want a picture of 400 by 300", len(picture), picture, err)
			}
			text, err := p.link.ReadFile(p.ctx, "/map/floor.yaml")
			if err != nil || !bytes.Contains(text, []byte("resolution: 0.05\n")) {
				p.t.Errorf("got %q (%v), want the map's description", text, err)
			}
			if _, err := p.link.ReadFile(p.ctx, "/none"); !missing(err) {
				p.t.Errorf("a file that is not there: got %v", err)
			}
		}},
		{"a file over a broken line", "dock", base.Options{}, func(p *pair) {
			content := randomBytes(30_000)
			p.base.SetFile("/f", content)
			plugged, pulled := make(chan error, 1), false
			got, err := p.link.ReadPacked(p.ctx, "/f", func(have, _ int) {
				if have < 15_000 || pulled {
					return
				}
				pulled = true
				go func() {
					p.cuts.Add(1)
					err := p.tty.Unplug()
					time.Sleep(600 * time.Millisecond)
					plugged <- errors.Join(err, p.tty.Plug(p.ctx))
				}()
			})
			if err != nil || !bytes.Equal(got, content) {
				p.t.Errorf("got %d bytes, %v", len(got), err)
			}
			if err := <-plugged; err != nil {
				p.t.Error(err)
			}
		}},
	}
}

// setsParameters reads and changes what both ends have.
func (p *pair) setsParameters() {
	p.t.Helper()
	list, err := p.link.Params(p.ctx)
	for _, want := range []base.Param{
		{Name: "LIDAR_RPM", Type: common.MAV_PARAM_TYPE_UINT16, Value: 600},
		{Name: "ODO_TICKS_PER_M_", Type: common.MAV_PARAM_TYPE_INT32, Value: -100000},
		{Name: "SERIAL_NO", Type: common.MAV_PARAM_TYPE_UINT32, Value: 70001},
	} {
		if err != nil || !slices.Contains(list, want) {
			p.t.Errorf("got %+v, %v, want %+v among them", list, err, want)
		}
	}
	for _, set := range []base.Param{
		{Name: "LIDAR_RPM", Type: common.MAV_PARAM_TYPE_UINT16, Value: 450},
		{Name: "ODO_TICKS_PER_M_", Type: common.MAV_PARAM_TYPE_INT32, Value: 99999},
		{Name: "WP_SPEED", Type: common.MAV_PARAM_TYPE_REAL32, Value: 0.25},
	} {
		if err := p.link.SetParam(p.ctx, set); err != nil {
			p.t.Errorf("SetParam: %v", err)
		}
		if got, err := p.link.Param(p.ctx, set.Name); err != nil || got != set {
			p.t.Errorf("got %+v, %v, want %+v", got, err, set)
		}
	}
	kept := base.Param{Name: "SERIAL_NO", Type: common.MAV_PARAM_TYPE_UINT32, Value: 1}
	if err := p.link.SetParam(p.ctx, kept); !errors.Is(err, base.ErrParamKept) {
		p.t.Errorf("a value that the base keeps: got %v", err)
	}
}

// TestKeysOfAVehicle: without the same key at both ends nobody obeys.
func TestKeysOfAVehicle(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		ours, theirs *base.Key
		agent        func(base.ReadStats) bool
		vehicle      func(damaged, unsigned, forged int) bool
		link         bool
	}{
		{
			"another key", testKey(1), testKey(2), func(s base.ReadStats) bool { return s.Forged > 20 && s.Frames == 0 },
			func(damaged, unsigned, forged int) bool { return damaged+unsigned == 0 && forged > 5 }, false,
		},
		{
			"the vehicle has none", testKey(1), nil, func(s base.ReadStats) bool { return s.Unsigned > 20 && s.Frames == 0 },
			func(damaged, unsigned, forged int) bool { return damaged+unsigned+forged == 0 }, false,
		},
		// Signatures that cannot be checked are skipped; the vehicle obeys nobody.
		{
			"the agent has none", nil, testKey(2), func(s base.ReadStats) bool { return s.Frames > 20 },
			func(damaged, unsigned, forged int) bool { return damaged+forged == 0 && unsigned > 5 }, true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, end{vehicle: true, key: tt.theirs}, "door-3", base.Options{Key: tt.ours})
			within(t, 10*time.Second, "frames", func() bool { return tt.agent(p.link.Stats()) })
			time.Sleep(500 * time.Millisecond)
			if got := p.link.Stats(); !tt.agent(got) || p.link.State().Link != tt.link {
				t.Errorf("the agent got %+v, link %v", got, p.link.State().Link)
			}
			if v, ok := p.base.(*vehicletest.Vehicle); !ok || !tt.vehicle(v.Refused()) {
				t.Errorf("the vehicle refused something else")
			}
			ctx, cancel := context.WithTimeout(p.ctx, time.Second)
			defer cancel()
			if tt.theirs == nil {
				return // it obeys whoever speaks
			}
			if err := p.link.Goto(ctx, p.place("door-2"), 0.6); err == nil {
				t.Error("Goto: got no error")
			}
			if moves := p.base.Moves(); moves > 0 {
				t.Errorf("the vehicle took %d orders to move", moves)
			}
		})
	}
}
