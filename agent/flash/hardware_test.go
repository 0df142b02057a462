package flash_test

import (
	"os"
	"strings"
	"testing"

	"tiepdan/agent/flash"
)

// TestRealDisk writes to the disk or loop device that TIEPDAN_FLASH_DISK names:
// past the caches, taken for this program alone. Everything on it is lost.
func TestRealDisk(t *testing.T) {
	path := os.Getenv("TIEPDAN_FLASH_DISK")
	if path == "" {
		t.Skip("TIEPDAN_FLASH_DISK names no disk")
	}
	open := flash.Machine().Open
	d, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open(path); err == nil || !strings.Contains(err.Error(), "something else uses it") {
		t.Errorf("got %v for a disk that is taken, want it refused", err)
	}
	size, err := d.Size()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	m, s := newMachine(t), newSigner(t)
	m.stick("sdb", size)
	h := m.host()
	h.Open = func(string) (flash.Device, error) { return open(path) }
	j := flashing(t, m, s, s.image(t, "image.img.zst", partitioned(t)))
	j.Host, j.Seed = h, noise(100_000)
	r, err := runs(t, j)
	if err != nil || r.Holds != flash.HoldsComplete {
		t.Fatalf("got %v, %s", err, r.Text())
	}
	t.Log(r.Text())
	if out := command(t, "sgdisk", "-v", path); !strings.Contains(out, "No problems found") {
		t.Errorf("got %s, want a whole partition table", out)
	}
}
