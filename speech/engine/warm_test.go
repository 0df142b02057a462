package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech/engine"
)

// counted is an espeak-ng that notes each of its starts.
func counted(t *testing.T) (path string, starts func() []int) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "espeak")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho $$ >>"+dir+"/starts\nexec espeak-ng \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, func() []int {
		file, _ := os.ReadFile(filepath.Join(dir, "starts"))
		var pids []int
		for f := range strings.FieldsSeq(string(file)) {
			if pid, err := strconv.Atoi(f); err == nil {
				pids = append(pids, pid)
			}
		}
		return pids
	}
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(60 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%s: not within 60 s", what)
		}
	}
}

// A process waits for each language, says one text, is replaced, and none is
// left at the end.
func TestWarm(t *testing.T) {
	t.Parallel()
	path, starts := counted(t)
	w := engine.NewWarm(engine.Espeak{Path: path, Voice: "vi", Speed: engine.DefaultSpeed})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx) })
	until(t, "two processes that wait", func() bool { return len(starts()) == 2 })
	samples := func(text string) int {
		n := 0
		if err := w.Synthesise(t.Context(), engine.Utterance{Lang: "vi", Text: text}, func(p []int16) error { n += len(p); return nil }); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		return n
	}
	if a, b := samples("xin chào"), samples("xin mời ông bà đến cửa số ba"); a == 0 || b <= a {
		t.Errorf("got %d and %d samples, want some, and more of the longer text", a, b)
	}
	until(t, "one more for each sentence", func() bool { return len(starts()) == 4 })
	for _, pid := range starts() { // those that wait die: the next sentence is said all the same
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	if samples("xin chào") == 0 {
		t.Error("after the death of the one that waited: nothing was said")
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := w.Synthesise(gone, engine.Utterance{Lang: "vi", Text: "xin chào"}, func([]int16) error { return nil }); err == nil {
		t.Error("taken back: got no error")
	}
	if err := w.Check(); err != nil {
		t.Error(err)
	}
	cancel()
	running.Wait()
	for _, pid := range starts() {
		if syscall.Kill(pid, 0) == nil {
			t.Errorf("process %d is left", pid)
		}
	}
}
