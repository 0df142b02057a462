package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// DefaultLimit is how much the broker keeps when nothing else is said.
	DefaultLimit = 2 << 30
	// LeastLimit is the smallest that a broker can do with.
	LeastLimit = 16 << 20
	// diskPart is what part of a disk the broker has at most.
	diskPart = 4
)

// errIll means that the broker cannot keep anything.
var errIll = errors.New("the broker's store is off")

// limitOf bounds a limit by the size of the disk. How much of that is free now
// does not count: a broker that starts on a full disk would stay small.
func limitOf(limit int64, dir string) int64 {
	if limit == 0 {
		limit = DefaultLimit
	}
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) == nil && fs.Bsize > 0 {
		limit = min(limit, int64(fs.Blocks)*fs.Bsize/diskPart)
	}
	return max(limit, LeastLimit)
}

// probeBytes is how much must fit before the broker is started anew.
const probeBytes = 4 << 20

// tryDisk says whether the disk below a folder takes what is written to it.
func tryDisk(dir string) (err error) {
	file, err := os.CreateTemp(dir, "probe-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	if _, err := file.Write(make([]byte, probeBytes)); err != nil {
		return err
	}
	return file.Sync()
}

// dropProbes deletes what a power cut left of tries.
func dropProbes(dir string) {
	old, err := filepath.Glob(filepath.Join(dir, "probe-*"))
	if err != nil {
		return // the pattern is good
	}
	for _, name := range old {
		_ = os.Remove(name) // the next start tries again
	}
}

const (
	reviveWait = 2 * time.Second
	reviveMost = time.Minute
)

// revive starts the server anew when its disk takes writes again: what has
// failed once it never writes to again.
func (b *Broker) revive(ctx context.Context) {
	b.logger.LogAttrs(ctx, slog.LevelError, "the broker cannot keep anything, and is started anew when its disk takes writes")
	wait := reviveWait
	if time.Since(b.revived) < reviveMost { // it helped for a moment only
		wait = min(2*b.waited, reviveMost)
	}
	b.waited = max(wait, reviveWait)
	for full := false; ; {
		b.Stop()
		timer := time.NewTimer(b.waited)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		if err := b.room(b.dir); err != nil {
			if !full {
				b.logger.LogAttrs(ctx, slog.LevelError, "the broker's disk takes no writes", slog.Any("error", err))
			}
			full, b.waited = true, reviveWait
			continue
		}
		for len(b.ill) > 0 {
			<-b.ill
		}
		_, err := b.begin()
		if err == nil {
			b.revived = time.Now()
			b.logger.LogAttrs(ctx, slog.LevelInfo, "the broker runs again")
			return
		}
		b.logger.LogAttrs(ctx, slog.LevelError, "the broker does not start", slog.Any("error", err))
		for len(b.fatal) > 0 {
			<-b.fatal
		}
	}
}

// checkLimit says whether a broker can do with a limit.
func checkLimit(limit int64) error {
	if limit != 0 && limit < LeastLimit {
		return fmt.Errorf("a limit of %d bytes, want at least %d", limit, LeastLimit)
	}
	return nil
}
