package speech_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
)

// samples of a WAV, and its loudest one.
func samples(t *testing.T, path string) (all []int16, peak int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || len(b) < 44 {
		t.Fatalf("%s: got %d bytes, %v, want a WAV", path, len(b), err)
	}
	for i := 44; i+1 < len(b); i += 2 {
		v := int16(binary.LittleEndian.Uint16(b[i:]))
		all = append(all, v)
		peak = max(peak, int(v), -int(v))
	}
	return all, peak
}

// TestMusicOnDevice asserts what is heard, not when: a null sink is a second or
// two late, and drops sound on a machine that is too busy. Timing is tested with
// a device on a virtual clock.
func TestMusicOnDevice(t *testing.T) {
	server := startSoundServer(t, nullSink)
	v := start(t, speech.Options{Output: "device", Music: "built-in", MusicDB: 6, Volume: 100}, server.vars...)
	v.link(t, "true pulseaudio")
	heard := func() int {
		stop := server.record(t)
		time.Sleep(2 * time.Second)
		_, peak := samples(t, stop())
		return peak
	}
	if server.playing(t) {
		t.Error("before anything was asked for the device plays, want no stream")
	}
	v.Music(true)
	eventually(t, "the device playing", func() bool { return server.playing(t) })
	if peak := heard(); peak < 300 || peak > 20000 {
		t.Errorf("music: got a level of %d, want it heard, and below speech", peak)
	}
	// The child that plays it is lost, and the next one goes on without a word.
	before := v.pid(t)
	kill(t, before, syscall.SIGKILL)
	v.link(t, "true pulseaudio")
	eventually(t, "the next child playing", func() bool { return v.pid(t) != before && server.playing(t) })
	v.Music(false)
	eventually(t, "the device at rest", func() bool { return !server.playing(t) })
	if err := say(t, v, speech.Sentence{ID: "after", Text: "xin chào"}); err != nil {
		t.Errorf("a sentence after the music: %v", err)
	}
}

// The hour decides how loud a sentence is, but for alarms.
func TestVolumeByHour(t *testing.T) {
	t.Parallel()
	var volume atomic.Int64
	volume.Store(80)
	v := start(t, speech.Options{VolumeAt: func(time.Time) int { return int(volume.Load()) }})
	v.link(t, "true")
	level := func(s speech.Sentence) float64 {
		if err := say(t, v, s); err != nil {
			t.Fatalf("Say: %v", err)
		}
		files, err := filepath.Glob(filepath.Join(v.dir, "*-"+s.ID+".wav"))
		if err != nil || len(files) != 1 {
			t.Fatalf("files of %s: %v, %v", s.ID, files, err)
		}
		_, peak := samples(t, files[0])
		return float64(peak)
	}
	day := level(speech.Sentence{ID: "day", Text: "xin chào"})
	volume.Store(20)
	night := level(speech.Sentence{ID: "night", Text: "xin chào"})
	alarm := level(speech.Sentence{ID: "alarm", Text: "xin chào", Alarm: true})
	if got := night / day; math.Abs(got-1.0/16) > 0.01 {
		t.Errorf("a quarter of the slider: got %.3f of the level, want 1/16", got)
	}
	if got := alarm / day; math.Abs(got-100*100/80.0/80) > 0.05 {
		t.Errorf("an alarm at night: got %.3f of the level by day, want that of 100 %%", got)
	}
}

// An alarm does not wait behind what waits.
func TestAlarmGoesFirst(t *testing.T) {
	t.Parallel()
	v := prepare(t, speech.Options{})
	done := make(chan error, 3)
	for i, s := range []speech.Sentence{{ID: "one", Text: "một"}, {ID: "two", Text: "hai"}, {ID: "alarm", Text: "cháy", Alarm: true}} {
		go func() { done <- say(t, v, s) }()
		eventually(t, "the sentence waiting", func() bool { return speech.Waiting(v.Client) == i+1 })
	}
	run(t, v)
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	files := v.wavs(t)
	if len(files) != 3 || !strings.HasSuffix(files[0], "-alarm.wav") {
		t.Errorf("files: got %v, want the alarm first", files)
	}
}

func TestNewRefusesBadMusic(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]speech.Options{
		`"loud"`: {Music: "loud"}, "directory": {Music: "files"}, "61 dB": {Music: "built-in", MusicDB: 61},
	} {
		o.Path = "x"
		if _, err := speech.New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%+v): got %v, want an error with %s", o.Music, err, want)
		}
	}
}
