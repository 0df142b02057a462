package flash_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/agent/flash"
)

func TestDisks(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.stick("sdb", 8<<20)
	m.disk("nvme0n1", "sys/devices/pci0000:00/nvme/nvme0/nvme0n1", 16<<20)
	m.put("sys/devices/pci0000:00/nvme/nvme0/nvme0n1/device/model", "Samsung SSD\n")
	for _, name := range []string{"loop0", "dm-0", "zram0", "sr0", "mmcblk0boot0"} {
		m.put("sys/block/"+name+"/size", "8\n")
	}
	all, err := m.host().Disks()
	if err != nil || len(all) != 2 {
		t.Fatalf("got %+v, %v, want two disks and nothing else", all, err)
	}
	fixed, stick := all[0], all[1]
	if fixed.Name != "nvme0n1" || fixed.Bus != "nvme" || fixed.Removable || fixed.Model != "Samsung SSD" {
		t.Errorf("got %+v, want a disk that is built in", fixed)
	}
	if stick.Path != "/dev/sdb" || stick.Bus != "usb" || !stick.Removable || stick.Size != 8<<20 || stick.Model != "SanDisk Ultra Fit" ||
		stick.Serial != "4C530001" || len(stick.Partitions) != 2 || len(stick.Uses) != 0 {
		t.Errorf("got %+v, want a stick that nobody uses", stick)
	}
}

// TestRefusals: every reason by itself, in words.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(m *machine)
		disk   string
		wish   flash.Wish
		code   string
		want   string
	}{
		{"the system's disk", func(m *machine) {
			m.more("proc/self/mountinfo", `25 1 8:18 / / rw shared:1 - ext4 /dev/sdb2 rw`)
		}, "sdb", flash.Wish{}, "system", "this machine runs from it"},
		{"the system's disk, forced", func(m *machine) {
			m.more("proc/self/mountinfo", `25 1 8:17 / /boot/efi rw shared:1 - vfat /dev/sdb1 rw`)
		}, "sdb", flash.Wish{ForceFixed: true}, "system", "this machine runs from it"},
		{"the system on a volume on it", func(m *machine) {
			m.put("sys/block/dm-0/dev", "254:0\n")
			m.put("sys/devices/pci0000:00/usb1/1-2/1-2:1.0/host0/block/sdb/sdb2/holders/dm-0", "")
			m.more("proc/self/mountinfo", `25 1 254:0 / / rw shared:1 - ext4 /dev/mapper/root rw`)
		}, "sdb", flash.Wish{}, "system", "this machine runs from it"},
		{"the system on btrfs", func(m *machine) {
			m.more("proc/self/mountinfo", `25 1 0:33 / / rw shared:1 - btrfs /dev/sdb2 rw`)
		}, "sdb", flash.Wish{}, "system", "this machine runs from it"},
		{"swap", func(m *machine) { m.more("proc/swaps", "/dev/sdb2 partition 1024 0 -2") }, "sdb", flash.Wish{}, "system", "runs from it"},
		{"mounted", func(m *machine) {
			m.more("proc/self/mountinfo", `36 25 8:17 / /media/lan/MY\040STICK rw - vfat /dev/sdb1 rw`)
		}, "sdb", flash.Wish{}, "mounted", "sdb1 is mounted at /media/lan/MY STICK: umount"},
		{"part of a volume", func(m *machine) {
			m.put("sys/devices/pci0000:00/usb1/1-2/1-2:1.0/host0/block/sdb/holders/md0", "")
		}, "sdb", flash.Wish{}, "used", "sdb is part of md0"},
		{"built in", func(m *machine) { m.disk("sda", "sys/devices/pci0000:00/ata1/host1/block/sda", 8<<20) }, "sda", flash.Wish{}, "fixed", "--force-fixed"},
		{"read-only", func(m *machine) { m.put("sys/block/sdb/ro", "1\n") }, "sdb", flash.Wish{}, "read-only", "switch"},
		{"too small", func(*machine) {}, "sdb", flash.Wish{Need: 9 << 20}, "small", "it has 8.4 MB, the image needs 9.4 MB"},
		{"an empty reader", func(m *machine) { m.put("sys/block/sdb/size", "0\n") }, "sdb", flash.Wish{}, "empty", "card"},
		{"large blocks", func(m *machine) { m.put("sys/block/sdb/queue/logical_block_size", "4096\n") }, "sdb", flash.Wish{}, "block", "4096"},
		{"a partition", func(*machine) {}, "/dev/sdb1", flash.Wish{}, "partition", "name /dev/sdb"},
		{"nothing", func(*machine) {}, "/dev/sdz", flash.Wish{}, "none", "no such disk"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.stick("sdb", 8<<20)
			tt.change(m)
			_, err := m.host().Choose(tt.disk, tt.wish)
			var refused *flash.Refused
			if !errors.As(err, &refused) || len(refused.Reasons) != 1 || refused.Reasons[0].Code != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it refused for %s: %q", err, tt.code, tt.want)
			}
			if n := m.opened("/dev/sdb"); n != 0 {
				t.Errorf("got it opened %d times, want never", n)
			}
		})
	}
}

func TestRefusalsAllAtOnce(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.disk("sda", "sys/devices/pci0000:00/ata1/host1/block/sda", 8<<20)
	m.put("sys/block/sda/ro", "1\n")
	_, err := m.host().Choose("sda", flash.Wish{Need: 1 << 30})
	var refused *flash.Refused
	if !errors.As(err, &refused) || len(refused.Reasons) != 3 {
		t.Errorf("got %v, want three reasons", err)
	}
}

func TestChooseByLink(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.stick("sdb", 8<<20)
	if err := os.Symlink("../../sdb", filepath.Join(m.root, "dev/disk/by-id/usb-SanDisk")); err != nil {
		t.Fatal(err)
	}
	if d, err := m.host().Choose("/dev/disk/by-id/usb-SanDisk", flash.Wish{}); err != nil || d.Path != "/dev/sdb" {
		t.Errorf("got %+v, %v, want the stick", d, err)
	}
	m.disk("sda", "sys/devices/pci0000:00/ata1/host1/block/sda", 8<<20)
	if _, err := m.host().Choose("sda", flash.Wish{ForceFixed: true}); err != nil {
		t.Errorf("got %v, want a built-in disk that was asked for", err)
	}
}
