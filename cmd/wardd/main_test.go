package main_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"tiepdan/cmd/internal/freeport"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// binary builds wardd once for all tests, as it is shipped: without cgo.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wardd-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "wardd")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if dir := os.Getenv(envRobot); dir != "" {
		if err := robotMain(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if path, err := binary(); err == nil {
			os.RemoveAll(filepath.Dir(path))
		}
		os.Exit(code)
	}))
}

const patience = 60 * time.Second // for a machine that is busy with other tests

// eventually polls until ok, and fails with what says.
func eventually(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	tb.Fatalf("not within %v: %s", patience, what)
}

// wardd is one ward: a folder and a fixed port, and a process that comes and goes.
type wardd struct {
	t        testing.TB
	dir      string
	mqtt     string // host:port that robots connect to
	external bool
	listen   string   // of the page; port 0 takes another one each time
	more     string   // of the configuration
	wrap     []string // command before the program
	made     string   // configuration that is there already

	cmd    *exec.Cmd
	page   string
	ended  chan error
	mu     sync.Mutex
	stderr strings.Builder
}

func newWardd(tb testing.TB, broker string) *wardd {
	tb.Helper()
	w := &wardd{t: tb, dir: tb.TempDir(), mqtt: broker, external: broker != "", listen: "127.0.0.1:0"}
	if broker == "" {
		w.mqtt = freeport.Address(tb)
	}
	tb.Cleanup(func() {
		w.kill()
		if tb.Failed() {
			tb.Logf("wardd said:\n%s", w.said())
		}
	})
	return w
}

func (w *wardd) config(more string) string {
	w.t.Helper()
	mqtt := fmt.Sprintf("listen = %q", w.mqtt)
	if w.external {
		mqtt = fmt.Sprintf("broker = %q", "tcp://"+w.mqtt)
	}
	file := filepath.Join(w.dir, "wardd.toml")
	text := fmt.Sprintf("state_dir = \"state\"\n[mqtt]\n%s\n[page]\nlisten = %q\n%s", mqtt, w.listen, more)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return file
}

// start runs the program and waits for its ready line.
func (w *wardd) start() {
	w.t.Helper()
	path, err := binary()
	if err != nil {
		w.t.Fatal(err)
	}
	file := w.made
	if file == "" {
		file = w.config(w.more)
	}
	args := append(append([]string{}, w.wrap...), path, "--config", file)
	w.cmd = exec.Command(args[0], args[1:]...)
	w.cmd.Stderr = w
	stdout, err := w.cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	w.ended = make(chan error, 1)
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(w.cmd, w.ended)
	var mqtt string
	if _, scanErr := fmt.Sscanf(line, "ready mqtt=%s page=%s\n", &mqtt, &w.page); err != nil || scanErr != nil {
		w.t.Fatalf("got %q, %v, want the ready line; wardd said: %s", line, err, w.said())
	}
	if want := w.mqtt; !strings.HasSuffix(mqtt, "://"+want) {
		w.t.Errorf("got mqtt=%s, want %s", mqtt, want)
	}
}

// Write takes what the program says on standard error.
func (w *wardd) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stderr.Write(p)
}

func (w *wardd) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stderr.String()
}

func (w *wardd) kill() { _ = w.end(syscall.SIGKILL) } // it was killed, so it says so

func (w *wardd) stop() {
	w.t.Helper()
	if err := w.end(syscall.SIGTERM); err != nil {
		w.t.Errorf("got %v after SIGTERM, want exit status 0", err)
	}
}

func (w *wardd) end(signal syscall.Signal) error {
	if w.cmd == nil {
		return nil
	}
	if err := w.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		w.t.Error(err)
	}
	w.cmd = nil
	return <-w.ended
}

// query reads the database of a ward, running or not, as somebody else would.
func (w *wardd) query(query string, into ...any) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "state", "ward.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(w.t.Context(), query).Scan(into...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

func (w *wardd) count(what string) int {
	w.t.Helper()
	var n int
	w.query("SELECT count(*) FROM "+what, &n)
	return n
}

// wantExactly checks that the ratings of an outbox are stored, each once.
func (w *wardd) wantExactly(o *outbox) {
	w.t.Helper()
	stored := make(map[string]int)
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "state", "ward.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(w.t.Context(), "SELECT id FROM events JOIN ratings USING (n) WHERE epoch = ?", o.epoch)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			w.t.Fatal(err)
		}
		stored[id]++
	}
	lost, twice := 0, 0
	for _, r := range o.all() {
		switch stored[r.ID] {
		case 0:
			lost++
		case 1:
		default:
			twice++
		}
	}
	if n := len(o.all()); lost != 0 || twice != 0 || len(stored) != n {
		w.t.Errorf("got %d stored of %d: %d lost, %d twice, want each once", len(stored), n, lost, twice)
	}
}

// outbox keeps records in memory; it outlives the clients that use it.
type outbox struct {
	epoch string
	wake  chan struct{}

	mu        sync.Mutex
	records   []report.Record
	delivered uint64
}

func newOutbox(epoch string) *outbox { return &outbox{epoch: epoch, wake: make(chan struct{}, 1)} }

func (o *outbox) Epoch() string         { return o.epoch }
func (o *outbox) Wake() <-chan struct{} { return o.wake }

func (o *outbox) Pending(_ context.Context, after uint64, limit int) ([]report.Record, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	from := min(after, uint64(len(o.records)))
	to := min(from+uint64(limit), uint64(len(o.records)))
	return o.records[from:to:to], nil
}

func (o *outbox) Deliver(_ context.Context, upto uint64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.delivered = upto
	return nil
}

func (o *outbox) upto() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.delivered
}

func (o *outbox) all() []report.Record {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.records
}

func (o *outbox) put(t *testing.T, kind string, body json.RawMessage) {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	o.records = append(o.records, report.Record{
		Seq: uint64(len(o.records)) + 1, ID: id.String(), Kind: kind, At: time.Now(), Clock: schema.ClockNTP, Body: body,
	})
	o.mu.Unlock()
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// rate puts n ratings.
func (o *outbox) rate(t *testing.T, n int) {
	t.Helper()
	for range n {
		kind, body, err := report.Encode(kiosk.RatingGiven{
			Face: kiosk.Satisfied, Source: "ticket", Service: "justice", Door: 3, Lang: kiosk.Vi, Wait: time.Minute, Serve: time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}
		o.put(t, kind, body)
	}
}

// robot reports an outbox until the test or stop ends it.
func robot(t *testing.T, broker, name string, o *outbox) (stop func()) {
	t.Helper()
	client, err := report.New(report.Options{
		Brokers: []string{"tcp://" + broker}, Commune: "00070", Robot: name, Boot: "b1", Outbox: o,
		Status: func() schema.Status { return report.StatusOf(kiosk.View{}) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- client.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("got %v from the client, want nil", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func (o *outbox) wantDelivered(t *testing.T) {
	t.Helper()
	eventually(t, "a receipt for everything", func() bool { return o.upto() == uint64(len(o.all())) })
}
