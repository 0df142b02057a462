package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// screenful is what a terminal has shown so far.
type screenful struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *screenful) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

// until waits until a text is shown.
func (s *screenful) until(t *testing.T, want string) {
	t.Helper()
	for range 3000 {
		s.mu.Lock()
		shown := s.all.String()
		s.mu.Unlock()
		if strings.Contains(shown, want) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the terminal shows %q, want %q", s.all.String(), want)
}

// TestHashPINHidden: at a terminal the PIN is asked for twice, and never shown.
func TestHashPINHidden(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ first, second, want string }{
		{"864209", "864209", `\$2a\$10\$`},
		{"864209", "864208", "not the same"},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "config", "hash-pin")
		cmd.Env = []string{beKioskctl + "=1", "TERM=xterm", "HOME=" + t.TempDir()}
		hand, err := pty.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		shown := &screenful{}
		read := make(chan struct{})
		go func() { defer close(read); _, _ = io.Copy(shown, hand) }()
		shown.until(t, "PIN: ")
		_, _ = io.WriteString(hand, tt.first+"\n")
		shown.until(t, "once more: ")
		_, _ = io.WriteString(hand, tt.second+"\n")
		_ = cmd.Wait() // the second of the two fails
		<-read
		hand.Close()
		if text := shown.all.String(); !regexp.MustCompile(tt.want).MatchString(text) || strings.Contains(text, tt.first) || strings.Contains(text, tt.second) {
			t.Errorf("the terminal shows %q, want %s and no PIN", text, tt.want)
		}
	}
}

// TestMissing: who forgets what a command needs is told that, and nothing else.
func TestMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	junk := dir + "/junk.img.zst"
	if err := os.WriteFile(junk, []byte("no image"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"provision"}, "without --ward, --code, --ca"},
		{[]string{"provision", "--ward", "https://10.0.0.5:8443", "--ca", "1f2e"}, "without --code:"},
		{[]string{"provision", "--ward", "https://10.0.0.5:8443", "--ca", "1f2e", "--code", "7KQ2M-XW9AB", "--root", dir + "/none"}, "no such folder"},
		{[]string{"flash", junk, "/dev/none"}, "cannot read the image"},
	} {
		if out, err := runCommand(t, "", tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "--unit") {
			t.Errorf("%v: got %v, %s, want %q", tt.args, err, out, tt.want)
		}
	}
}

// TestBundleToStandardOutput: from afar the bundle comes over the line, and no file "-" is left.
func TestBundleToStandardOutput(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	cmd := newBundleCommand()
	var out, told bytes.Buffer
	cmd.SetArgs([]string{"-", "--config", dir + "/none", "--socket", dir + "/none"})
	cmd.SetOut(&out)
	cmd.SetErr(&told)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte{0x1f, 0x8b}) || !strings.Contains(told.String(), "packed") {
		t.Errorf("got %d bytes, %q, want a file of gzip, and what was packed beside it", out.Len(), told.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("got %v, %v, want no file", left, err)
	}
}
