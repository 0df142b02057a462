package checkup_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/cmd/internal/checkup"
	"tiepdan/config"
)

func TestTheLineToTheBase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := filepath.Join(dir, "base.key")
	write(t, key, strings.Repeat("5a", 32)+"\n")
	open := filepath.Join(dir, "open.key")
	write(t, open, strings.Repeat("5a", 32))
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Unit.StateDir = dir
	c.Base = config.Base{Kind: "mavlink", Device: "/dev/x", Baud: 115200, Setpoints: true, Tee: "127.0.0.1:14550", SigningLinkID: 3}

	o, err := checkup.BaseOptions(&c, slog.New(slog.DiscardHandler))
	if err != nil || o.Key != nil || o.StampFile != "" || o.Path != "/dev/x" || o.Baud != 115200 || !o.Setpoints || o.Tee != "127.0.0.1:14550" {
		t.Errorf("unsigned: got %+v, %v", o, err)
	}
	c.Base.SigningKeyFile = key
	o, err = checkup.BaseOptions(&c, slog.New(slog.DiscardHandler))
	if err != nil || o.Key == nil || o.Key[0] != 0x5a || o.LinkID != 3 || filepath.Dir(o.StampFile) != dir {
		t.Errorf("signed: got %+v, %v", o, err)
	}
	for file, want := range map[string]string{open: "0600", filepath.Join(dir, "none"): "no such file"} {
		c.Base.SigningKeyFile = file
		if o, err := checkup.BaseOptions(&c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), want) || o.Path != "" {
			t.Errorf("%s: got %+v, %v, want an error with %q: the line is not to go unsigned", file, o, err, want)
		}
	}
}
