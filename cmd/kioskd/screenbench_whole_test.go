package main_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/cmd/internal/freeport"
	"tiepdan/config"
)

// newWhole is a whole service point with the configuration of make run.
func newWhole(tb testing.TB) *rig {
	tb.Helper()
	r := &rig{t: tb, root: tb, dir: tb.TempDir(), size: image.Pt(1920, 1080)}
	r.startX()
	r.startWard()
	for _, d := range []string{"tickets", "wav"} {
		if err := os.Mkdir(filepath.Join(r.dir, d), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	r.printerAddr = freeport.Address(tb)
	r.plugIn()
	start(r.root, nil, "kiosksim", "tray", "--pty", filepath.Join(r.dir, "tray")).line("ready ")
	r.config = filepath.Join(r.dir, "kioskd.toml")
	if err := os.WriteFile(r.config, []byte(runConfig(tb, r)), 0o600); err != nil {
		tb.Fatal(err)
	}
	r.startKioskd()
	return r
}

// runConfig fills in the configuration of make run as scripts/run does.
func runConfig(tb testing.TB, r *rig) string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "scripts", "run.toml"))
	if err != nil {
		tb.Fatal(err)
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		tb.Fatal(err)
	}
	var doors strings.Builder
	for n := range 6 {
		fmt.Fprintf(&doors, "[[doors]]\nnumber = %d\nname_vi = \"Cửa %d\"\nname_en = \"Door %d\"\nplace = \"door-%d\"\npin_hash = %q\n", n+1, n+1, n+1, n+1, hash)
	}
	filled := strings.NewReplacer(
		"@WORDS@", "words", "@DIR@", r.dir, "@ORIENTATION@", "landscape", "@WIDTH@", fmt.Sprint(r.size.X), "@HEIGHT@", fmt.Sprint(r.size.Y),
		"@DOORS@", doors.String(), "@PRINTER@", r.printerAddr, "@MQTT@", r.mqtt, "127.0.0.1:@CONSOLE@", freeport.Address(tb), "@PAGE@", r.page,
	).Replace(string(text))
	if _, err := config.Parse("run.toml", []byte(filled)); err != nil {
		tb.Fatal(err)
	}
	return filled
}

// The benchmark is not run by make test: what it starts with is checked.
func TestRunConfig(t *testing.T) {
	t.Parallel()
	runConfig(t, &rig{
		dir: "/tmp/run", size: image.Pt(1920, 1080), printerAddr: "127.0.0.1:9100",
		mqtt: "tcp://127.0.0.1:1883", page: "http://127.0.0.1:8080/",
	})
}
