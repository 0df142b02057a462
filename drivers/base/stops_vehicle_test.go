package base_test

import (
	"errors"
	"time"

	"tiepdan/drivers/base"
)

func stopTests() []shared {
	return []shared{
		{"holds on the way", "door-3", base.Options{}, func(p *pair) {
			ended := p.begin(p.place("welcome"))
			if err := p.link.Hold(p.ctx); err != nil {
				p.t.Fatalf("Hold: %v", err)
			}
			if err := <-ended; !errors.Is(err, base.ErrSuperseded) {
				p.t.Errorf("Goto: got %v, want ErrSuperseded", err)
			}
			p.wait("the mode", func(s base.State) bool { return s.Mode == base.ModeHold })
			p.stays()
		}},
		{"stops by the button", "door-3", base.Options{}, stopsByTheButton},
		{"stops when unplugged", "door-3", base.Options{}, stopsUnplugged},
		{"stops when nobody hears it", "door-3", base.Options{}, func(p *pair) {
			ended := p.begin(p.place("welcome"))
			p.mute()
			if err := <-ended; !errors.Is(err, base.ErrLinkLost) {
				p.t.Errorf("Goto: got %v, want ErrLinkLost", err)
			}
			moves := p.base.Moves()
			if err := p.link.Goto(p.ctx, p.place("welcome"), 0.6); !errors.Is(err, base.ErrLinkLost) {
				p.t.Errorf("Goto without a link: got %v, want ErrLinkLost", err)
			}
			if err := p.link.Dock(p.ctx); !errors.Is(err, base.ErrLinkLost) {
				p.t.Errorf("Dock without a link: got %v, want ErrLinkLost", err)
			}
			time.Sleep(300 * time.Millisecond)
			if after := p.base.Moves(); after != moves {
				p.t.Errorf("got %d motion frames without a link", after-moves)
			}
			p.base.SetMute(false)
			p.wait("the link", func(s base.State) bool { return s.Link })
		}},
		{"stops by a fault", "door-3", base.Options{}, func(p *pair) {
			ended := p.begin(p.place("welcome"))
			p.base.SetFault("wheel stuck")
			if err := <-ended; !rejected("MAV_RESULT_FAILED")(err) {
				p.t.Errorf("Goto: got %v", err)
			}
			p.wait("the fault", func(s base.State) bool { return len(s.Faults) == 1 && s.Faults[0] == "wheel stuck" })
			p.stays()
			if err := p.link.Goto(p.ctx, p.place("welcome"), 0.6); !rejected("MAV_RESULT_TEMPORARILY_REJECTED")(err) {
				p.t.Errorf("Goto with a fault: got %v", err)
			}
			p.base.SetFault("")
			p.wait("its end", func(s base.State) bool { return len(s.Faults) == 0 })
		}},
	}
}

func stopsByTheButton(p *pair) {
	ended := p.begin(p.place("welcome"))
	pressed := time.Now()
	p.base.PressEStop()
	if err := <-ended; err == nil {
		p.t.Error("Goto: got no error after the e-stop")
	}
	p.wait("the e-stop", func(s base.State) bool { return s.EStop && s.EStops == 1 })
	p.t.Logf("seen after %v", time.Since(pressed))
	moves := p.base.Moves()
	if err := p.link.Goto(p.ctx, p.place("welcome"), 0.6); !errors.Is(err, base.ErrEStop) {
		p.t.Errorf("Goto: got %v, want ErrEStop", err)
	}
	if err := p.link.Dock(p.ctx); !errors.Is(err, base.ErrEStop) {
		p.t.Errorf("Dock: got %v, want ErrEStop", err)
	}
	if err := p.link.Drive(p.ctx, nil); !errors.Is(err, base.ErrEStop) {
		p.t.Errorf("Drive: got %v, want ErrEStop", err)
	}
	if after := p.base.Moves(); after != moves {
		p.t.Errorf("got %d motion frames in the e-stop", after-moves)
	}
	p.base.ReleaseEStop()
	p.wait("the release", func(s base.State) bool { return !s.EStop })
	p.stays()
	p.base.PressEStop()
	p.base.ReleaseEStop()
	p.wait("a short press to be counted", func(s base.State) bool { return s.EStops == 2 && !s.EStop })
	if err := p.goTo(p.place("door-2"), 0.6); err != nil {
		p.t.Errorf("Goto after the release: %v", err)
	}
}

func stopsUnplugged(p *pair) {
	ended := p.begin(p.place("welcome"))
	p.unplug()
	cut := time.Now()
	if err := <-ended; !errors.Is(err, base.ErrLinkLost) {
		p.t.Errorf("Goto: got %v, want ErrLinkLost", err)
	}
	p.t.Logf("lost after %v", time.Since(cut))
	p.stays()
	for range 3 {
		if err := p.tty.Plug(p.ctx); err != nil {
			p.t.Fatalf("Plug: %v", err)
		}
		back := p.wait("the link", func(s base.State) bool { return s.Link })
		p.t.Logf("back after %v", back)
		if err := p.link.Hold(p.ctx); err != nil {
			p.t.Errorf("Hold: %v", err)
		}
		p.unplug()
		p.wait("the loss", func(s base.State) bool { return !s.Link })
	}
	if err := p.tty.Plug(p.ctx); err != nil {
		p.t.Fatalf("Plug: %v", err)
	}
	p.wait("a position", func(s base.State) bool { return s.Link && s.Localised && !s.EStop })
	if err := p.goTo(p.place("door-3"), 0.6); err != nil {
		p.t.Errorf("Goto after all that: %v", err)
	}
}

func dockTests() []shared {
	return []shared{
		{"docks", "door-6", base.Options{}, func(p *pair) {
			p.base.SetBattery(9)
			p.wait("the battery", func(s base.State) bool { return s.BatteryPct == 9 && !s.Charging })
			if err := p.surely(func() error { return p.link.Dock(p.ctx) }); err != nil {
				p.t.Fatalf("Dock: %v", err)
			}
			if s := p.link.State(); !s.Charging || !s.Docked {
				p.t.Errorf("got %+v, want charging and docked", s)
			}
			if err := p.surely(func() error { return p.link.Dock(p.ctx) }); err != nil {
				p.t.Errorf("Dock while charging: %v", err)
			}
			if err := p.goTo(base.Pose{XM: 18, YM: 5}, 0.6); err != nil {
				p.t.Fatalf("Goto from the dock: %v", err)
			}
			p.wait("undocking", func(s base.State) bool { return !s.Docked && !s.Charging })
		}},
		{"docks at the third try", "door-6", base.Options{}, func(p *pair) {
			p.base.SetContacts(false)
			for range 2 {
				if err := p.surely(func() error { return p.link.Dock(p.ctx) }); !rejected("MAV_RESULT_FAILED")(err) {
					p.t.Errorf("Dock with dirty contacts: got %v", err)
				}
			}
			p.base.SetContacts(true)
			if err := p.surely(func() error { return p.link.Dock(p.ctx) }); err != nil {
				p.t.Errorf("Dock: %v", err)
			}
		}},
		{"does not dock", "welcome", base.Options{}, func(p *pair) {
			p.base.SetLocalised(false)
			p.wait("no position", func(s base.State) bool { return !s.Localised && s.PoseSigmaM > 1 })
			if err := p.link.Dock(p.ctx); !rejected("MAV_RESULT_TEMPORARILY_REJECTED")(err) {
				p.t.Errorf("without a position: got %v", err)
			}
			p.base.SetLocalised(true)
			p.wait("a position", func(s base.State) bool { return s.Localised })
			for name, stop := range map[string]func(){
				"a fault": func() { p.base.SetFault("wheel stuck") },
				"a hold":  func() { _ = p.link.Hold(p.ctx) }, // its own test says whether it works
			} {
				ended := make(chan error, 1)
				go func() { ended <- p.link.Dock(p.ctx) }()
				p.wait("motion", func(s base.State) bool { return s.Moving && s.Mode == base.ModeDock })
				stop()
				if err := <-ended; !rejected("MAV_RESULT_FAILED")(err) && !errors.Is(err, base.ErrSuperseded) {
					p.t.Errorf("%s: got %v", name, err)
				}
				p.base.SetFault("")
				p.wait("a base that is well", func(s base.State) bool { return len(s.Faults) == 0 && !s.Moving && !s.Charging })
			}
		}},
	}
}
