package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"
)

// KernelClock reports whether the kernel holds the clock for synchronised
// (adjtimex(2), STA_UNSYNC).
func KernelClock() bool {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	return err == nil && state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0
}

// FreeSpace asks the file system that a path is on.
func FreeSpace(path string) (Space, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return Space{}, err
	}
	block := uint64(s.Bsize)
	return Space{Bytes: s.Blocks * block, FreeBytes: s.Bavail * block, Nodes: s.Files, FreeNodes: s.Ffree}, nil
}

// TryWrite writes a file of 4 KB, waits until the disk has it, reads it back and
// removes it.
func TryWrite(dir string) (took time.Duration, err error) {
	f, err := os.CreateTemp(dir, "doctor-*")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	want := bytes.Repeat([]byte("tiepdan\n"), 512)
	began := time.Now()
	if _, err := f.Write(want); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	took = time.Since(began)
	got, err := os.ReadFile(f.Name())
	if err != nil {
		return 0, err
	}
	if !bytes.Equal(got, want) {
		return 0, errors.New("what was read is not what was written")
	}
	return took, nil
}

// Smartctl asks all disks by the program of smartmontools; nil when it is not
// installed.
func Smartctl() func(context.Context) ([][]byte, error) {
	path, err := exec.LookPath("smartctl")
	if err != nil {
		return nil
	}
	return func(ctx context.Context) ([][]byte, error) {
		scan, err := exec.CommandContext(ctx, path, "--json", "--scan").Output()
		if err != nil {
			return nil, fmt.Errorf("cannot run smartctl: %w", err)
		}
		var found struct {
			Devices []struct {
				Name string `json:"name"`
				Type string `json:"type"`
			} `json:"devices"`
		}
		if err := json.Unmarshal(scan, &found); err != nil {
			return nil, fmt.Errorf("cannot read what smartctl says: %w", err)
		}
		var out [][]byte
		for _, d := range found.Devices {
			// Its exit status is a set of bits about the disk, and what counts is
			// in the text (smartctl(8), "EXIT STATUS").
			text, err := exec.CommandContext(ctx, path, "--json", "--all", "--device", d.Type, d.Name).Output()
			if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
				return nil, fmt.Errorf("cannot run smartctl: %w", err)
			}
			out = append(out, text)
		}
		return out, nil
	}
}

// Kernel is what the kernel and the system tell in files.
func Kernel() fs.FS { return os.DirFS("/") }

// Imaged reports whether this unit runs from an image with two slots.
func Imaged() bool {
	_, err := os.Stat("/etc/rauc/system.conf")
	return err == nil
}
