package main_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/base"
	"tiepdan/drivers/base/basetest"
	"tiepdan/nav"
)

// mapBase is a base of which only files and the link matter.
type mapBase struct {
	mu      sync.Mutex
	files   map[string][]byte
	up      bool
	err     error
	changed chan struct{}
	reads   int
	sums    int // asked for
}

func newMapBase() *mapBase {
	return &mapBase{files: basetest.ServicePoint().MapFiles()}
}

func (b *mapBase) ReadFile(_ context.Context, path string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	data, ok := b.files[path]
	switch {
	case b.err != nil:
		return nil, b.err
	case !b.up:
		return nil, base.ErrLinkLost
	case !ok:
		return nil, &base.FTPError{Op: base.FTPOpenFileRO, Code: base.FTPFileNotFound}
	}
	return data, nil
}

func (b *mapBase) Checksum(_ context.Context, path string) (uint32, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sums++
	data, ok := b.files[path]
	switch {
	case b.err != nil:
		return 0, b.err
	case !ok:
		return 0, &base.FTPError{Op: base.FTPCalcFileCRC32, Code: base.FTPFileNotFound}
	}
	return base.FTPChecksum(data), nil
}

func (b *mapBase) State() base.State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return base.State{Link: b.up}
}

func (b *mapBase) Changed() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.changed
}

func (b *mapBase) set(change func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change()
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *mapBase) link(up bool) { b.set(func() { b.up = up }) }

// floorRig runs a service in virtual time.
type floorRig struct {
	*kioskd.FloorService

	news atomic.Int32 // how often Changed was called
	used []*nav.Map   // by whoever wants the map
	log  bytes.Buffer
}

func runFloor(t *testing.T, o kioskd.FloorOptions, test func(r *floorRig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &floorRig{}
		if b, ok := o.Base.(*mapBase); ok {
			b.changed = make(chan struct{}) // in the bubble
		}
		o.Changed = func() { r.news.Add(1) }
		o.Use = func(m *nav.Map) { r.used = append(r.used, m) }
		o.Logger = slog.New(slog.NewTextHandler(&r.log, nil))
		o.Places = map[string]nav.Point{"door-3": {XM: 8.5, YM: 11.2}, "office": {XM: 8.5, YM: 13.5}, "moon": {XM: 1e6}}
		r.FloorService = kioskd.NewFloorService(o)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("Run: %v", err)
			}
		}()
		synctest.Wait()
		test(r)
	})
}

func (r *floorRig) after(d time.Duration) *kioskd.Floor {
	time.Sleep(d)
	synctest.Wait()
	return r.Floor()
}
