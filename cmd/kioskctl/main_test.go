package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestUnknownCommand: a word that is no command is refused at every depth; help alone
// is asked for by nothing or --help.
func TestUnknownCommand(t *testing.T) {
	t.Parallel()
	groups := [][]string{{}}
	for _, cmd := range commands() {
		if cmd.HasSubCommands() && !cmd.Runnable() {
			groups = append(groups, []string{cmd.Name()})
		}
	}
	if len(groups) < 6 {
		t.Fatalf("got %q, want more groups", groups)
	}
	for _, group := range groups {
		if _, err := runCommand(t, "", append(group, "aply")...); err == nil || !strings.Contains(err.Error(), `unknown command "aply"`) {
			t.Errorf("%q aply: got %v, want a refusal", group, err)
		}
		if out, err := runCommand(t, "", group...); err != nil || !strings.Contains(out, "Available Commands") {
			t.Errorf("%q: got %v, %s, want its commands", group, err, out)
		}
	}
}

// ends says how a kioskctl ended that gets the signal again and again, or but once;
// one that does not end within ten seconds is killed.
func ends(t *testing.T, cmd *exec.Cmd, once bool) error {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	deadline := time.After(10 * time.Second)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	for {
		select {
		case err := <-ended:
			return err
		case <-again.C:
			if !once {
				_ = cmd.Process.Signal(os.Interrupt) // it may have ended
			}
		case <-deadline:
			t.Error("it does not end")
			return errors.Join(cmd.Process.Kill(), <-ended)
		}
	}
}

// TestInterruptAtQuestion: who is asked can leave by Ctrl-C.
func TestInterruptAtQuestion(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "doctor", "--move")
	cmd.Env = []string{beKioskctl + "=1"}
	silent, err := cmd.StdinPipe() // open, and nobody writes
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(said).ReadString(']'); err != nil {
		t.Fatal(err)
	}
	err = ends(t, cmd, true)
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		t.Errorf("got %v, want the status 1", err)
	}
}

// TestInterruptTwice: what waits for a file that never comes ends with the second signal.
func TestInterruptTwice(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "unit.toml")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "config", "check", name)
	cmd.Env = []string{beKioskctl + "=1"}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hand, err := os.OpenFile(name, os.O_WRONLY, 0) // there once kioskctl reads it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = hand.Close() }()
	if err := ends(t, cmd, false); err == nil {
		t.Error("got success, want none")
	}
}
