package live

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"tiepdan/report/schema"
)

// Robot is what is known of one robot.
type Robot struct {
	Commune, Name string
	State         schema.Link // "" before the first word
	StateAt       time.Time   // when the ward learnt it
	Info          *schema.Info
	Status        *schema.Status
	StatusAt      time.Time
	Updated       *schema.Updated // what it says to the ward's update; nil before any
}

// Ward is what is known of the ward's own side.
type Ward struct {
	Broker      string // "" while the connection to the broker stands, else why not
	Store       string // "" while the store can be written, else why not
	Receiving   bool   // connected at least once
	ReceivingAt time.Time
}

// Now is the present. Its methods may be called from any goroutine and never
// block for long.
type Now struct {
	mu        sync.Mutex
	robots    map[schema.Topic]Robot // by topic without channel
	ward      Ward
	listeners map[chan struct{}]bool
	version   uint64
}

// New gives a present in which nothing is known.
func New() *Now {
	return &Now{robots: make(map[schema.Topic]Robot), listeners: make(map[chan struct{}]bool)}
}

// State takes a robot's presence.
func (n *Now) State(t schema.Topic, s schema.State, at time.Time) {
	n.robot(t, func(r *Robot) { r.State, r.StateAt = s.State, at })
}

// Info takes a robot's description.
func (n *Now) Info(t schema.Topic, i schema.Info) {
	n.robot(t, func(r *Robot) { r.Info = &i })
}

// Status takes a robot's status.
func (n *Now) Status(t schema.Topic, s schema.Status, at time.Time) {
	n.robot(t, func(r *Robot) { r.Status, r.StatusAt = &s, at })
}

// Updated takes what a robot says to the ward's update.
func (n *Now) Updated(t schema.Topic, u schema.Updated) {
	n.robot(t, func(r *Robot) { r.Updated = &u })
}

func (n *Now) robot(t schema.Topic, change func(*Robot)) {
	t.Channel = ""
	n.change(func() {
		r := n.robots[t]
		r.Commune, r.Name = t.Commune, t.Robot
		change(&r)
		n.robots[t] = r
	})
}

// Broker tells how the connection to the broker is; "" is well.
func (n *Now) Broker(problem string, at time.Time) {
	n.change(func() {
		if n.ward.Broker = problem; problem == "" {
			n.ward.Receiving, n.ward.ReceivingAt = true, at
		}
	})
}

// Store tells how the store is; "" is well.
func (n *Now) Store(problem string) {
	n.change(func() { n.ward.Store = problem })
}

// Stored tells that events were stored.
func (n *Now) Stored() { n.change(func() {}) }

func (n *Now) change(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
	n.version++
	for l := range n.listeners {
		select {
		case l <- struct{}{}:
		default:
		}
	}
}

// Version counts changes.
func (n *Now) Version() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.version
}

// Ward tells how the ward's own side is.
func (n *Now) Ward() Ward {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ward
}

// Robots gives the robots in the order of their names.
func (n *Now) Robots() []Robot {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := make([]Robot, 0, len(n.robots))
	for _, r := range n.robots {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Robot) int {
		return cmp.Or(cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// Listen gives a channel that holds a value when something has changed since
// it was last received from. Call stop when it is no longer read.
func (n *Now) Listen() (changed <-chan struct{}, stop func()) {
	l := make(chan struct{}, 1)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listeners[l] = true
	return l, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.listeners, l)
	}
}
