package main_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/bcrypt"

	kioskd "tiepdan/cmd/kioskd"
	"tiepdan/kiosk"
)

// A wrong PIN costs a wait, a further one twice that; the right one opens.
func TestUnlockSlowsDown(t *testing.T) {
	t.Parallel()
	hash, err := bcrypt.GenerateFromPassword([]byte("246800"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		entered, refused := 0, 0
		try, run := kioskd.NewUnlock(string(hash), func(m kiosk.Msg) {
			if _, ok := m.(kiosk.TechnicianEntered); ok {
				entered++
			}
		}, func() { refused++ }, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- run(ctx) }()
		synctest.Wait()
		for i, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			try("111111")
			time.Sleep(wait - time.Millisecond)
			synctest.Wait()
			if refused != 2*i {
				t.Fatalf("wrong PIN %d: got %d refusals before %v, want %d", i+1, refused, wait, 2*i)
			}
			try("246800") // right, but before its time: it must not open the page later
			synctest.Wait()
			if refused != 2*i+1 || entered != 0 {
				t.Fatalf("the right PIN within the wait: got %d refusals and %d entries, want %d and 0", refused, entered, 2*i+1)
			}
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			if refused != 2*i+2 {
				t.Fatalf("wrong PIN %d: got %d refusals after %v, want %d", i+1, refused, wait, 2*i+2)
			}
		}
		try("246800")
		synctest.Wait()
		if entered != 1 || refused != 6 {
			t.Errorf("got entered %d times and refused %d, want 1 and 6", entered, refused)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if s := log.String(); strings.Contains(s, "111111") || strings.Contains(s, "246800") {
			t.Errorf("the log holds a PIN: %s", s)
		}
	})
}
