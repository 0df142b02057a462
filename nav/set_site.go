package nav

import (
	"errors"
	"fmt"
	"maps"
	"time"
)

// ErrUnderWay says that the floor cannot change while a mission runs or waits.
var ErrUnderWay = errors.New("a mission is under way")

// SetSite gives the machine another floor: nothing moves until the base has
// confirmed its keep-out areas. The error is ErrUnderWay, or all that is wrong
// with the site; then the old one stays.
func (m *Machine) SetSite(s Site) error {
	if m.active != nil || len(m.queue) > 0 {
		return fmt.Errorf("cannot change the floor: %w", ErrUnderWay)
	}
	if err := s.Check(); err != nil {
		return fmt.Errorf("cannot change the floor: %w", err)
	}
	had := len(m.upkeep.fence) > 0
	m.site = s
	m.site.Places = maps.Clone(s.Places)
	u := &m.upkeep
	u.fence = s.KeepOut()
	// An upload that runs is of the old areas. That there are none any more is
	// told the base as well.
	u.fencing, u.fenceAt = 0, time.Time{}
	m.guard.fenced = !had && len(u.fence) == 0
	return nil
}

// SetSite gives the navigator another floor, see Machine.SetSite.
func (n *Navigator) SetSite(s Site) error {
	return n.ask(func(m *Machine) error { return m.SetSite(s) })
}
