package kiosk

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"tiepdan/queue"
)

// Mirror is the line as one member sees it: everything that its screen shows,
// how far its operations were done, and no token of another robot's tickets.
type Mirror struct {
	MirrorHead
	Live    []queue.Ticket             `json:"live,omitempty"`
	Samples map[string][]time.Duration `json:"samples,omitempty"`
}

// MirrorHead is the part of a mirror that is small.
type MirrorHead struct {
	Line     string         `json:"line"`
	Day      int            `json:"day"`
	Now      time.Time      `json:"now"` // by the keeper's clock
	Run      string         `json:"run,omitempty"`
	Applied  uint64         `json:"applied,omitempty"`
	Refused  []OpRefusal    `json:"refused,omitempty"`
	Given    map[string]int `json:"given,omitempty"` // of the member's block, by letter
	Desks    []queue.Desk   `json:"desks,omitempty"`
	Turns    map[string]int `json:"turns,omitempty"`
	Favoured int            `json:"favoured,omitempty"`
	LastRank int64          `json:"last_rank,omitempty"`
	Numbers  map[string]int `json:"numbers,omitempty"` // the line's own that were given last, by letter
	Calls    []Call         `json:"calls,omitempty"`
	Offers   []Offer        `json:"offers,omitempty"`
}

// Change is what a mirror has that an earlier one had not.
type Change struct {
	MirrorHead
	Full    bool                       `json:"full,omitempty"` // there is no earlier one
	Tickets []queue.Ticket             `json:"tickets,omitempty"`
	Gone    []string                   `json:"gone,omitempty"`
	Samples map[string][]time.Duration `json:"samples,omitempty"`
}

// mirror draws the line for a member; ok is false for one that the keeper does
// not know.
func (m Model) mirror(member string) (out Mirror, ok bool) {
	i := m.Keep.member(member)
	if i < 0 {
		return out, false
	}
	kept := m.Keep.Members[i]
	out.MirrorHead = MirrorHead{
		Line: m.Keep.Line, Day: m.Keep.Day, Now: m.Line.Now, Run: kept.Run, Applied: kept.Applied, Refused: kept.Refused,
		Given: m.Line.Given(kept.Block), Desks: m.Line.Desks, Turns: m.Line.Turns, Favoured: m.Line.Favoured, LastRank: m.Line.LastRank, Numbers: m.Line.Numbers,
		Calls: slices.Clone(m.Calls), Offers: kept.Offers,
	}
	for i := range out.Calls {
		out.Calls[i].Said = false
	}
	out.Live, out.Samples = slices.Clone(m.Line.Live), m.Line.Samples
	for i := range out.Live {
		if out.Live[i].Robot != member {
			out.Live[i].Token = ""
		}
	}
	return out, true
}

// Same reports whether two mirrors show the same, whenever they were drawn.
func (m Mirror) Same(o Mirror) bool {
	m.Now, o.Now = time.Time{}, time.Time{}
	return reflect.DeepEqual(m, o)
}

// Since is what changed since an earlier mirror, or all for none.
func (m Mirror) Since(before *Mirror) Change {
	if before == nil {
		return Change{MirrorHead: m.MirrorHead, Full: true, Tickets: m.Live, Samples: m.Samples}
	}
	c := Change{MirrorHead: m.MirrorHead}
	had := make(map[string]queue.Ticket, len(before.Live))
	for _, t := range before.Live {
		had[t.ID] = t
	}
	for _, t := range m.Live {
		was, ok := had[t.ID]
		if !ok || !reflect.DeepEqual(was, t) {
			c.Tickets = append(c.Tickets, t)
		}
		delete(had, t.ID)
	}
	for _, t := range before.Live {
		if _, gone := had[t.ID]; gone {
			c.Gone = append(c.Gone, t.ID)
		}
	}
	for service, all := range m.Samples {
		if !slices.Equal(all, before.Samples[service]) {
			if c.Samples == nil {
				c.Samples = map[string][]time.Duration{}
			}
			c.Samples[service] = all
		}
	}
	return c
}

// With is the mirror after a change.
func (m Mirror) With(c Change) Mirror {
	if c.Full {
		return Mirror{MirrorHead: c.MirrorHead, Live: c.Tickets, Samples: c.Samples}
	}
	m.MirrorHead = c.MirrorHead
	m.Live = slices.DeleteFunc(slices.Clone(m.Live), func(t queue.Ticket) bool { return slices.Contains(c.Gone, t.ID) })
	for _, t := range c.Tickets {
		if i := slices.IndexFunc(m.Live, func(o queue.Ticket) bool { return o.ID == t.ID }); i >= 0 {
			m.Live[i] = t
		} else {
			m.Live = append(m.Live, t)
		}
	}
	if len(c.Samples) > 0 {
		m.Samples = maps.Clone(m.Samples)
		if m.Samples == nil {
			m.Samples = map[string][]time.Duration{}
		}
		maps.Copy(m.Samples, c.Samples)
	}
	return m
}
