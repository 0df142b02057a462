package speech_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/tonetest"
)

// control gives the sound server an order.
func (s *soundServer) control(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "pactl", args...)
	c.Env = append(append(os.Environ(), s.vars...), "LC_ALL=C")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("pactl %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// play plays a recording into the sink whose monitor is the microphone.
func (s *soundServer) play(t *testing.T, wav string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "paplay", "--device=test", wav)
	c.Env = append(os.Environ(), s.vars...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Wait() })
}

// TestMicrophone: the microphone of a sound server is plugged in, heard, pulled
// out in the middle of a request, and plugged in again. What is heard is
// asserted, not when: a null sink is a second or two late.
func TestMicrophone(t *testing.T) {
	t.Parallel()
	server := startSoundServer(t, "module-always-sink")
	h := hears(t, "auto", tones(t), server.vars...)
	h.until(t, "[]", "there is no microphone") // what PulseAudio makes up is none
	plug := func() string {
		return server.control(t, append([]string{"load-module"}, strings.Fields(nullSink)...)...)
	}
	module := plug()
	h.until(t, "[vi]", "pulseaudio")

	wav := recording(t, tonetest.Silence(2500*time.Millisecond), tonetest.Say("giấy khai sinh"), tonetest.Silence(time.Second))
	heard := []string{}
	for range 6 { // a busy machine drops sound
		server.play(t, wav)
		text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"})
		if err != nil && strings.Contains(err.Error(), "no sound any more") { // or halts it: the microphone is opened again
			time.Sleep(2 * time.Second)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if heard = append(heard, text); text == "giấy khai sinh" {
			break
		}
	}
	if !slices.Contains(heard, "giấy khai sinh") {
		t.Errorf("got %q, want what was played", heard)
	}

	time.AfterFunc(time.Second, func() { server.control(t, "unload-module", module) })
	if text, err := h.Listen(t.Context(), speech.Request{Lang: "vi"}); err == nil || !strings.Contains(err.Error(), "microphone was lost") {
		t.Errorf("pulled out: got %q, %v, want that the microphone was lost", text, err)
	}
	h.until(t, "[]", "there is no microphone")
	plug()
	h.until(t, "[vi]", "pulseaudio")
}
