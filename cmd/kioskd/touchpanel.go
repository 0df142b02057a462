package main

import (
	"context"
	"os"
	"sync"
	"time"

	"tiepdan/agent/doctor"
	"tiepdan/kiosk"
)

const (
	// inputDevices is the kernel's list of input devices
	// (https://docs.kernel.org/input/input.html, "proc interface").
	inputDevices = "/proc/bus/input/devices"
	// touchLook is how often it is read.
	touchLook = 5 * time.Second
)

// touchPanel tells when the touch panel goes, comes back, or is stuck.
type touchPanel struct {
	list string // path of the kernel's list
	name string // part of the panel's name; "" takes any
	post func(kiosk.Msg)

	mu       sync.Mutex
	found    string // the panel's name, "" while none is there
	expected bool   // one is named, or was there before
	looked   bool
	stuck    bool
}

func newTouchPanel(name string, post func(kiosk.Msg)) *touchPanel {
	return &touchPanel{list: inputDevices, name: name, expected: name != "", post: post}
}

// Run looks for the panel until ctx ends.
func (t *touchPanel) Run(ctx context.Context) error {
	tick := time.NewTicker(touchLook)
	defer tick.Stop()
	for {
		t.look()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// look finds the panel in the kernel's list. On a machine without that list, or
// that never had a panel and is not said to have one, nothing is known.
func (t *touchPanel) look() {
	f, err := os.Open(t.list)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	found := doctor.TouchPanel(f, t.name)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.looked && found == t.found {
		return
	}
	t.looked, t.found = true, found
	t.expected = t.expected || found != ""
	if t.expected {
		t.tell()
	}
}

// setStuck takes what the screen feels of a finger that does not leave.
func (t *touchPanel) setStuck(stuck bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stuck = stuck
	t.tell()
}

// tell reports the state; t.mu is held.
func (t *touchPanel) tell() {
	switch {
	case t.stuck:
		t.post(kiosk.LinkChanged{Part: kiosk.PartTouch, Detail: "stuck: a touch does not end"})
	case t.found == "" && t.expected:
		t.post(kiosk.LinkChanged{Part: kiosk.PartTouch, Detail: "not found " + t.name})
	default:
		t.post(kiosk.LinkChanged{Part: kiosk.PartTouch, Up: true, Detail: t.found})
	}
}
