package image_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// grubenv is where the choice of the slot is kept.
const grubenv = "/boot/efi/EFI/debian/grubenv"

// TestImageFiles proves that what lets the test in is not in the shipped root: the root
// under test has the files that test-disks wrote, and no others.
func TestImageFiles(t *testing.T) {
	dir := artefacts(t)
	shipped, tested := listing(t, filepath.Join(dir, "..", "root.img")), listing(t, filepath.Join(dir, "a.img"))
	var more []string
	for file, entry := range tested {
		if shipped[file] != entry {
			more = append(more, file)
		}
	}
	for file := range shipped {
		if _, ok := tested[file]; !ok {
			t.Errorf("%s is in the shipped root and not in the one under test", file)
		}
	}
	slices.Sort(more)
	want := []string{
		"/etc/systemd/system/kioskd.service.d/test.conf",
		"/etc/systemd/system/sysinit.target.wants/tiepdan-test.service",
		"/lib/systemd/system/tiepdan-test.service",
		"/usr/lib/tiepdan-test/channel",
	}
	resolved := make([]string, 0, len(more))
	for _, f := range more {
		resolved = append(resolved, strings.Replace(f, "/usr/lib/systemd", "/lib/systemd", 1))
	}
	slices.Sort(resolved)
	if !slices.Equal(resolved, want) {
		t.Errorf("what the root under test has more: got %v, want %v", resolved, want)
	}
	for file := range shipped {
		if strings.Contains(file, "tiepdan-test") || strings.Contains(file, "kiosksim") {
			t.Errorf("the shipped root has %s, want nothing of the test's", file)
		}
	}
}

// listing is every file of a root with its mode, owner and size, directories left out.
func listing(t *testing.T, image string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	tool(t, "debugfs", "-R", "rdump / "+dir, image)
	files := map[string]string{}
	out := tool(t, "find", dir, "!", "-type", "d", "-printf", "%P\t%y %m %s %l\n")
	for line := range strings.Lines(out) {
		name, entry, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files["/"+name] = entry
	}
	if len(files) < 5000 {
		t.Fatalf("%s has %d files, want a whole system", image, len(files))
	}
	return files
}

// TestImageShipped boots the disk as it is shipped: the screen tells the technician
// that nothing is configured, and nobody outside can ask anything.
func TestImageShipped(t *testing.T) {
	m := boot(t, newDisk(t, filepath.Join(artefacts(t), "shipped.img")))
	took := m.shows(bootLimit)
	m.keepPicture("shipped")
	t.Logf("not configured, on the screen %.1f s after power-on (emulated)", took.Seconds())
	if out, _, err := m.ask("true", 20*time.Second); err == nil {
		t.Errorf("the shipped image answers its test channel with %q, want silence", out)
	}
}

// start boots the image under test and gives it a configuration and hardware.
func start(t *testing.T, d disk) *machine {
	t.Helper()
	m := boot(t, d)
	m.answers()
	m.furnish("kioskd.toml", "")
	return m
}

// furnish plugs in the simulated hardware, and on the first start the
// configuration. kioskd is then waited for.
func (m *machine) furnish(config, hardware string) {
	m.t.Helper()
	m.run("mkdir -p /run/simdisk && mount -o ro /dev/disk/by-id/virtio-sim /run/simdisk && /run/simdisk/simulate " + hardware)
	if _, code, _ := m.ask("test -e /data/unit/etc/tiepdan/tiepdan.toml", time.Minute); code != 0 {
		m.run("install -o kiosk -g kiosk -m 0640 /run/simdisk/" + config + " /data/unit/etc/tiepdan/tiepdan.toml && sync")
		m.run("systemctl restart kioskd")
	}
	m.says("systemctl is-active kioskd", "active", bootLimit)
}

// rate presses n buttons of the panel and waits until each is acknowledged.
func (m *machine) rate(n int) {
	m.t.Helper()
	for i := range n {
		before := m.ratings()
		m.run(fmt.Sprintf("echo 'press %d' >/run/sim/panel.in", i%4+1))
		m.until("the rating is stored", 2*time.Minute, func() error {
			if got := m.ratings(); got != before+1 {
				return fmt.Errorf("%d ratings are stored, want %d", got, before+1)
			}
			return nil
		})
	}
}

// ratings counts what the journal has, by replaying it.
func (m *machine) ratings() int {
	m.t.Helper()
	out := m.run("kioskctl replay /var/lib/tiepdan --json | grep -c '\"msg\":\"PanelPressed\"' || true")
	var n int
	if _, err := fmt.Sscan(out, &n); err != nil {
		m.t.Fatalf("cannot count ratings in %q: %v", out, err)
	}
	return n
}

// healthy waits until the slot is confirmed.
func (m *machine) healthy(slot string) {
	m.t.Helper()
	m.says("systemctl show -p SubState --value tiepdan-health", "exited", bootLimit)
	m.until("slot "+slot+" is the confirmed one", time.Minute, func() error {
		got := strings.Fields(m.run("grub-editenv " + grubenv + " list"))
		for _, want := range []string{"GOOD=" + slot, slot + "_OK=1", slot + "_TRY=0"} {
			if !slices.Contains(got, want) {
				return fmt.Errorf("%s is missing in %q", want, got)
			}
		}
		return nil
	})
}

// slot that runs.
func (m *machine) slot() string {
	m.t.Helper()
	return m.run(`sed -n 's/.*rauc\.slot=\([AB]\).*/\1/p' /proc/cmdline`)
}

func (m *machine) wantSlot(want string) {
	m.t.Helper()
	if got := m.slot(); got != want {
		m.t.Fatalf("slot %s runs, want %s: %s", got, want, m.run("grub-editenv "+grubenv+" list; journalctl -b -u tiepdan-health -u tiepdan-unhealthy -o cat"))
	}
}
