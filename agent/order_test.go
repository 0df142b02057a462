package agent_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"tiepdan/agent"
	"tiepdan/kiosk"
)

// TestCommandsAreRememberedOverRestarts: the journal is the memory of what the
// ward has asked for, and its answer is in the outbox once.
func TestCommandsAreRememberedOverRestarts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	now := time.Now()
	announce := kiosk.WardAnnounce{
		Order: kiosk.Order{Command: "c1", Issued: now.UnixMilli(), Expires: now.Add(time.Minute).UnixMilli(), Clock: kiosk.ClockSet},
		ID:    "a", Text: kiosk.Text{Vi: "Nghỉ trưa."},
	}
	withdraw := kiosk.WardWithdraw{Order: announce.Order, ID: "a"}
	withdraw.Order.Command = "c2"
	settings := kiosk.WardSettings{Rev: 4, Parts: kiosk.SettingsParts{Doors: []kiosk.Naming{{Door: 1, Name: kiosk.Text{Vi: "Đất đai"}}}}}
	for run := range 3 {
		r := launch(t, dir)
		for _, msg := range []kiosk.Msg{announce, settings, withdraw, announce} {
			if err := r.Commit(t.Context(), msg); err != nil {
				t.Fatal(err)
			}
		}
		v := r.View()
		if len(v.Bulletins) != 0 {
			t.Errorf("run %d: %+v is shown, want it withdrawn and not shown again", run, v.Bulletins)
		}
		if v.Board[0].Name.Vi != "Đất đai" || v.Settings.Rev != 4 {
			t.Errorf("run %d: the door is %+v and the answer %+v, want the ward's", run, v.Board[0].Name, v.Settings)
		}
		got := 0
		records, err := r.store.Pending(t.Context(), 0, 100)
		for _, rec := range records {
			if rec.Kind == "OrderAnswered" {
				got++
			}
		}
		if err != nil || got != 2 {
			t.Errorf("run %d: %d answers in the outbox, %v, want two", run, got, err)
		}
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
	}
	errDiffers := errors.New("differs")
	err := agent.Replay(t.Context(), filepath.Join(dir, "kiosk.db"), func(s agent.Replayed) error {
		if !s.Same {
			return errDiffers
		}
		return nil
	})
	if err != nil {
		t.Errorf("a replay of the journal: %v", err)
	}
}
