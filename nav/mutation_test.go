package nav_test

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"tiepdan/nav"
)

// TestEachInterlockMatters breaks every line of the table on purpose: with the
// rule nothing happens that must not, without it the same scene goes wrong. So
// the scene notices when somebody takes the rule out.
func TestEachInterlockMatters(t *testing.T) {
	t.Parallel()
	for rule, scene := range mutations() {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			if scene.play(t, "") {
				t.Errorf("with all rules in force: %s", scene.wrong)
			}
			if !scene.play(t, rule) {
				t.Errorf("without %s nothing goes wrong: the scene proves nothing", rule)
			}
		})
	}
}

// scene plays what a rule is for, and reports whether what must not be came about.
type scene struct {
	wrong string
	site  func(*nav.Site)
	run   func(s *stage) bool
}

func (c scene) play(t *testing.T, without nav.Rule) bool {
	t.Helper()
	site := stageSite()
	if c.site != nil {
		c.site(&site)
	}
	s := newStage(t, site)
	if without != "" {
		s.Without(without)
	}
	return c.run(s)
}

var (
	toFar = nav.Mission{ID: "m", Kind: nav.KindGoto, To: "far"}
	guide = nav.Mission{ID: "m", Kind: nav.KindLead, To: "far"}
	round = nav.Mission{ID: "m", Kind: nav.KindPatrol, Stops: []nav.Stop{{Place: "a"}, {Place: "b", Serve: 20 * time.Second}}}
)

// goesOn: the robot drives, something happens, and it drives on.
func goesOn(what func(s *stage)) func(*stage) bool {
	return func(s *stage) bool {
		s.under(toFar)
		what(s)
		s.run(time.Second)
		return s.moving()
	}
}

// mutations has a scene for each rule.
func mutations() map[nav.Rule]scene {
	all := map[nav.Rule]scene{}
	for _, part := range []map[nav.Rule]scene{guardScenes(), powerScenes(), driveScenes(), personScenes(), jogScenes()} {
		maps.Copy(all, part)
	}
	return all
}

func guardScenes() map[nav.Rule]scene {
	drives := "the robot drives on"
	keepOut := func(s *nav.Site) {
		s.Zones = []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: square(20, 15, 1)}}
	}
	return map[nav.Rule]scene{
		// A base that keeps sending poses and is silent otherwise.
		nav.RuleLink: {drives, nil, goesOn(func(s *stage) { s.mute = true; s.onStep = func(s *stage, _ nav.Outputs) { s.base.PoseAt = s.now } })},
		nav.RuleEStop: {"it drives with the button pressed, because somebody resumed", nil, goesOn(func(s *stage) {
			s.press()
			s.run(time.Second)
			_ = s.resume()
			s.run(3 * time.Second)
		})},
		nav.RuleResume: {"it drives on by itself after an e-stop", nil, goesOn(func(s *stage) {
			s.press()
			s.run(time.Second)
			s.release()
			s.run(10 * time.Second)
		})},
		nav.RuleFault:     {drives, nil, goesOn(func(s *stage) { s.base.Faults = []string{"hot"} })},
		nav.RuleStartup:   {drives, nil, goesOn(func(s *stage) { s.base.Starting = true })},
		nav.RuleLocalised: {drives, nil, goesOn(func(s *stage) { s.base.Localised = false })},
		nav.RulePoseAge:   {drives, nil, goesOn(func(s *stage) { s.still = true })},
		nav.RuleSigma:     {drives, nil, goesOn(func(s *stage) { s.base.PoseSigmaM = 0.31 })},
		nav.RuleBumper:    {drives, nil, goesOn(func(s *stage) { s.base.Bumpers = 2 })},
		nav.RuleHand:      {drives, nil, goesOn(func(s *stage) { s.tray.Hand = true })},
		nav.RuleStaffHold: {drives, nil, goesOn(func(s *stage) { s.Hold() })},
		nav.RuleScreen:    {drives, nil, goesOn(func(s *stage) { s.KeepStill(true) })},
		nav.RuleJump: {"it does not stop", nil, func(s *stage) bool {
			s.under(toFar)
			s.base.Pose.YM += 3
			s.step()
			return s.moving()
		}},
		nav.RuleStray: {"a base that drives by itself is not told to hold, and nobody hears of it", nil, func(s *stage) bool {
			s.astrayMps = 0.6
			s.run(3 * time.Second)
			return s.holds < 5 || s.health.State != nav.StateFault || s.health.Reason != nav.ReasonStray
		}},
		nav.RuleSettle: {"it drives at once", nil, func(s *stage) bool {
			s.under(toFar)
			s.base.Faults = []string{"hot"}
			s.run(time.Second)
			s.base.Faults = nil
			s.run(500 * time.Millisecond)
			return s.moving()
		}},
		nav.RuleKeepOut: {"it drives without its keep-out areas", keepOut, func(s *stage) bool {
			s.fenceFails = true
			s.base.Starting = true // forgets them
			s.run(time.Second)
			s.base.Starting = false
			s.run(time.Second)
			s.begin(toFar)
			s.run(10 * time.Second)
			return s.moving()
		}},
	}
}

func powerScenes() map[nav.Rule]scene {
	startsARound := func(what func(s *stage)) func(*stage) bool {
		return func(s *stage) bool {
			what(s)
			s.begin(round)
			s.run(5 * time.Second)
			return s.moving()
		}
	}
	return map[nav.Rule]scene{
		nav.RuleCritical: {"it still drives to the call", nil, func(s *stage) bool {
			s.under(toFar)
			s.base.BatteryPct = 9
			s.run(time.Second)
			return s.motion.To.XM > 20
		}},
		nav.RuleLow: {"it leaves the charger", nil, func(s *stage) bool {
			s.base.Docked, s.base.Charging, s.base.BatteryPct = true, true, 15
			s.run(time.Second)
			s.begin(toFar)
			s.run(5 * time.Second)
			return s.moving()
		}},
		nav.RuleQuiet: {"it goes round at lunch", nil, startsARound(func(s *stage) { s.now = s.now.Add(3*time.Hour + 10*time.Minute) })},
		nav.RuleTray:  {"it goes round without a tray", nil, startsARound(func(s *stage) { s.tray.Present = false })},
		nav.RuleDock: {"it tries for ever", nil, func(s *stage) bool {
			s.dockFails = 1000
			s.begin(nav.Mission{ID: "m", Kind: nav.KindDock})
			s.run(2 * time.Minute)
			tries := 0
			for _, g := range s.goals {
				if g.Kind == nav.MotionDock {
					tries++
				}
			}
			return tries > 3
		}},
		nav.RuleMusic: {"music plays while it stands", nil, func(s *stage) bool {
			s.under(round)
			if !s.health.Music {
				s.tb.Error("no music on a patrol")
			}
			s.until(time.Minute, func() bool { return s.health.State == nav.StateServing })
			return s.health.Music
		}},
		nav.RuleServe: {"it does not wait for anybody to take something", nil, func(s *stage) bool {
			s.under(round)
			s.until(time.Minute, func() bool { return s.was("m", nav.PhaseServing) })
			return s.until(19*time.Second, s.moving)
		}},
	}
}

func driveScenes() map[nav.Rule]scene {
	// fastest is the highest speed that the robot may have where something is so.
	fastest := func(m nav.Mission, at func(p nav.Pose) bool) func(*stage) bool {
		return func(s *stage) bool {
			worst := 0.0
			s.onStep = func(s *stage, _ nav.Outputs) {
				if s.moving() && at(s.base.Pose) {
					worst = max(worst, s.mps)
				}
			}
			s.begin(m)
			s.run(90 * time.Second)
			return worst > 0.3001
		}
	}
	near := func(x float64) func(nav.Pose) bool {
		return func(p nav.Pose) bool { return math.Abs(p.XM-x) < 1.3 }
	}
	return map[nav.Rule]scene{
		nav.RuleTopSpeed: {"it is told to drive faster than 0.8 m/s", nil, func(s *stage) bool {
			far := s.Floor().Places["far"]
			far.MaxSpeedMps = 1.5
			s.Floor().Places["far"] = far
			s.under(toFar)
			return s.mps > 0.8
		}},
		nav.RuleZone: {"it is fast among waiting people", func(s *nav.Site) {
			s.Zones = []nav.Zone{{Name: "w", Kind: nav.ZoneWaiting, Area: square(12, 2, 1.3)}}
		}, fastest(toFar, near(12))},
		nav.RuleLastMetre: {"it is fast at the end", nil, fastest(toFar, near(25))},
		nav.RuleForbidden: {"it is sent into a keep-out area", nil, func(s *stage) bool {
			s.Floor().Zones = []nav.Zone{{Name: "k", Kind: nav.ZoneKeepOut, Area: square(25, 2, 1)}}
			s.begin(toFar)
			s.run(time.Second)
			return s.moving()
		}},
		nav.RuleWrong: {"a wrong arrival counts", nil, func(s *stage) bool {
			s.lies = true
			s.begin(toFar)
			s.run(5 * time.Second)
			return s.was("m", nav.PhaseArrived)
		}},
		nav.RuleStuck: {"nobody notices that it does not get on", nil, func(s *stage) bool {
			s.frozen = true
			s.begin(toFar)
			s.run(12 * time.Second)
			return !s.said(nav.SayAskWay) || s.last("m").Phase != nav.PhaseBlocked
		}},
		nav.RuleTries: {"it tries for ever", nil, func(s *stage) bool {
			s.frozen = true
			s.begin(toFar)
			s.run(3 * time.Minute)
			return s.last("m").Phase != nav.PhaseFailed || !s.said(nav.SayNeedStaff)
		}},
	}
}

func personScenes() map[nav.Rule]scene {
	behind := func(gapM float64) func(*stage) float64 { return func(*stage) float64 { return gapM } }
	return map[nav.Rule]scene{
		nav.RulePace: {"it does not slow down for a person 3 m behind", nil, func(s *stage) bool {
			s.follower = behind(3)
			s.begin(guide)
			s.run(15 * time.Second)
			return s.mps > 0.3001
		}},
		nav.RuleBehind: {"it leaves a person behind", nil, func(s *stage) bool {
			s.follower = func(s *stage) float64 { return math.Hypot(s.base.Pose.XM-2, s.base.Pose.YM-2) + 0.5 } // stays where it began
			s.begin(guide)
			s.run(30 * time.Second)
			return s.moving()
		}},
		nav.RuleLost: {"it waits for ever for somebody who has gone", nil, func(s *stage) bool {
			s.follower = behind(math.Inf(1))
			s.begin(guide)
			s.run(time.Minute)
			return s.last("m").Phase != nav.PhaseCancelled || !s.said(nav.SayLostYou)
		}},
		nav.RuleWait: {"it waits for ever for somebody who stands there", nil, func(s *stage) bool {
			s.follower = func(s *stage) float64 { return math.Hypot(s.base.Pose.XM-2, s.base.Pose.YM-2) + 0.5 }
			s.begin(guide)
			s.run(3 * time.Minute)
			return s.last("m").Phase != nav.PhaseCancelled
		}},
		nav.RuleTogether: {"it says that this is the place, and nobody is there", nil, func(s *stage) bool {
			s.follower = func(s *stage) float64 { return 1 + max(0, 2.5-0.5*math.Hypot(s.base.Pose.XM-25, s.base.Pose.YM-2)) }
			s.begin(guide)
			return s.until(time.Minute, func() bool { return s.said(nav.SayArrived) }) && !s.said(nav.SayComeCloser)
		}},
		nav.RuleManners: {"a call abandons a person who is led", nil, func(s *stage) bool {
			s.follower = behind(1)
			s.under(guide)
			s.begin(nav.Mission{ID: "call", Kind: nav.KindGoto, To: "b"})
			s.run(2 * time.Minute)
			return slices.ContainsFunc(s.updates, func(u nav.Update) bool { return u.Mission == "m" && u.Phase == nav.PhaseSuspended })
		}},
	}
}
