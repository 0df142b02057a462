package window_test

import (
	"testing"
	"time"

	"tiepdan/ui/uitest"
)

// What a visit leaves behind goes back to the system when the screen rests.
func TestMemoryIsGivenBackAtRest(t *testing.T) {
	t.Parallel()
	r := newRig(t, uitest.Landscape())
	r.shows("home")
	for range 60 {
		for _, name := range []string{"called", "rating", "home-busy"} {
			frames := r.count("frame")
			r.order("show " + name)
			r.until("a frame", func() bool { return r.count("frame") > frames })
		}
	}
	busy := memory(t, r.cmd.Process.Pid)
	r.until("memory is given back", func() bool { return memory(t, r.cmd.Process.Pid) < busy*95/100 })
	time.Sleep(time.Second)
	frames, used := r.count("frame"), r.cpu()
	time.Sleep(3 * time.Second)
	if got := r.count("frame") - frames; got != 0 {
		t.Errorf("at rest: got %d frames, want none", got)
	}
	if got := r.cpu() - used; got > 60*time.Millisecond {
		t.Errorf("at rest: got %v of processor time in 3 s, want about none", got)
	}
}
