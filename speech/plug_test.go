package speech_test

import (
	"strings"
	"testing"

	"tiepdan/speech"
)

// A loudspeaker is plugged in, another one takes its place, and both are pulled
// out: the voice says so by itself, with nothing to say.
func TestSpeakerComesAndGoes(t *testing.T) {
	t.Parallel()
	server := startSoundServer(t, "module-always-sink")
	v := start(t, speech.Options{Output: "auto"}, server.vars...)
	v.link(t, "true wav: ")
	usb := server.control(t, "load-module", "module-null-sink", "sink_name=usb", "sink_properties=device.description=USB")
	if got := v.link(t, "true pulseaudio"); !strings.Contains(got, "USB") {
		t.Errorf("plugged in: got %q, want the USB loudspeaker", got)
	}
	hall := server.control(t, "load-module", "module-null-sink", "sink_name=hall", "sink_properties=device.description=Hall")
	server.control(t, "set-default-sink", "hall")
	if got := v.link(t, "true pulseaudio"); !strings.Contains(got, "Hall") {
		t.Errorf("another one chosen: got %q, want that of the hall", got)
	}
	if err := say(t, v, speech.Sentence{ID: "x", Text: "xin chào"}); err != nil {
		t.Errorf("on the new one: %v", err)
	}
	server.control(t, "unload-module", hall)
	server.control(t, "unload-module", usb)
	if got := v.link(t, "true wav: "); !strings.Contains(got, "no output device") {
		t.Errorf("pulled out: got %q, want files, as there is no device", got)
	}
}
