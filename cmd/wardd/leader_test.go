package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLostDatabase: a ward whose database is gone lets nobody in, also through
// a proxy, until a leader is made at the machine.
func TestLostDatabase(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	files, err := filepath.Glob(filepath.Join(w.dir, "state", "ward.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %v (%v), want the database", files, err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	w.start()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for _, forwarded := range []string{"", "203.0.113.5"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.page, nil)
		if err != nil {
			t.Fatal(err)
		}
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/login" {
			t.Errorf("got %d to %q, want the log-in", got.StatusCode, got.Header.Get("Location"))
		}
	}
	if _, said, code := run(t, "", "leader", "--config", w.made, "lan"); code != 1 || !strings.Contains(said, "another wardd") {
		t.Errorf("got %d %q, want it refused while wardd runs", code, said)
	}
	w.stop()
	if out, said, code := run(t, "", "leader", "--config", w.made, "lan"); code != 0 || !strings.Contains(out, "one-time password: ") {
		t.Errorf("got %d %q %q, want a password", code, out, said)
	}
	if _, said, code := run(t, "", "leader", "--config", w.made, "lan"); code != 1 || !strings.Contains(said, "taken") {
		t.Errorf("got %d %q, want the name taken", code, said)
	}
}
