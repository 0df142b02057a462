package image_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// ward runs a command of scripts/image/test/ward in the guest.
func (m *machine) ward(command string) string {
	m.t.Helper()
	return m.run("/run/simdisk/ward " + command)
}

// TestImageEnrol is a unit that was flashed with an invitation. It finds no ward at
// first, then enrols by itself, and its ratings arrive at the ward.
func TestImageEnrol(t *testing.T) {
	m := boot(t, newDisk(t, filepath.Join(artefacts(t), "disk.img")))
	m.answers()
	m.run("mkdir -p /run/simdisk && mount -o ro /dev/disk/by-id/virtio-sim /run/simdisk")
	m.ward("begin")
	var invitation struct{ Ward, Code, CA string }
	m.until("the ward invites the unit", bootLimit, func() error {
		out, code, err := m.ask("/run/simdisk/ward invite test-1", time.Minute)
		if err == nil && code != 0 {
			err = errors.New(out)
		}
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(out), &invitation)
	})
	m.run(fmt.Sprintf("mkdir -p /boot/efi/TIEPDAN && kioskctl seed make --out /boot/efi/TIEPDAN/SEED.TAR --config /run/simdisk/kioskd.toml --unit test-1 "+
		"--commune cua-nam --enrol-ward %s --enrol-code %s --enrol-ca %s && sync", invitation.Ward, invitation.Code, invitation.CA))
	m.reboot()
	m.says("cat /etc/hostname", "test-1", bootLimit)
	m.says("systemctl is-active tiepdan-enrol.timer", "active", bootLimit)
	m.until("it has looked for the ward in vain", bootLimit, func() error {
		out := m.run("systemctl show -p Result --value tiepdan-enrol.service")
		if out != "exit-code" {
			return fmt.Errorf("the result of enrolling is %q", out)
		}
		return nil
	})
	m.furnish("kioskd.toml", "")
	m.ward("begin")
	m.until("the unit has its certificate", 10*time.Minute, func() error {
		_, code, err := m.ask("test ! -e /etc/tiepdan/enrol.toml && test -s /data/unit/etc/tiepdan/certs/robot.pem", 15*time.Second)
		if err == nil && code != 0 {
			err = errors.New("not yet")
		}
		return err
	})
	t.Log(m.run("journalctl -b -q -o cat -u tiepdan-enrol | grep -E '^(pass|FAIL)'"))
	m.says("systemctl is-active kioskd", "active", bootLimit)
	m.rate(3)
	m.until("the ward has the ratings, and none is missing", bootLimit, func() error {
		var at struct {
			OK      bool
			Streams []struct {
				Robot            string
				Ratings, Missing uint64
			}
		}
		out := m.ward("stored")
		if err := json.Unmarshal([]byte(out), &at); err != nil {
			return fmt.Errorf("cannot read %q: %w", out, err)
		}
		if !at.OK || len(at.Streams) != 1 || at.Streams[0].Robot != "test-1" || at.Streams[0].Ratings != 3 || at.Streams[0].Missing != 0 {
			return fmt.Errorf("the ward says %s", out)
		}
		return nil
	})
}
