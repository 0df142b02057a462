package speech_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/speech"
)

func TestKilledMidSentence(t *testing.T) {
	t.Parallel()
	slow := filepath.Join(t.TempDir(), "slow")
	v := start(t, speech.Options{Args: []string{"--espeak=" + slowPath}}, "SLOW="+slow)
	v.link(t, "true")
	touch(t, slow)
	lost := make(chan error, 1)
	go func() { lost <- say(t, v, speech.Sentence{ID: "lost", Text: call, Chime: true}) }()
	pid := v.pid(t)
	hangs(t, slow)
	kill(t, pid, syscall.SIGKILL)
	if err := <-lost; err == nil || !strings.Contains(err.Error(), "lost while it spoke") {
		t.Errorf("the sentence spoken during the kill: got %v, want an error saying so", err)
	}
	remove(t, slow)
	began := time.Now()
	if err := say(t, v, speech.Sentence{ID: "next", Text: call}); err != nil {
		t.Fatalf("the next sentence: got %v, want nil", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the next sentence took %v, want at most 1 s", took)
	}
	files := v.wavs(t)
	if len(files) != 1 || !strings.HasSuffix(files[0], "-next.wav") {
		t.Errorf("files: got %v, want the next sentence alone, nothing half-written", files)
	}
}

func TestStuckIsKilled(t *testing.T) {
	t.Parallel()
	v := start(t, speech.Options{Heartbeat: 200 * time.Millisecond})
	v.link(t, "true")
	pid := v.pid(t)
	kill(t, pid, syscall.SIGSTOP)
	if got := v.link(t, "false"); !strings.Contains(got, "stuck") {
		t.Errorf("report: got %q, want that it is stuck", got)
	}
	v.link(t, "true")
	if err := say(t, v, speech.Sentence{ID: "next", Text: "xin chào"}); err != nil || alive(pid) {
		t.Errorf("after a stop: got %v and the old child alive %v, want nil, false", err, alive(pid))
	}
}

// Noise on the link costs lines, not the voice: the child here prints garbage
// before it becomes speechd.
func TestCorruptLines(t *testing.T) {
	t.Parallel()
	c, err := speech.New(speech.Options{
		Path: "/bin/sh", Output: "wav", WAVDir: t.TempDir(),
		Args: []string{"-c", `printf 'boo\n\377\376\n{"v":9,"event":"hello"}\n{"v":1,"event":"done","id":"x"}\n'; exec "$0" "$@"`, builtPath},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := &voice{Client: c}
	run(t, v)
	if err := say(t, v, speech.Sentence{ID: "x", Text: "xin chào"}); err != nil {
		t.Errorf("Say after corrupt lines: got %v, want nil", err)
	}
}

// A machine without espeak-ng: the voice is down and says why, each sentence
// fails at once with the reason, and the voice comes with the package.
func TestSynthesiserMissing(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	v := start(t, speech.Options{}, "PATH="+bin)
	const why = "false cannot find espeak-ng: is the package installed?"
	if got := v.link(t, ""); got != why {
		t.Errorf("first report: got %q, want %q", got, why)
	}
	began := time.Now()
	for _, id := range []string{"one", "two"} {
		err := say(t, v, speech.Sentence{ID: id, Text: call, Chime: true})
		if err == nil || !strings.Contains(err.Error(), "espeak-ng") || !strings.Contains(err.Error(), "installed") {
			t.Errorf("sentence %s: got %v, want that espeak-ng is not installed", id, err)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("two sentences failed after %v, want at once", took)
	}
	if files := v.wavs(t); len(files) != 0 {
		t.Errorf("files: got %v, want none", files)
	}
	installed, err := exec.LookPath("espeak-ng")
	if err != nil {
		t.Fatalf("cannot find espeak-ng, which this test needs: run scripts/setup test (%v)", err)
	}
	if err := os.Symlink(installed, filepath.Join(bin, "espeak-ng")); err != nil {
		t.Fatal(err)
	}
	if got := v.link(t, ""); !strings.HasPrefix(got, "true ") || !strings.Contains(got, v.dir) {
		t.Errorf("report after the installation: got %q, want up, with the directory %s", got, v.dir)
	}
	if err := say(t, v, speech.Sentence{ID: "three", Text: call}); err != nil {
		t.Errorf("sentence after the installation: got %v, want nil", err)
	}
	remove(t, filepath.Join(bin, "espeak-ng"))
	if got := v.link(t, ""); got != why {
		t.Errorf("report after the removal: got %q, want %q", got, why)
	}
}

func TestProgramMissing(t *testing.T) {
	t.Parallel()
	links := make(chan string, 100)
	c, err := speech.New(speech.Options{Path: filepath.Join(t.TempDir(), "none"), OnLink: func(_ bool, d string) { links <- d }})
	if err != nil {
		t.Fatal(err)
	}
	run(t, &voice{Client: c})
	began := time.Now()
	if err := say(t, &voice{Client: c}, speech.Sentence{ID: "x", Text: "xin chào"}); !errors.Is(err, speech.ErrDown) {
		t.Errorf("Say without a speechd: got %v, want ErrDown", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("Say without a speechd: failed after %v, want at most 5 s", took)
	}
	if got := <-links; !strings.Contains(got, "no such file") {
		t.Errorf("report: got %q, want the cause", got)
	}
}

func TestSayAfterRun(t *testing.T) {
	t.Parallel()
	c, err := speech.New(speech.Options{Path: builtPath})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Run(ctx); err != nil {
		t.Fatalf("Run: %v", err)
	}
	if err := say(t, &voice{Client: c}, speech.Sentence{ID: "x", Text: "xin chào"}); !errors.Is(err, speech.ErrDown) {
		t.Errorf("Say after Run: got %v, want ErrDown", err)
	}
}

// kioskd killed with -9 leaves no speechd behind.
func TestParentKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentDir+"="+dir, "SPEECHD="+builtPath)
	parent.Stderr = os.Stderr
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	pid := readPID(t, filepath.Join(dir, "pid"))
	eventually(t, "speechd at work", func() bool { _, err := os.Stat(filepath.Join(dir, "wav")); return err == nil })
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	eventually(t, "end of the orphan", func() bool { return !alive(pid) })
}

func kill(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatalf("signal %v to %d: %v", sig, pid, err)
	}
}

// hangs waits until the slow synthesiser does.
func hangs(t *testing.T, slow string) {
	t.Helper()
	eventually(t, "speechd's synthesiser at work", func() bool { _, err := os.Stat(slow + ".hangs"); return err == nil })
}

func touch(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
