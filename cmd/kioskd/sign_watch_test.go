package main_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/drivers/base"
)

// TestABaseThatDoesNotSign: the log says so once, and again after it has signed.
func TestABaseThatDoesNotSign(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var now base.LineStats
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			ended <- kioskd.SignWatch(func() base.LineStats { return now }, time.Second, slog.New(slog.NewTextHandler(&log, nil)))(ctx)
		}()
		time.Sleep(500 * time.Millisecond)
		for _, step := range []struct {
			name             string
			signed, unsigned uint64
			warnings         int
		}{
			{"silent", 0, 0, 0},
			{"unsigned", 0, 5, 1},
			{"still", 0, 10, 1},
			{"signed, with a stranger's frame", 20, 11, 1},
			{"unsigned again", 20, 15, 2},
		} {
			now.Frames, now.Unsigned = step.signed, step.unsigned
			time.Sleep(time.Second)
			synctest.Wait()
			if n := strings.Count(log.String(), "level=WARN"); n != step.warnings {
				t.Errorf("%s: %d warnings, want %d: %s", step.name, n, step.warnings, log.String())
			}
		}
		cancel()
		<-ended
	})
}
