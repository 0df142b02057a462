package main_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a command of the program on a ward's configuration.
func (w *wardd) run(code int, args ...string) (stdout string) {
	w.t.Helper()
	path, err := binary()
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.CommandContext(w.t.Context(), path, append(args[:1:1], append([]string{"--config", w.config(w.more)}, args[1:]...)...)...)
	var out, said strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	err = cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		w.t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		w.t.Fatalf("wardd %s: got exit status %d, want %d; it said %s%s", strings.Join(args, " "), got, code, out.String(), said.String())
	}
	return out.String()
}

// alter changes the database of a ward that does not run.
func (w *wardd) alter(statements string) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "state", "ward.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(w.t.Context(), statements); err != nil {
		w.t.Fatal(err)
	}
}

// TestRestoredWard: a ward that was restored from an older backup is sent what
// it lost, by robots that had the receipts for it.
func TestRestoredWard(t *testing.T) {
	t.Parallel()
	brokers(t, func(t *testing.T, w *wardd, _ *mosquitto) {
		t.Helper()
		w.start()
		old, late := newOutbox("e1"), newOutbox("e2")
		old.rate(t, 300)
		robot(t, w.mqtt, "kb-01", old)
		old.wantDelivered(t)
		file := filepath.Join(t.TempDir(), "ward.backup")
		w.run(0, "backup", file)
		w.run(1, "backup", file) // nothing is written over
		old.rate(t, 400)
		late.rate(t, 50)
		robot(t, w.mqtt, "kb-02", late) // the backup has never heard of it
		old.wantDelivered(t)
		late.wantDelivered(t)
		w.run(0, "verify")
		w.run(1, "restore", "--replace", file) // wardd runs
		w.stop()
		w.run(1, "restore", file) // there is a database
		if said := w.run(0, "restore", "--replace", file); !strings.Contains(said, "ward.db.before-") {
			t.Errorf("got %q, want the name of what was put aside", said)
		}
		if got := w.count("ratings"); got != 300 {
			t.Errorf("got %d ratings after the restore, want 300", got)
		}
		old.rate(t, 5)
		w.start()
		eventually(t, "all once more", func() bool { return w.count("ratings") == 755 })
		old.wantDelivered(t)
		late.wantDelivered(t)
		w.wantExactly(old)
		w.wantExactly(late)
		var v struct {
			OK      bool
			Streams []struct {
				Robot        string
				Upto, Stored int
			}
		}
		if err := json.Unmarshal([]byte(w.run(0, "verify", "--json")), &v); err != nil || !v.OK || len(v.Streams) != 2 ||
			v.Streams[0].Upto != 705 || v.Streams[1].Stored != 50 {
			t.Errorf("got %+v, %v, want two whole streams", v, err)
		}
	})
}

// TestVerifyFindsAGap: what was deleted behind wardd's back is missed.
func TestVerifyFindsAGap(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.start()
	o := newOutbox("e1")
	o.rate(t, 20)
	robot(t, w.mqtt, "kb-01", o)
	o.wantDelivered(t)
	w.run(0, "verify")
	w.stop()
	w.alter("DELETE FROM ratings WHERE n = 7; DELETE FROM events WHERE n = 7")
	table := w.run(1, "verify")
	for _, want := range []string{"00070/kb-01 e1: receipted up to 20, but 19 are stored", "ratings by hour of"} {
		if !strings.Contains(table, want) {
			t.Errorf("got %s, want it to contain %q", table, want)
		}
	}
}

// TestGiveUp: what is given up with a reason is whole again, and said.
func TestGiveUp(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.start()
	o := newOutbox("e1")
	o.rate(t, 20)
	robot(t, w.mqtt, "kb-01", o)
	o.wantDelivered(t)
	w.stop()
	w.alter("UPDATE events SET seq = 30 WHERE seq = 20; UPDATE streams SET upto = 19, top = 30")
	w.run(1, "verify")
	for _, args := range [][]string{
		{"00070/kb-01", "e1", "20-29"},
		{"00070/kb-01", "e1", "20-29", "--because", " "},
		{"kb-01", "e1", "20-29", "--because", "x"},
		{"00070/kb-01", "e1", "29-20", "--because", "x"},
		{"00070/kb-01", "e1", "0-20", "--because", "x"},
		{"00070/kb-01", "e1", "--because", "x"},
		{"00070/kb-01", "e1", "20-29", "--because", strings.Repeat("x", 201)},
	} {
		w.run(2, append([]string{"verify", "--give-up"}, args...)...)
	}
	w.run(1, "verify", "--give-up", "00070/kb-09", "e1", "20-29", "--because", "x") // no such robot
	if said := w.run(0, "verify", "--give-up", "00070/kb-01", "e1", "1-1000", "--because", "hỏng đĩa"); !strings.Contains(said, "10 numbers") {
		t.Errorf("got %q, want 10 numbers given up", said)
	}
	if table := w.run(0, "verify"); !strings.Contains(table, "GIVEN UP") || !strings.Contains(table, " 10") {
		t.Errorf("got %s, want 10 given up", table)
	}
	w.start() // the robot sends event 20 after all
	eventually(t, "event 20 once more", func() bool { return w.count("ratings") == 21 })
	w.run(0, "verify")
}

func TestKeepUsage(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.run(2, "backup")
	w.run(1, "backup", filepath.Join(t.TempDir(), "x")) // there is no database yet
	w.run(1, "verify")
	w.run(1, "restore", filepath.Join(t.TempDir(), "nothing"))
}
