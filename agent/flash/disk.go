package flash

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Host is the machine whose disks are written.
type Host struct {
	Root string // "/", below which sys, proc and dev are
	// Open takes a disk for this program alone: nobody mounts it meanwhile.
	Open func(path string) (Device, error)
}

// Disk is one disk as the kernel has it now.
type Disk struct {
	Name       string      `json:"name"` // sdb
	Path       string      `json:"path"` // /dev/sdb
	Size       int64       `json:"size"` // bytes
	Model      string      `json:"model"`
	Serial     string      `json:"serial"`
	Bus        string      `json:"bus"`       // usb, sd, mmc, nvme, sata, virtio or ""
	Removable  bool        `json:"removable"` // or on a bus that is plugged in
	ReadOnly   bool        `json:"read_only"`
	Block      int         `json:"block"`    // bytes of a logical block
	Sequence   uint64      `json:"sequence"` // of the kernel, another one for another disk at the same name
	Partitions []Partition `json:"partitions"`
	Uses       []Use       `json:"uses"`
}

// Partition is one part of a disk.
type Partition struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// Use is something that uses a disk now.
type Use struct {
	Of     string `json:"of"`     // sdb1
	As     string `json:"as"`     // mounted, swap, part of
	Where  string `json:"where"`  // a folder, or dm-0
	System bool   `json:"system"` // this machine runs from there
}

func (u Use) String() string {
	switch u.As {
	case useMounted:
		return u.Of + " is mounted at " + u.Where
	case useSwap:
		return u.Of + " is swap"
	}
	return u.Of + " is part of " + u.Where
}

const (
	useMounted = "mounted"
	useSwap    = "swap"
	useHeld    = "part of"
)

// notDisks begin names of what is no disk that an image is written to.
func notDisks() []string {
	return []string{"loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "zd", "drbd"}
}

// Disks lists the disks, each with what uses it.
func (h Host) Disks() ([]Disk, error) {
	entries, err := os.ReadDir(h.at("sys/block"))
	if err != nil {
		return nil, fmt.Errorf("cannot list disks: %w", err)
	}
	used, err := h.uses()
	if err != nil {
		return nil, fmt.Errorf("cannot see which disks are used: %w", err)
	}
	var all []Disk
	for _, e := range entries {
		name := e.Name()
		isPart := func(p string) bool { return strings.HasPrefix(name, p) }
		if slices.ContainsFunc(notDisks(), isPart) || strings.Contains(name, "boot") || strings.HasSuffix(name, "rpmb") {
			continue
		}
		all = append(all, h.disk(name, used))
	}
	return all, nil
}

func (h Host) at(parts ...string) string {
	return filepath.Join(append([]string{h.Root}, parts...)...)
}

// sector is the unit of sizes in sysfs, whatever a disk's blocks are.
const sector = 512

func (h Host) disk(name string, used usedBy) Disk {
	dir := h.at("sys/block", name)
	d := Disk{
		Name: name, Path: "/dev/" + strings.ReplaceAll(name, "!", "/"), Size: number(dir, "size") * sector,
		Model:  strings.TrimSpace(text(dir, "device/vendor") + " " + first(text(dir, "device/model"), text(dir, "device/name"))),
		Serial: first(text(dir, "device/serial"), text(dir, "serial"), text(dir, "device/wwid"), text(dir, "wwid")), ReadOnly: number(dir, "ro") == 1,
		Block: int(number(dir, "queue/logical_block_size")), Sequence: uint64(number(dir, "diskseq")), Partitions: []Partition{}, Uses: used.of(name),
	}
	if d.Block == 0 {
		d.Block = sector
	}
	h.placed(dir, &d)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return d // it was pulled just now; its size is 0 then
	}
	for _, e := range entries {
		if sub := filepath.Join(dir, e.Name()); text(sub, "partition") != "" {
			d.Partitions = append(d.Partitions, Partition{Name: e.Name(), Size: number(sub, "size") * sector})
			d.Uses = append(d.Uses, used.of(e.Name())...)
		}
	}
	return d
}

// placed says by what a disk is connected, and whether it can be pulled.
func (h Host) placed(dir string, d *Disk) {
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		resolved = dir
	}
	d.Removable = number(dir, "removable") == 1
	switch kind := text(dir, "device/type"); {
	case strings.Contains(resolved, "/usb"):
		d.Bus, d.Removable = "usb", true
		d.Serial = first(usbSerial(resolved), d.Serial)
	case strings.HasPrefix(d.Name, "mmcblk") && kind == "SD":
		d.Bus, d.Removable = "sd", true
	case strings.HasPrefix(d.Name, "mmcblk"):
		d.Bus = "mmc"
	case strings.HasPrefix(d.Name, "nvme"):
		d.Bus = "nvme"
	case strings.Contains(resolved, "/ata"):
		d.Bus = "sata"
	case strings.Contains(resolved, "/virtio"):
		d.Bus = "virtio"
	}
}

// usbSerial is the serial number of the USB device that a disk is: readers
// give none of the card's own.
func usbSerial(dir string) string {
	for ; len(dir) > 1; dir = filepath.Dir(dir) {
		if text(dir, "idVendor") != "" {
			return text(dir, "serial")
		}
	}
	return ""
}

// Same says whether a disk is still the one that it was: the same medium at the
// same name.
func (d Disk) Same(now Disk) bool {
	return d.Name == now.Name && d.Size == now.Size && d.Model == now.Model && d.Serial == now.Serial && d.Sequence == now.Sequence
}

func text(dir, name string) string {
	data, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // below sys
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func number(dir, name string) int64 {
	n, err := strconv.ParseInt(text(dir, name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
