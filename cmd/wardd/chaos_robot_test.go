package main_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"tiepdan/agent"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
)

// envRobot makes the test's program a robot with that folder.
const envRobot = "WARDD_TEST_ROBOT"

// living is a robot's real outbox; events are put into its file as the agent's
// commit does.
type living struct {
	*agent.Store

	wake chan struct{}
}

func (l living) Wake() <-chan struct{} { return l.wake }

func (l living) Pending(ctx context.Context, after uint64, limit int) ([]report.Record, error) {
	rows, err := l.Store.Pending(ctx, after, limit)
	out := make([]report.Record, len(rows))
	for i, r := range rows {
		out[i] = report.Record{Seq: r.Seq, ID: r.ID, Kind: r.Kind, At: r.At, Clock: schema.Clock(r.Clock), Body: r.Body}
	}
	return out, err
}

const robotFile = "?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"

// robotMain is a robot's process: it takes ratings while the file "open" is in
// its folder, by a clock that the file "clock" sets back, until it is killed or
// its parent is gone.
func robotMain(dir string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent ends
		cancel()
	}()
	s, err := agent.OpenStore(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	file, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "kiosk.db")+robotFile)
	if err != nil {
		return err
	}
	defer file.Close()
	secure, err := paperOf(dir)
	if err != nil {
		return err
	}
	brokers, err := os.ReadFile(filepath.Join(dir, "brokers"))
	if err != nil {
		return err
	}
	l := living{s, make(chan struct{}, 1)}
	client, err := report.New(report.Options{
		Brokers: strings.Fields(string(brokers)), TLS: secure, Commune: "cua-nam", Robot: filepath.Base(dir), Boot: uuid.NewString()[:8],
		Outbox: l, Status: func() schema.Status { return report.StatusOf(kiosk.View{}) }, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return client.Run(ctx) })
	group.Go(func() error { return visits(ctx, dir, file, l.wake) })
	return group.Wait()
}

// visits are ratings, some at once and then none for a moment.
func visits(ctx context.Context, dir string, file *sql.DB, wake chan<- struct{}) error {
	_, body, err := report.Encode(kiosk.RatingGiven{
		Face: kiosk.Satisfied, Source: "ticket", Service: "justice", Door: 3, Lang: kiosk.Vi, Wait: time.Minute, Serve: time.Hour,
	})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		pause := 10*time.Millisecond + rand.N(40*time.Millisecond)
		if _, err := os.Stat(filepath.Join(dir, "rush")); err == nil {
			pause = time.Millisecond
		}
		time.Sleep(pause)
		if _, err := os.Stat(filepath.Join(dir, "open")); err != nil {
			continue
		}
		at, clock := time.Now(), schema.ClockNTP
		if back, err := os.ReadFile(filepath.Join(dir, "clock")); err == nil {
			d, err := time.ParseDuration(string(back))
			if err != nil {
				return err
			}
			at, clock = at.Add(-d), schema.ClockUnset
		}
		_, err := file.ExecContext(ctx, "INSERT INTO outbox (id, at, kind, body, clock) VALUES (?, ?, 'rating', ?, ?)",
			uuid.Must(uuid.NewV7()).String(), at.UnixNano(), string(body), string(clock))
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	return nil
}

// machine is one robot: a folder, and a process that comes and goes.
type machine struct {
	t     *testing.T
	dir   string
	cmd   *exec.Cmd
	stdin io.Closer
}

func (m *machine) start() {
	m.t.Helper()
	self, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	m.cmd = exec.Command(self)
	m.cmd.Env = append(os.Environ(), envRobot+"="+m.dir)
	if m.stdin, err = m.cmd.StdinPipe(); err != nil {
		m.t.Fatal(err)
	}
	log, err := os.OpenFile(m.dir+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		m.t.Fatal(err)
	}
	defer log.Close()
	m.cmd.Stderr = log
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) kill() {
	if m.cmd == nil {
		return
	}
	if err := m.cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		m.t.Error(err)
	}
	_ = m.cmd.Wait() // it was killed, so it says so
	m.cmd = nil
}

func (m *machine) set(file, text string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, file), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) unset(file string) {
	m.t.Helper()
	if err := os.Remove(filepath.Join(m.dir, file)); err != nil {
		m.t.Fatal(err)
	}
}

// accepted are the identifiers of what the robot has taken, and how many of
// them have no receipt.
func (m *machine) accepted() (ids map[string]bool, open int) {
	m.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(m.dir, "kiosk.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		m.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(m.t.Context(), "SELECT id, seq <= (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'delivered') FROM outbox")
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	ids = make(map[string]bool)
	for rows.Next() {
		var id string
		var delivered bool
		if err := rows.Scan(&id, &delivered); err != nil {
			m.t.Fatal(err)
		}
		ids[id] = true
		if !delivered {
			open++
		}
	}
	if err := rows.Err(); err != nil {
		m.t.Fatal(err)
	}
	return ids, open
}

// stored counts each rating that the ward has.
func (w *wardd) stored() map[string]int {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "state", "ward.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(w.t.Context(), "SELECT id FROM events JOIN ratings USING (n)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	ids := make(map[string]int)
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			w.t.Fatal(err)
		}
		ids[id]++
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// tally is what came of it all.
type tally struct{ accepted, stored, lost, twice, foreign, open int }

func (t tally) whole() bool {
	return t.accepted == t.stored && t.lost == 0 && t.twice == 0 && t.foreign == 0 && t.open == 0
}

func (t tally) String() string {
	return fmt.Sprintf("accepted %d, stored %d, lost %d, twice %d, foreign %d, without a receipt %d",
		t.accepted, t.stored, t.lost, t.twice, t.foreign, t.open)
}

func count(w *wardd, all []*machine) tally {
	var n tally
	stored := w.stored()
	for _, times := range stored {
		n.stored++
		if times > 1 {
			n.twice++
		}
	}
	for _, m := range all {
		ids, open := m.accepted()
		n.open += open
		n.accepted += len(ids)
		for id := range ids {
			if stored[id] == 0 {
				n.lost++
			}
			delete(stored, id)
		}
	}
	n.foreign = len(stored)
	return n
}
