package main_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/kiosk"
)

// TestABaseOnItsWayOutlivesNoProgram ends the whole program on the robot's way:
// killed and back at once it stands before it goes on, ended kindly it is held.
func TestABaseOnItsWayOutlivesNoProgram(t *testing.T) {
	r := newBareRig(t)
	r.base = start(t, nil, "kiosksim", "base", "--pty", filepath.Join(r.dir, "base"), "--start", "welcome")
	r.base.line("ready ")
	// mps is over a tenth of a second.
	mps := func() float64 {
		east, north := whereIs(t, r.base.command("where"))
		begun := time.Now()
		time.Sleep(100 * time.Millisecond)
		east2, north2 := whereIs(t, r.base.command("where"))
		return max(east2-east, east-east2, north2-north, north-north2) / time.Since(begun).Seconds()
	}
	// slow waits until it is no faster.
	slow := func(limit float64, within time.Duration) {
		t.Helper()
		begun := time.Now()
		for v := mps(); v > limit; v = mps() {
			if time.Since(begun) > within {
				t.Fatalf("%v after the end it drives at %.2f m/s", time.Since(begun), v)
			}
		}
		t.Logf("slow after %v", time.Since(begun).Round(10*time.Millisecond))
	}
	drives := func() {
		t.Helper()
		eventually(t, "it drives", 20*time.Second, func() error {
			if mps() < 0.4 {
				return errNotYet
			}
			return nil
		})
	}
	r.until("it is idle", func(v kiosk.View) bool { return v.Robot.State == "idle" })
	r.official(3).do("summon", func(v kiosk.View) bool { return v.Robot.Mission != "" })
	drives()
	r.kioskd.kill()
	time.Sleep(170 * time.Millisecond)
	r.startKioskd()
	slow(0.2, 1800*time.Millisecond)

	drives() // the journal knows of the call
	begun := time.Now()
	if err := r.kioskd.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-r.kioskd.done
	took := time.Since(begun)
	t.Logf("the end took %v", took.Round(10*time.Millisecond))
	if took > 2*time.Second { // a second, and a busy machine
		t.Errorf("the end took %v", took)
	}
	slow(0.01, 2*time.Second)
	time.Sleep(time.Second)
	slow(0.01, 0)
}

// whereIs reads the answer to "where".
func whereIs(tb testing.TB, answer string) (east, north float64) {
	tb.Helper()
	words := strings.Fields(answer)
	if len(words) < 2 {
		tb.Fatalf("got %q", answer)
	}
	for i, to := range []*float64{&east, &north} {
		var err error
		if *to, err = strconv.ParseFloat(words[i], 64); err != nil {
			tb.Fatalf("got %q", answer)
		}
	}
	return east, north
}
