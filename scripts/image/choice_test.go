package image_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A choice is what GRUB makes of its memory: one start, no further than that.
type choice struct{ name, before, want string }

func choices() []choice {
	return []choice{
		{"a new disk", "ORDER='A B' A_OK=1 A_TRY=0 B_OK=0 B_TRY=0 GOOD=A", "A_TRY=1 B_TRY=0"},
		{"the confirmed slot after three cuts", "ORDER='A B' A_OK=1 A_TRY=3 B_OK=1 B_TRY=0 GOOD=A", "A_TRY=4 B_TRY=0"},
		{"the confirmed slot after four", "ORDER='A B' A_OK=1 A_TRY=4 B_OK=1 B_TRY=0 GOOD=A", "A_TRY=4 B_TRY=1"},
		{"a new version", "ORDER='B A' A_OK=1 A_TRY=0 B_OK=1 B_TRY=0 GOOD=A", "A_TRY=0 B_TRY=1"},
		{"a new version that did not come up", "ORDER='B A' A_OK=1 A_TRY=0 B_OK=1 B_TRY=1 GOOD=A", "A_TRY=1 B_TRY=1"},
		{"an update that was cut off", "ORDER='A B' A_OK=1 A_TRY=0 B_OK=0 B_TRY=0 GOOD=A", "A_TRY=1 B_TRY=0"},
		{"the new version is the confirmed one, cut once", "ORDER='B A' A_OK=1 A_TRY=0 B_OK=1 B_TRY=1 GOOD=B", "A_TRY=0 B_TRY=2"},
		{"all were tried", "ORDER='A B' A_OK=1 A_TRY=4 B_OK=1 B_TRY=1 GOOD=A", "A_TRY=1 B_TRY=0"},
	}
}

// TestImageChoice starts a disk with a version in both slots, for each state that
// updates and power cuts leave, and reads what GRUB wrote down before it went on.
func TestImageChoice(t *testing.T) {
	build := artefacts(t)
	dir := t.TempDir()
	disk, vars := filepath.Join(dir, "disk.img"), filepath.Join(dir, "vars.fd")
	tool(t, "cp", "--sparse=always", filepath.Join(build, "disk.img"), disk)
	// The second slot begins behind the ESP and the first one.
	tool(t, "dd", "if="+filepath.Join(build, "a.img"), "of="+disk, "bs=1M", "seek=1601", "conv=notrunc,sparse", "status=none")
	for _, tt := range choices() {
		tool(t, "cp", firmwareVars, vars)
		began := time.Now()
		got := choose(t, disk, vars, tt)
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: GRUB wrote %q, want %q", tt.name, got, tt.want)
		}
		t.Logf("%s: %s, after %.0f s", tt.name, got, time.Since(began).Seconds())
	}
}

// choose gives GRUB its memory, starts the machine, and waits until that changes.
func choose(t *testing.T, disk, vars string, c choice) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "grubenv")
	tool(t, "grub-editenv", file, "create")
	tool(t, "sh", "-c", "grub-editenv "+file+" set "+c.before)
	esp := disk + "@@1M"
	tool(t, "mcopy", "-o", "-i", esp, file, "::EFI/debian/grubenv")
	before, err := memory(t, esp, file)
	if err != nil {
		t.Fatal(err)
	}
	qemu := exec.Command("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", processor, "-m", "1024",
		"-nodefaults", "-display", "none", "-no-reboot", "-net", "none",
		"-drive", "if=pflash,format=raw,readonly=on,file="+firmware, "-drive", "if=pflash,format=raw,file="+vars,
		"-drive", "if=none,id=disk,format=raw,file="+disk, "-device", "virtio-blk-pci,drive=disk,bootindex=0")
	if err := qemu.Start(); err != nil {
		t.Fatalf("cannot start QEMU: %v", err)
	}
	defer func() {
		_ = qemu.Process.Kill()
		_ = qemu.Wait()
	}()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if now, err := memory(t, esp, file); err == nil && now != before {
			return now
		}
	}
	t.Fatalf("%s: GRUB wrote nothing down", c.name)
	return ""
}

// memory is what a disk's GRUB remembers of tries.
func memory(t *testing.T, esp, file string) (string, error) {
	t.Helper()
	tool(t, "mcopy", "-o", "-i", esp, "::EFI/debian/grubenv", file)
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("cannot read GRUB's memory: %w", err)
	}
	tries := map[string]string{}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			tries[key] = value
		}
	}
	if tries["A_TRY"] == "" || tries["B_TRY"] == "" {
		return "", errors.New("GRUB's memory is damaged")
	}
	return "A_TRY=" + tries["A_TRY"] + " B_TRY=" + tries["B_TRY"], nil
}
