package flash_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tiepdan/agent/flash"
)

const stickSize = 24 << 20

func TestFlash(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"image.img", "image.img.zst"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, s := newMachine(t), newSigner(t)
			m.stick("sdb", stickSize)
			data := noise(9<<20 + 512) // no whole number of chunks
			last := map[flash.Name]int64{}
			j := flashing(t, m, s, s.image(t, name, data))
			j.Progress = func(step flash.Name, done, _ int64) { last[step] = max(last[step], done) }
			r, err := runs(t, j)
			if err != nil || r.Holds != flash.HoldsComplete || states(r) != "check done, write done, verify done, customise done, eject done" {
				t.Fatalf("got %v, %s", err, r.Text())
			}
			disk, err := os.ReadFile(filepath.Join(m.root, "dev/sdb"))
			if err != nil || !bytes.Equal(disk[:len(data)], data) {
				t.Errorf("got another disk (%v), want the image on it", err)
			}
			sum := sha256.Sum256(data)
			if r.SHA256 != hex.EncodeToString(sum[:]) || r.Size != int64(len(data)) {
				t.Errorf("got %s of %d bytes, want the sum of the image", r.SHA256, r.Size)
			}
			if last[flash.StepWrite] != int64(len(data)) || last[flash.StepVerify] != int64(len(data)) || last[flash.StepCheck] == 0 {
				t.Errorf("got %v, want progress to the end of each step", last)
			}
			if got, err := os.ReadFile(filepath.Join(m.root, "sys/block/sdb/device/delete")); err != nil || string(got) != "1" {
				t.Errorf("got %q, %v, want the stick let go", got, err)
			}
		})
	}
}

// TestFlashFails: what stopped it, what the disk holds now, and how to go on.
func TestFlashFails(t *testing.T) {
	t.Parallel()
	const chunk = 4 << 20
	at := func(what string, from int64, err error) func(string, int64, []byte) error {
		return func(did string, place int64, _ []byte) error {
			if did == what && place >= from {
				return err
			}
			return nil
		}
	}
	tests := []struct {
		name   string
		change func(t *testing.T, m *machine, j *flash.Job)
		states string
		holds  flash.Holds
		detail string
		next   string
	}{
		{"not signed", func(t *testing.T, _ *machine, j *flash.Job) {
			t.Helper()
			if err := os.Remove(j.Image + ".minisig"); err != nil {
				t.Fatal(err)
			}
		}, "check failed, write not done", flash.HoldsBefore, "no signature", ""},
		{"signed by another", func(t *testing.T, _ *machine, j *flash.Job) {
			t.Helper()
			j.Key = newSigner(t).public
		}, "check failed, write not done", flash.HoldsBefore, "not that of this image", ""},
		{"a byte of the image", func(t *testing.T, _ *machine, j *flash.Job) {
			t.Helper()
			flip(t, j.Image)
		}, "check failed, write not done", flash.HoldsBefore, "not that of this image", ""},
		{"too small, as the image says", func(_ *testing.T, m *machine, j *flash.Job) {
			m.put("sys/block/sdb/size", fmt.Sprintln((8<<20)/512))
			j.Disk.Size = 8 << 20
		}, "check failed, write not done", flash.HoldsBefore, "the image needs", "Choose"},
		{"another stick at the same name", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.put("sys/block/sdb/diskseq", "10\n")
		}, "check done, write failed", flash.HoldsBefore, "another disk", "Choose"},
		{"another serial number", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.put("sys/devices/pci0000:00/usb1/1-2/serial", "77\n")
		}, "check done, write failed", flash.HoldsBefore, "another disk", "Choose"},
		{"mounted meanwhile", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.more("proc/self/mountinfo", `36 25 8:17 / /media/x rw - vfat /dev/sdb1 rw`)
		}, "check done, write failed", flash.HoldsBefore, "mounted at /media/x", "Choose"},
		{"nobody says yes", func(_ *testing.T, _ *machine, j *flash.Job) {
			j.Confirm = func(flash.Image) error { return errors.New("she said no") }
		}, "check done, write not done", flash.HoldsBefore, "", ""},
		{"the disk is full", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.bad = at("write", chunk, syscall.ENOSPC)
		}, "check done, write failed", flash.HoldsNothing, "no space", "larger"},
		{"the disk is pulled", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.bad = at("write", chunk, syscall.ENODEV)
		}, "check done, write failed", flash.HoldsNothing, "no such device", "plug it in again"},
		{"the disk is ill", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.bad = at("sync", 0, syscall.EIO)
		}, "check done, write failed", flash.HoldsNothing, "input/output", "plug it in again"},
		{"a bit flips", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.bad = func(what string, place int64, p []byte) error {
				if what == "read" && place == chunk {
					p[77] ^= 1
				}
				return nil
			}
		}, "check done, write done, verify failed", flash.HoldsNothing, "first between byte 4194304 and 8388608", "Do not use this disk"},
		{"pulled while it is read", func(_ *testing.T, m *machine, _ *flash.Job) {
			m.bad = at("read", chunk, syscall.ENXIO)
		}, "check done, write done, verify failed", flash.HoldsNothing, "cannot read it back", "plug it in again"},
		{"a seed without a place", func(_ *testing.T, _ *machine, j *flash.Job) {
			j.Seed = []byte("seed")
		}, "check done, write done, verify done, customise failed", flash.HoldsImage, "cannot find the image's partitions", "seed make"},
		{"the kernel keeps it", func(t *testing.T, m *machine, _ *flash.Job) {
			t.Helper()
			name := filepath.Join(m.root, "sys/block/sdb/device/delete")
			if err := errors.Join(os.Remove(name), os.Mkdir(name, 0o700)); err != nil {
				t.Fatal(err)
			}
		}, "check done, write done, verify done, customise done, eject failed", flash.HoldsComplete, "everything is on it", "can be used"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, s := newMachine(t), newSigner(t)
			m.stick("sdb", stickSize)
			j := flashing(t, m, s, s.image(t, "image.img.zst", noise(10<<20)))
			tt.change(t, m, &j)
			r, err := runs(t, j)
			if !errors.Is(err, flash.ErrFailed) || !strings.HasPrefix(states(r), tt.states) || r.Holds != tt.holds || len(r.Steps) != 5 {
				t.Fatalf("got %v, %s, holds %s, want %s, holds %s", err, states(r), r.Holds, tt.states, tt.holds)
			}
			text := r.Text()
			if !strings.Contains(text, tt.detail) || !strings.Contains(r.Next, tt.next) {
				t.Errorf("got %s, want %q and %q", text, tt.detail, tt.next)
			}
			if tt.holds == flash.HoldsBefore && m.opened("/dev/sdb") > 1 {
				t.Errorf("got it opened, want it left alone")
			}
		})
	}
}

func flip(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestFlashInterrupted: somebody presses Ctrl-C while it writes.
func TestFlashInterrupted(t *testing.T) {
	t.Parallel()
	for _, step := range []flash.Name{flash.StepWrite, flash.StepVerify} {
		t.Run(string(step), func(t *testing.T) {
			t.Parallel()
			m, s := newMachine(t), newSigner(t)
			m.stick("sdb", stickSize)
			j := flashing(t, m, s, s.image(t, "image.img", noise(16<<20)))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			j.Progress = func(at flash.Name, done, _ int64) {
				if at == step && done >= 8<<20 {
					cancel()
				}
			}
			r, err := flash.Run(ctx, j)
			if !errors.Is(err, context.Canceled) || r.Holds != flash.HoldsNothing || !strings.Contains(r.Text(), "unusable") || !strings.Contains(r.Next, "interrupted") || !strings.Contains(r.Next, "same command") {
				t.Fatalf("got %v, %s, want it said that the disk is unusable, and how to go on", err, r.Text())
			}
			j.Progress = func(flash.Name, int64, int64) {}
			if r, err := runs(t, j); err != nil || r.Holds != flash.HoldsComplete {
				t.Errorf("got %v, %s for the second try, want it done", err, r.Text())
			}
		})
	}
}

// TestFlashChanged: an image that changes after its signature was checked.
func TestFlashChanged(t *testing.T) {
	t.Parallel()
	m, s := newMachine(t), newSigner(t)
	m.stick("sdb", stickSize)
	j := flashing(t, m, s, s.image(t, "image.img", noise(8<<20)))
	j.Confirm = func(flash.Image) error {
		flip(t, j.Image)
		return nil
	}
	r, err := runs(t, j)
	if !errors.Is(err, flash.ErrSignature) || r.Holds != flash.HoldsNothing || !strings.Contains(r.Next, "changed") {
		t.Errorf("got %v, %s, want it noticed", err, r.Text())
	}
}

// TestFlashGrows: an image that does not say how large it is, and is too large.
func TestFlashGrows(t *testing.T) {
	t.Parallel()
	m, s := newMachine(t), newSigner(t)
	m.stick("sdb", 8<<20)
	j := flashing(t, m, s, streamed(t, s, noise(12<<20)))
	r, err := runs(t, j)
	if err == nil || r.Holds != flash.HoldsNothing || !strings.Contains(r.Next, "larger") {
		t.Errorf("got %v, %s, want it said that the disk is too small", err, r.Text())
	}
}
