package image_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// install puts a bundle of the sim disk into the other slot.
func (m *machine) install(bundle string) time.Duration {
	m.t.Helper()
	began := time.Now()
	m.run("rauc install /run/simdisk/" + bundle)
	return time.Since(began)
}

func (m *machine) version() string {
	m.t.Helper()
	return m.run("sed -n 's/^IMAGE_VERSION=//p' /usr/lib/os-release")
}

// TestImageForeign offers bundles that nobody trustworthy signed.
func TestImageForeign(t *testing.T) {
	m := start(t, newDisk(t, filepath.Join(artefacts(t), "disk.img")))
	m.healthy("A")
	before := m.run("sha256sum </dev/tiepdan/root-b; grub-editenv " + grubenv + " list")
	for _, tt := range []struct{ bundle, why string }{
		{"foreign.raucb", "signature verification failed"},
		{"tampered.raucb", ""},
	} {
		out, code, err := m.ask("rauc install /run/simdisk/"+tt.bundle, 10*time.Minute)
		if err != nil || code == 0 || !strings.Contains(strings.ToLower(out), tt.why) {
			t.Errorf("%s: exit code %d, %v, want a refusal that says %q: %s", tt.bundle, code, err, tt.why, out)
		}
		t.Logf("%s: refused: %s", tt.bundle, lastLine(out))
	}
	if got := m.run("grub-editenv " + grubenv + " list"); !strings.HasSuffix(before, got) {
		t.Errorf("what is booted changed to %q, want %q", got, before)
	}
	m.reboot()
	m.wantSlot("A")
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// TestImageUpdate installs a newer version, which confirms itself and finds the
// ratings of before.
func TestImageUpdate(t *testing.T) {
	m := start(t, newDisk(t, filepath.Join(artefacts(t), "disk.img")))
	m.healthy("A")
	m.rate(3)
	old := m.version()
	// As the agent does it: it is nobody special, and asks for the restart by a file.
	began := time.Now()
	m.run("runuser -u kiosk -- rauc install /run/simdisk/b.raucb")
	took := time.Since(began)
	m.wantSlot("A")
	before := m.run("cat /proc/sys/kernel/random/boot_id")
	_, _, _ = m.ask("runuser -u kiosk -- /usr/lib/tiepdan/bin/systemctl reboot", 20*time.Second)
	m.rebooted(before)
	m.wantSlot("B")
	if got := m.version(); got != old+".b" {
		t.Errorf("version %s runs, want %s", got, old+".b")
	}
	m.furnish("kioskd.toml", "")
	m.healthy("B")
	m.shows(bootLimit)
	m.keepPicture("updated")
	t.Logf("installed in %.0f s; version %s confirmed", took.Seconds(), m.version())
	if got := m.ratings(); got != 3 {
		t.Errorf("%d ratings after the update, want 3", got)
	}
	m.rate(1)
	m.reboot()
	m.wantSlot("B")
}

// TestImageBad installs a version whose agent cannot start: it goes back by itself.
func TestImageBad(t *testing.T) {
	m := start(t, newDisk(t, filepath.Join(artefacts(t), "disk.img")))
	m.healthy("A")
	m.rate(2)
	m.install("bad.raucb")
	boot := m.run("cat /proc/sys/kernel/random/boot_id")
	_, _, _ = m.ask("systemctl reboot", 20*time.Second)
	began := time.Now()
	m.rebooted(boot)
	m.wantSlot("B")
	m.until("the old version runs again", 20*time.Minute, func() error {
		out, _, err := m.ask(`sed -n 's/.*rauc\.slot=\([AB]\).*/\1/p' /proc/cmdline`, 5*time.Second)
		if err == nil && out != "A" {
			err = errors.New("the bad version still runs")
		}
		return err
	})
	t.Logf("back on the old version %.0f s after the restart into the bad one (emulated)", time.Since(began).Seconds())
	m.furnish("kioskd.toml", "")
	m.healthy("A")
	m.shows(bootLimit)
	if got := m.ratings(); got != 2 {
		t.Errorf("%d ratings after the rollback, want 2", got)
	}
	m.reboot()
	m.wantSlot("A")
}

// TestImageCut takes the power away in the middle of an update, and in the middle of
// starts.
func TestImageCut(t *testing.T) {
	d := newDisk(t, filepath.Join(artefacts(t), "disk.img"))
	m := start(t, d)
	m.healthy("A")
	m.rate(4)
	m.run("systemd-run -q --unit install rauc install /run/simdisk/b.raucb")
	// A third of the root is written by then; the rest is not.
	m.until("the update is under way", 5*time.Minute, func() error {
		out := m.run("awk '{print $7}' /sys/class/block/$(basename $(readlink -f /dev/tiepdan/root-b))/stat")
		var sectors int
		if _, err := fmt.Sscan(out, &sectors); err != nil {
			return fmt.Errorf("cannot read %q: %w", out, err)
		}
		if sectors < 200<<11 {
			return fmt.Errorf("%d MiB are written", sectors>>11)
		}
		return nil
	})
	if out := m.run("systemctl is-active install || true"); out != "active" {
		t.Fatalf("the update is over before the power is cut: %s", out)
	}
	m.cut()

	m = start(t, d)
	m.wantSlot("A")
	if got := m.ratings(); got != 4 {
		t.Errorf("%d ratings after the power cut, want 4", got)
	}
	m.healthy("A")
	m.shows(bootLimit)
	// The power goes three times while it starts: that is no reason to change the slot.
	m.cut()
	for range 3 {
		m = boot(t, d)
		m.answers()
		m.cut()
	}
	m = start(t, d)
	m.wantSlot("A")
	m.healthy("A")
	if got := m.ratings(); got != 4 {
		t.Errorf("%d ratings after more cuts, want 4", got)
	}
	// And what was cut off can be done again.
	m.install("b.raucb")
	m.reboot()
	m.wantSlot("B")
}
