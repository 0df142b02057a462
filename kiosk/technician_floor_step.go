package kiosk

import "time"

// floorEdited is one touch in the editor.
func (s *step) floorEdited(msg FloorEdited) {
	if s.Tech == nil || !s.Setup.Robot {
		return
	}
	s.techStays()
	if msg.Op == FloorOpen {
		s.openFloor()
		return
	}
	if s.Tech.Floor == nil {
		return
	}
	f := &floorStep{step: s, FloorEdit: *s.Tech.Floor, FloorEdited: msg}
	f.Refused = ""
	if f.Loading || f.Saving {
		f.away()
	} else {
		f.take()
	}
	if !f.closed {
		edit := f.FloorEdit
		s.Tech.Floor = &edit
	}
}

// techStays gives the technician time again; the page is a copy of its own then.
func (s *step) techStays() {
	tech := *s.Tech
	tech.Until = s.at.Add(techFor)
	s.Tech = &tech
}

func (s *step) openFloor() {
	if s.Tech.Floor != nil {
		return
	}
	e := &FloorEdit{Loading: true}
	for _, d := range s.Setup.Doors {
		if d.Place != "" {
			e.Doors = append(e.Doors, d.Place)
		}
	}
	s.Tech.Floor = e
	s.do(EditFloor{Work: FloorLoad})
}

// floorKeeps reports whether the page must not close yet: the editor asks first.
func (s *step) floorKeeps() bool {
	if s.Tech == nil || s.Tech.Floor == nil || !s.Tech.Floor.Dirty() {
		return false
	}
	s.floorEdited(FloorEdited{Op: FloorClose})
	return true
}

// useFloor has the rest of the core use another floor.
func (s *step) useFloor(p FloorPlan) {
	s.Setup.Welcome, s.Setup.Waiting, s.Setup.Dock, s.Setup.Entrance = p.Roles.Welcome, p.Roles.Waiting, p.Roles.Dock, p.Roles.Entrance
	s.Setup.Rounds = nil
	for _, r := range p.Rounds {
		s.Setup.Rounds = append(s.Setup.Rounds, Round{Name: r.Name, Every: time.Duration(r.EveryMin) * time.Minute})
	}
}

// floorAnswered takes what the worker found.
func (s *step) floorAnswered(msg FloorAnswer) {
	kept := (msg.Work == FloorKeep || msg.Work == FloorRestore) && msg.Reason == ""
	if kept && !msg.Later { // although nobody stands there any more
		s.useFloor(msg.Plan)
	}
	if s.Tech == nil || s.Tech.Floor == nil {
		return
	}
	tech := *s.Tech
	s.Tech = &tech
	f := &floorStep{step: s, FloorEdit: *tech.Floor}
	f.answered(msg, kept)
	if edit := f.FloorEdit; !f.closed {
		s.Tech.Floor = &edit
	}
}

func (f *floorStep) answered(msg FloorAnswer, kept bool) {
	switch msg.Work {
	case FloorSpotted:
		f.Spot = msg.Spot
	case FloorLoad:
		if !f.Loading {
			return
		}
		f.Plan, f.Kept, f.Original, f.Trouble, f.Loading, f.Spot = msg.Plan, msg.Plan, msg.Original, msg.Reason, false, msg.Spot
		f.check()
	case FloorCheck:
		if msg.Number == f.Number {
			f.Checked, f.Problems, f.Mapless = msg.Number, msg.Problems, msg.Mapless
		}
	case FloorKeep, FloorRestore:
		f.saved(msg, kept)
	}
}

// saved takes the end of saving, or of what had to wait before it counts.
func (f *floorStep) saved(msg FloorAnswer, kept bool) {
	if !f.Saving || msg.Number != f.Number {
		f.Later = f.Later && !kept
		return
	}
	f.Saving, f.Trouble = false, msg.Reason
	if !kept {
		f.Leaving = false
		return
	}
	f.Kept, f.Original, f.Later, f.SavedAt = msg.Plan, msg.Original, msg.Later, f.at
	if msg.Work == FloorRestore {
		f.Plan, f.Before, f.Draft, f.Picked = msg.Plan, nil, nil, FloorThing{}
		f.check()
	}
	if f.Leaving {
		f.leaveFloor()
	}
}

// floorStep is the editor in one step of the core.
type floorStep struct {
	*step
	FloorEdit
	FloorEdited

	closed bool
}

// check has the plan looked at.
func (f *floorStep) check() {
	f.Number++
	f.do(EditFloor{Work: FloorCheck, Number: f.Number, Plan: f.Plan})
}

// away is what can be done while the worker has the plan: not wait for it.
func (f *floorStep) away() {
	if f.Op == FloorClose || f.Op == FloorDiscard {
		f.leaveFloor()
	}
}

func (f *floorStep) leaveFloor() {
	f.Tech.Floor, f.closed = nil, true
}

// take carries out a touch.
func (f *floorStep) take() {
	switch f.Op {
	case FloorClose:
		f.closeFloor()
	case FloorDiscard:
		f.leaveFloor()
	case FloorStay:
		f.Ask, f.Leaving = "", false
	case FloorPick:
		f.pick()
	case FloorUndo:
		f.undo()
	case FloorSave:
		f.save()
	case FloorRevert:
		f.Draft = nil
		f.change(func(p *FloorPlan) FloorRefusal { *p = f.Kept.clone(); return "" })
	case FloorOriginal:
		f.original()
	default:
		f.alter()
	}
}

func (f *floorStep) closeFloor() {
	if f.Dirty() {
		f.Ask = FloorAsksLeave
		return
	}
	f.leaveFloor()
}

func (f *floorStep) pick() {
	f.Picked = FloorThing{}
	if t := (FloorThing{f.Kind, f.Name}); f.Plan.has(t) {
		f.Picked = t
	}
}

func (f *floorStep) undo() {
	switch {
	case f.Draft != nil: // what is drawn is younger than any change
		f.Draft = nil
	case f.Before != nil:
		f.Plan, f.Before = *f.Before, nil
		f.settlePicked()
		f.check()
	}
}

func (f *floorStep) settlePicked() {
	if !f.Plan.has(f.Picked) {
		f.Picked = FloorThing{}
	}
}

func (f *floorStep) save() {
	sure := f.Plan.Roles.Dock != "" || f.Ask == FloorAsksNoDock
	leaving := f.Ask == FloorAsksLeave || f.Ask == FloorAsksNoDock && f.Leaving
	f.Ask, f.Leaving = "", false
	switch {
	case f.Draft != nil:
		f.Refused = RefusedCorners
	case !f.Savable():
		f.Refused = RefusedWrong
	case !sure:
		f.Ask, f.Leaving = FloorAsksNoDock, leaving
	default:
		f.Saving, f.Leaving = true, leaving
		f.do(EditFloor{Work: FloorKeep, Number: f.Number, Plan: f.Plan})
	}
}

func (f *floorStep) original() {
	if f.Ask != FloorAsksOriginal {
		f.Ask = FloorAsksOriginal
		return
	}
	f.Ask, f.Saving = "", true
	f.do(EditFloor{Work: FloorRestore, Number: f.Number})
}

// change makes another plan of the one that is edited, unless do refuses it,
// and has it looked at.
func (f *floorStep) change(do func(*FloorPlan) FloorRefusal) {
	next := f.Plan.clone()
	if f.Refused = do(&next); f.Refused != "" || next.same(f.Plan) {
		return
	}
	before := f.Plan
	f.Plan, f.Before, f.Ask, f.Trouble = next, &before, "", ""
	f.settlePicked()
	f.check()
}
