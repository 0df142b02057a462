package flash_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"aead.dev/minisign"
	"github.com/klauspost/compress/zstd"

	"tiepdan/agent/flash"
)

const espStart = 1 << 20 // of the image that sgdisk makes

// partitioned is an image as scripts/image makes it: sgdisk's partitions, and
// mkfs's file system in the first. They are the witnesses, too.
func partitioned(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "image")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 48<<20); err != nil {
		t.Fatal(err)
	}
	command(t, "sgdisk", "-n", "1:2048:+40M", "-t", "1:ef00", "-c", "1:ESP", "-n", "2:0:+2M", "-t", "2:8304", "-c", "2:root-a", "-n", "3:0:0", "-c", "3:data", name)
	command(t, "mkfs.vfat", "-F", "32", "-n", "TIEPDAN", "--invariant", "-s", "1", "--offset", "2048", name, "40960")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "MTOOLS_SKIP_CHECK=1", "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	if path, err := exec.LookPath("/usr/sbin/" + name); err == nil && cmd.Err != nil {
		cmd.Path, cmd.Err = path, nil
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

var guid = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// TestCustomise: sgdisk finds the table right, the names other than the image's
// and those of another disk, and mtools the seed.
func TestCustomise(t *testing.T) {
	t.Parallel()
	s, data := newSigner(t), partitioned(t)
	image := s.image(t, "image.img.zst", data)
	seed := noise(700_000)
	names := map[string]string{}
	note := func(disk, text string) {
		for _, id := range guid.FindAllString(text, -1) {
			if other := names[id]; other != "" && other != disk {
				t.Errorf("got the name %s on %s and %s, want each its own", id, other, disk)
			}
			names[id] = disk
		}
	}
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, data, 0o600); err != nil {
		t.Fatal(err)
	}
	note("the image", ids(t, plain))
	for _, disk := range []string{"one", "two"} {
		m := newMachine(t)
		m.stick("sdb", 96<<20)
		j := flashing(t, m, s, image)
		j.Seed, j.Keep = seed, true
		r, err := runs(t, j)
		if err != nil || states(r) != "check done, write done, verify done, customise done, eject not asked for" {
			t.Fatalf("got %v, %s", err, r.Text())
		}
		dev := filepath.Join(m.root, "dev/sdb")
		if out := command(t, "sgdisk", "-v", dev); !strings.Contains(out, "No problems found") {
			t.Errorf("got %s, want a whole partition table", out)
		}
		note(disk, ids(t, dev))
		command(t, "fsck.vfat", "-n", at(t, dev)) // finds nothing
		out := filepath.Join(t.TempDir(), "seed")
		command(t, "mcopy", "-i", dev+"@@1M", "::TIEPDAN/SEED.TAR", out)
		if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, seed) {
			t.Errorf("got %d bytes, %v, want the seed", len(got), err)
		}
		written, err := os.ReadFile(dev)
		if err != nil {
			t.Fatal(err)
		}
		root := espStart + 40<<20
		if !bytes.Equal(written[root:root+3<<20], data[root:root+3<<20]) {
			t.Error("got the other partitions changed, want them as in the image")
		}
	}
}

// ids are the names that sgdisk prints of a disk and its partitions.
func ids(t *testing.T, dev string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(command(t, "sgdisk", "-p", "-i", "1", "-i", "2", "-i", "3", dev)) {
		if strings.HasPrefix(line, "Disk identifier") || strings.HasPrefix(line, "Partition unique GUID") {
			b.WriteString(line)
		}
	}
	if n := len(guid.FindAllString(b.String(), -1)); n != 4 {
		t.Fatalf("got %d names from sgdisk, want 4:\n%s", n, b.String())
	}
	return b.String()
}

// at is the file system of a disk alone, for fsck.
func at(t *testing.T, dev string) string {
	t.Helper()
	data, err := os.ReadFile(dev)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "esp")
	if err := os.WriteFile(out, data[espStart:espStart+40<<20], 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCustomiseFails: an image that is whole but of no unit.
func TestCustomiseFails(t *testing.T) {
	t.Parallel()
	m, s := newMachine(t), newSigner(t)
	m.stick("sdb", 96<<20)
	j := flashing(t, m, s, s.image(t, "image.img.zst", partitioned(t)))
	j.Seed = noise(1000)
	m.bad = func(what string, at int64, _ []byte) error {
		if what == "edit" && at > espStart && at < espStart+40<<20 {
			return syscall.EIO
		}
		return nil
	}
	r, err := runs(t, j)
	if err == nil || r.Holds != flash.HoldsImage || !strings.Contains(r.Text(), "of no unit") || !strings.Contains(r.Next, "same command") {
		t.Errorf("got %v, %s, want an image without a unit", err, r.Text())
	}
}

// streamed is an image compressed without knowing how large it will be.
func streamed(t *testing.T, s signer, data []byte) string {
	t.Helper()
	var file bytes.Buffer
	w, err := zstd.NewWriter(&file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := minisign.NewReader(bytes.NewReader(file.Bytes()))
	if _, err := io.Copy(io.Discard, r); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "image.zst")
	if err := errors.Join(os.WriteFile(path, file.Bytes(), 0o600), os.WriteFile(path+".minisig", r.Sign(s.private), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}
