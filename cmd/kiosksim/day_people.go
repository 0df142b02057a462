package main

import (
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// tries is how often a visitor comes back to a screen that is in use.
const tries = 60

// arrive takes a number as soon as the screen is free.
func (p *play) arrive(id string, v visitor, tried int) error {
	for _, msg := range []kiosk.Msg{
		p.leave(), kiosk.ClassPicked{Class: v.class}, kiosk.ServicePicked{Service: dayServices()[v.service].id, ID: id, Token: "token-" + id},
	} {
		if msg == nil {
			continue
		}
		if err := p.send(msg); err != nil {
			return err
		}
	}
	if _, ok := p.m.Line.Find(id); ok {
		return nil
	}
	if tried >= tries {
		p.figures.turned++
		return nil
	}
	p.after(4*time.Second, func() error { return p.arrive(id, v, tried+1) })
	return nil
}

// leave takes a rating off the screen that somebody else did not give.
func (p *play) leave() kiosk.Msg {
	if len(p.m.Offers) == 0 {
		return nil
	}
	return kiosk.Dismissed{Screen: kiosk.ScreenRating, Ticket: p.m.Offers[0].Ticket}
}

// printed lets the ticket join the line, and its holder leave the screen.
func (p *play) printed(job string) error {
	if err := p.send(kiosk.Printed{Job: job}); err != nil {
		return err
	}
	id, _, _ := strings.Cut(job, "/")
	if t, ok := p.m.Line.Find(id); ok && t.State == queue.Waiting {
		p.figures.joined(t, p.m.WaitOf(id), p.m.Waits.Promises[id].Facts)
	}
	p.after(3*time.Second, func() error { return p.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: id}) })
	for _, d := range p.desks {
		if !d.busy {
			p.after(5*time.Second, func() error { return p.call(d) })
		}
	}
	return nil
}

// resting says that the door calls nobody now.
func (p *play) resting(d *official) bool {
	y, m, day := p.now.Date()
	since := p.now.Sub(time.Date(y, m, day, 0, 0, 0, 0, p.now.Location()))
	return since < opens || since >= lunchFrom && since < lunchTo || p.m.Line.Desk(d.door).State != queue.DoorOpen
}

// call takes the next one to the door.
func (p *play) call(d *official) error {
	if d.busy || p.resting(d) || len(p.m.Line.Order(d.door)) == 0 {
		return nil
	}
	before := p.m.Line
	refused, err := p.ask(kiosk.CallNext{Request: p.request(), Door: d.door})
	if err != nil || refused != nil {
		return err
	}
	t := p.at(d.door)
	p.figures.called(t, before)
	d.busy = true
	if p.rng.Float64() < noShowShare {
		p.after(forgiving, func() error { return p.missed(d, t.ID) })
		return nil
	}
	d.worked += walk
	service := 0
	for i, s := range dayServices() {
		if s.id == t.Service {
			service = i
		}
	}
	took := takes(p.rng, service, d.door)
	d.worked += took
	p.after(walk+took, func() error { return p.served(d, t) })
	return nil
}

// missed gives somebody up who did not come; some come back.
func (p *play) missed(d *official, id string) error {
	refused, err := p.ask(kiosk.MarkNoShow{Request: p.request(), Door: d.door, Seen: id})
	if err != nil {
		return err
	}
	if refused == nil {
		p.figures.missed++
		if p.rng.Float64() < returnShare {
			p.after(time.Duration(2+p.rng.IntN(12))*time.Minute, func() error {
				return p.send(kiosk.TakeBack{Request: p.request(), Door: d.door, Ticket: id})
			})
			p.after(15*time.Minute, func() error { return p.call(d) })
		}
	}
	return p.free(d)
}

// served ends a visit, or sends it on to another service.
func (p *play) served(d *official, t queue.Ticket) error {
	if p.rng.Float64() < transferShare && t.Origin == "" {
		to := dayServices()[p.rng.IntN(len(dayServices()))].id
		if to != t.Service {
			refused, err := p.ask(kiosk.Transfer{Request: p.request(), Door: d.door, Seen: t.ID, ToService: to})
			if err != nil {
				return err
			}
			if refused == nil {
				p.figures.moved++
				p.wake()
				return p.free(d)
			}
		}
	}
	refused, err := p.ask(kiosk.CloseVisit{Request: p.request(), Door: d.door, Seen: t.ID})
	if err != nil {
		return err
	}
	if refused == nil {
		p.figures.closed++
	}
	return p.free(d)
}

// wake lets the free doors look who waits.
func (p *play) wake() {
	for _, d := range p.desks {
		if !d.busy {
			p.after(time.Second, func() error { return p.call(d) })
		}
	}
}

// free lets the official go on after a moment, or take her break.
func (p *play) free(d *official) error {
	d.busy = false
	if d.pauses {
		return p.pause(d)
	}
	p.after(time.Duration(5+p.rng.IntN(16))*time.Second, func() error { return p.call(d) })
	return nil
}

// pause closes the door for a break, after the visit under way.
func (p *play) pause(d *official) error {
	if d.busy {
		d.pauses = true
		return nil
	}
	d.pauses = false
	if err := p.send(kiosk.SetDoor{Request: p.request(), Door: d.door, State: queue.DoorPaused, BackMin: int(breakFor / time.Minute)}); err != nil {
		return err
	}
	p.after(breakFor, func() error {
		if err := p.send(kiosk.SetDoor{Request: p.request(), Door: d.door, State: queue.DoorOpen}); err != nil {
			return err
		}
		return p.call(d)
	})
	return nil
}
