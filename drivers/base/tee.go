package base

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
)

// teeQueue holds half a second of a busy line.
const teeQueue = 128

// tee copies the frames of both directions to a UDP port of this computer, for
// a technician's tools. It is a socket that nothing is ever read from: what a
// tool sends there ends in the kernel.
type tee struct {
	to     netip.AddrPort
	frames chan []byte
	lost   atomic.Uint64
}

// newTee checks the address. The line tells where a robot is among people:
// it stays on this computer.
func newTee(address string) (*tee, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("cannot copy the base's line to %q: want an IP address and a port", address)
	}
	if !to.Addr().Unmap().IsLoopback() || to.Port() == 0 {
		return nil, fmt.Errorf("cannot copy the base's line to %s: want a loopback address", to)
	}
	return &tee{to: to, frames: make(chan []byte, teeQueue)}, nil
}

// copy never waits: a copy that does not fit is lost.
func (t *tee) copy(frame []byte) {
	select {
	case t.frames <- bytes.Clone(frame):
	default:
		t.lost.Add(1)
	}
}

// run sends until ctx ends.
func (t *tee) run(ctx context.Context) error {
	var d net.Dialer
	out, err := d.DialContext(ctx, "udp", t.to.String())
	if err != nil {
		return fmt.Errorf("cannot copy the base's line: %w", err)
	}
	defer out.Close() //nolint:errcheck // nothing is kept in it
	for {
		select {
		case <-ctx.Done():
			return nil
		case frame := <-t.frames:
			if _, err := out.Write(frame); err != nil {
				t.lost.Add(1) // usually nobody listens there
			}
		}
	}
}
