package speech_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tiepdan/speech"
)

// parentDir makes the test program play kioskd: it runs a voice in this
// directory until it is killed.
const parentDir = "TIEPDAN_TEST_PARENT_DIR"

// builtPath and slowPath are where TestMain puts the programs.
var builtPath, slowPath string

// slowScript is an espeak-ng that, given its text, hangs while the file named
// by SLOW exists, and notes beside it that it does.
const slowScript = `#!/bin/sh
text=$(cat)
[ -e "$SLOW" ] && touch "$SLOW.hangs" && exec sleep 60
printf '%s' "$text" | espeak-ng "$@"
`

func TestMain(m *testing.M) {
	if dir := os.Getenv(parentDir); dir != "" {
		playParent(dir)
		return
	}
	code, err := prepareAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func prepareAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "speechd-test-")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	builtPath, slowPath = filepath.Join(dir, "speechd"), filepath.Join(dir, "slow-espeak")
	if err := os.WriteFile(slowPath, []byte(slowScript), 0o755); err != nil {
		return 1, err
	}
	if out, err := exec.Command("go", "build", "-o", builtPath, "tiepdan/cmd/speechd").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("cannot build speechd: %w: %s", err, out)
	}
	code := m.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		return 1, err
	}
	return code, nil
}

// voice is a running client on the real speechd.
type voice struct {
	*speech.Client
	dir   string // of the WAV files
	pids  string // file with the pid of the newest child
	links chan string
}

// start runs a client until the test ends. The child is reached through sh,
// which notes its pid, and env, which sets vars.
func start(t *testing.T, o speech.Options, vars ...string) *voice {
	t.Helper()
	v := prepare(t, o, vars...)
	run(t, v)
	return v
}

func prepare(t *testing.T, o speech.Options, vars ...string) *voice {
	t.Helper()
	dir := t.TempDir()
	v := &voice{dir: filepath.Join(dir, "wav"), pids: filepath.Join(dir, "pid"), links: make(chan string, 100)}
	extra := o.Args
	o.Path = "/bin/sh"
	o.Args = append([]string{"-c", `echo $$ >"$0.tmp" && mv "$0.tmp" "$0" && exec env "$@"`, v.pids}, vars...)
	o.Args = append(append(o.Args, builtPath), extra...)
	if o.Output == "" {
		o.Output = "wav"
	}
	o.WAVDir = v.dir
	o.OnLink = func(up bool, detail string) { v.links <- fmt.Sprintf("%v %s", up, detail) }
	c, err := speech.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	v.Client = c
	return v
}

func run(t *testing.T, v *voice) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run: got %v, want nil", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("Run did not end within 10 s of its context")
		}
	})
}

// link waits for a report that begins with prefix.
func (v *voice) link(t *testing.T, prefix string) string {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case got := <-v.links:
			if strings.HasPrefix(got, prefix) {
				return got
			}
		case <-deadline:
			t.Fatalf("no report of the link beginning with %q within 10 s", prefix)
		}
	}
}

// pid of the newest child.
func (v *voice) pid(t *testing.T) int {
	t.Helper()
	return readPID(t, v.pids)
}

func readPID(tb testing.TB, path string) int {
	tb.Helper()
	pid := 0
	eventually(tb, "a pid in "+path, func() bool {
		b, err := os.ReadFile(path)
		if err != nil {
			return false
		}
		_, err = fmt.Sscan(string(b), &pid)
		return err == nil
	})
	return pid
}

// wavs returns the files written, oldest first.
func (v *voice) wavs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(v.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func say(t *testing.T, v *voice, s speech.Sentence) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if s.Lang == "" {
		s.Lang = "vi"
	}
	return v.Say(ctx, s)
}

func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(60 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("%s: not within 60 s", what)
		}
	}
}

// alive tells whether a process runs; a zombie does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// playParent is kioskd's part in TestParentKilled.
func playParent(dir string) {
	c, err := speech.New(speech.Options{
		Path: "/bin/sh", Args: []string{"-c", `echo $$ >"$0.tmp" && mv "$0.tmp" "$0" && exec "$@"`, filepath.Join(dir, "pid"), os.Getenv("SPEECHD")},
		Output: "wav", WAVDir: filepath.Join(dir, "wav"),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = c.Run(context.Background())
}
