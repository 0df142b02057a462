package speech_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
	"tiepdan/speech/speechtest"
)

// soundServer is a PulseAudio of the test's own: its own runtime directory, no
// configuration of the machine, one module that makes a sink.
type soundServer struct {
	vars   []string // the environment that leads to it
	daemon *exec.Cmd
}

// nullSink plays into nothing but its monitor.
const nullSink = "module-null-sink sink_name=test rate=22050 channels=1"

func startSoundServer(tb testing.TB, module string) *soundServer {
	tb.Helper()
	for _, program := range []string{"pulseaudio", "parec"} {
		if _, err := exec.LookPath(program); err != nil {
			tb.Fatalf("%s is not installed (Debian: pulseaudio, pulseaudio-utils); run scripts/setup", program)
		}
	}
	//nolint:usetesting // a socket's path may have 108 bytes, fewer than some TempDirs
	dir, err := os.MkdirTemp("/tmp", "pa")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "native")
	s := &soundServer{vars: []string{
		"HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "PULSE_RUNTIME_PATH=" + dir, "PULSE_STATE_PATH=" + dir,
		"PULSE_SERVER=unix:" + socket, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + dir + "/none",
	}}
	s.daemon = exec.Command("pulseaudio", "--system=false", "--daemonize=no", "-n", "--use-pid-file=no", "--disable-shm=yes",
		"--exit-idle-time=-1", "--log-target=stderr", "--log-level=error",
		"-L", module,
		"-L", "module-native-protocol-unix socket="+socket+" auth-anonymous=1")
	s.daemon.Env = append(os.Environ(), s.vars...)
	var complaints bytes.Buffer
	s.daemon.Stderr = &complaints
	if err := s.daemon.Start(); err != nil {
		tb.Fatalf("cannot start pulseaudio: %v", err)
	}
	tb.Cleanup(func() {
		s.kill()
		if tb.Failed() {
			tb.Logf("pulseaudio said: %s", complaints.String())
		}
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			return s
		}
		if time.Now().After(deadline) {
			tb.Fatal("pulseaudio opened no socket within 10 s")
		}
	}
}

// kill ends the server at once; a second time it does nothing.
func (s *soundServer) kill() {
	_ = s.daemon.Process.Kill()
	_ = s.daemon.Wait()
}

// record starts recording what the sink plays. The function returned ends that
// and returns the path of a WAV.
func (s *soundServer) record(t *testing.T) (stop func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "heard.wav")
	rec := exec.Command("parec", "--device=test.monitor", "--file-format=wav", "--rate=22050", "--channels=1", "--format=s16le",
		"--latency-msec=500", path)
	rec.Env = append(os.Environ(), s.vars...)
	if err := rec.Start(); err != nil {
		t.Fatalf("cannot start parec: %v", err)
	}
	eventually(t, "parec recording", func() bool { return size(path) > 10000 })
	return func() string {
		// Until the null sink's latency has passed, what was played is not yet
		// on its monitor.
		until := size(path) + 2*22050*2
		eventually(t, "2 s more of recording", func() bool { return size(path) > until })
		_ = rec.Process.Signal(syscall.SIGTERM)
		_ = rec.Wait()
		return path
	}
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// TestSoundDevice asserts what was heard, not when: a null sink is a second or
// two late. It runs alone, and may say its sentence three times, because the
// server drops sound on a machine that is too busy; the WAV tests are exact.
func TestSoundDevice(t *testing.T) {
	server := startSoundServer(t, nullSink)
	v := start(t, speech.Options{Output: "auto"}, server.vars...)
	if got := v.link(t, "true"); !strings.Contains(got, "pulseaudio") {
		t.Fatalf("report of the link: got %q, want the device of pulseaudio", got)
	}
	best := 0.0
	for range 3 {
		stop := server.record(t)
		began := time.Now()
		if err := say(t, v, speech.Sentence{ID: "call", Text: call, Chime: true}); err != nil {
			t.Fatalf("Say: %v", err)
		}
		if took := time.Since(began); took < 4*time.Second {
			t.Errorf("Say returned after %v, before the 4 s that the chime and the words take", took)
		}
		heard := stop()
		share, err := speechtest.Heard(heard, "vi", callSpoken)
		if err != nil {
			t.Fatal(err)
		}
		other, err := speechtest.Heard(heard, "vi", otherSentence)
		if err != nil || other > 0.3 {
			t.Errorf("another sentence heard on the sink: got %.3f, %v, want at most 0.3", other, err)
		}
		t.Logf("share of the call heard: %.3f, of another sentence: %.3f", share, other)
		if best = max(best, share); best >= speechtest.MatchHeard {
			break
		}
	}
	if best < speechtest.MatchHeard {
		t.Errorf("the call heard on the sink: got %.3f, want at least %v", best, speechtest.MatchHeard)
	}
	if files := v.wavs(t); len(files) != 0 {
		t.Errorf("files: got %v, want none beside a device", files)
	}
}

// The sink that PulseAudio makes up on a machine without a card swallows what
// is said; it does not count as a device.
func TestMadeUpDevice(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{Output: "auto"}, startSoundServer(t, "module-always-sink").vars...)
	if got := v.link(t, "true"); !strings.HasPrefix(got, "true wav: ") || !strings.Contains(got, "no output device") {
		t.Errorf("report of the link: got %q, want files, as there is no output device", got)
	}
}

// speechd is killed while the device plays, and then the sound server itself.
func TestSoundDeviceLost(t *testing.T) {
	t.Parallel()
	server := startSoundServer(t, nullSink)
	v := start(t, speech.Options{Output: "auto"}, server.vars...)
	v.link(t, "true pulseaudio")

	lost := make(chan error, 1)
	go func() { lost <- say(t, v, speech.Sentence{ID: "lost", Text: call, Chime: true}) }()
	eventually(t, "the device playing", func() bool { return server.playing(t) })
	kill(t, v.pid(t), syscall.SIGKILL)
	if err := <-lost; err == nil {
		t.Error("the sentence spoken during the kill: got nil, want an error")
	}
	v.link(t, "true pulseaudio")

	go func() { lost <- say(t, v, speech.Sentence{ID: "cut", Text: call, Chime: true}) }()
	eventually(t, "the device playing again", func() bool { return server.playing(t) })
	server.kill()
	if err := <-lost; err == nil || !strings.Contains(err.Error(), "went away") {
		t.Errorf("the sentence cut off by the device: got %v, want that the device went away", err)
	}
	if got := v.link(t, "true wav"); !strings.Contains(got, v.dir) {
		t.Errorf("report: got %q, want the directory of the files", got)
	}
	if err := say(t, v, speech.Sentence{ID: "next", Text: call}); err != nil {
		t.Fatalf("the next sentence: got %v, want nil", err)
	}
	score, err := speechtest.Contains(v.wavs(t)[0], "vi", callSpoken)
	if err != nil || score < speechtest.Match {
		t.Errorf("the next sentence in its file: got %.3f, %v, want at least %v", score, err, speechtest.Match)
	}
}

// playing tells whether a stream plays, corked ones left out.
func (s *soundServer) playing(t *testing.T) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	list := exec.CommandContext(ctx, "pactl", "list", "sink-inputs")
	list.Env = append(append(os.Environ(), s.vars...), "LC_ALL=C")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("pactl: %v", err)
	}
	return strings.Contains(string(out), "Corked: no")
}
