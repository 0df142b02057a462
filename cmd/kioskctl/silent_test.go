package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// beKioskctl in the environment makes the test's program kioskctl itself.
const beKioskctl = "BE_KIOSKCTL"

func TestMain(m *testing.M) {
	if os.Getenv(beKioskctl) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestSilentStart: a terminal that answers no question, as a serial console or a
// recorder, is asked none before a form is wanted: who asks for its colours waits five
// seconds for nothing.
func TestSilentStart(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--version"}, {"config", "check", "../../config/tiepdan.example.toml"}} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
		// Nothing of this machine's environment: with CI in it, libraries ask nothing.
		cmd.Env = []string{beKioskctl + "=1", "TERM=xterm-256color", "HOME=" + t.TempDir()}
		begun := time.Now()
		hand, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(hand) // and never a word back
		if err != nil && !errors.Is(err, syscall.EIO) {
			t.Fatal(err) // EIO is how the end of a pseudo-terminal is told
		}
		if err := errors.Join(cmd.Wait(), hand.Close()); err != nil {
			t.Errorf("%v: got %v, %s", args, err, text)
		}
		if strings.Contains(string(text), "\x1b") {
			t.Errorf("%v: got %q, want no question to the terminal", args, text)
		}
		if strings.TrimSpace(string(text)) == "" {
			t.Errorf("%v: got nothing, want an answer", args)
		}
		if took := time.Since(begun); took > 4*time.Second { // on two busy cores; a query takes five
			t.Errorf("%v: took %v", args, took)
		}
	}
}
