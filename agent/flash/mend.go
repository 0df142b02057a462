package flash

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// fat32Layout is what the boot sector says of where things are ("Microsoft FAT
// Specification", 30 August 2005, section 3).
type fat32Layout struct {
	on             Editor
	start          int64 // of the partition
	cluster        int64 // bytes
	fats, data     int64 // from the partition's beginning
	root, clusters uint32
	info           int64
}

func layoutOf(on Editor, start int64) (fat32Layout, error) {
	b := make([]byte, sector)
	if _, err := on.ReadAt(b, start); err != nil {
		return fat32Layout{}, err
	}
	le := binary.LittleEndian
	reserved, tables, size := int64(le.Uint16(b[14:])), int64(b[16]), int64(le.Uint32(b[36:]))
	if le.Uint16(b[11:]) != sector || b[13] == 0 || reserved == 0 || size == 0 {
		return fat32Layout{}, errors.New("the file system's boot sector is none")
	}
	return fat32Layout{
		on: on, start: start, cluster: int64(b[13]) * sector, fats: reserved * sector, data: (reserved + tables*size) * sector,
		root: le.Uint32(b[44:]), clusters: uint32(size) * sector / 4, info: int64(le.Uint16(b[48:])) * sector,
	}, nil
}

func (l fat32Layout) at(cluster uint32) int64 {
	return l.start + l.data + int64(cluster-2)*l.cluster
}

// mend puts right what the library leaves, and fsck would complain of: a folder
// in the root calls its parent 0 (section 6.5), and the count of free clusters
// is taken as not known (section 5) rather than as it was.
func mend(on Editor, start int64, folder string) error {
	l, err := layoutOf(on, start)
	if err != nil {
		return err
	}
	info := bytes.Repeat([]byte{0xff}, 8) // free clusters, and the next one
	if _, err := on.WriteAt(info, l.start+l.info+488); err != nil {
		return err
	}
	first, err := l.folder(folder)
	if err != nil {
		return err
	}
	entries := make([]byte, 64)
	if _, err := on.ReadAt(entries, l.at(first)); err != nil {
		return err
	}
	parent := entries[32:]
	if !bytes.HasPrefix(parent, []byte(".. ")) {
		return fmt.Errorf("the folder %s is damaged", folder)
	}
	clear(parent[20:22])
	clear(parent[26:28])
	_, err = on.WriteAt(entries, l.at(first))
	return err
}

// folder finds the first cluster of a folder in the root.
func (l fat32Layout) folder(name string) (uint32, error) {
	want := fmt.Appendf(nil, "%-11s", name)
	block, link, next := make([]byte, l.cluster), make([]byte, 4), l.root
	for range min(l.clusters, 1<<16) { // a root is never that long
		if next < 2 || next >= l.clusters {
			break // the chain's end
		}
		if _, err := l.on.ReadAt(block, l.at(next)); err != nil {
			return 0, err
		}
		for e := block; len(e) >= 32; e = e[32:] {
			if bytes.HasPrefix(e, want) && e[11]&0x10 != 0 {
				return uint32(binary.LittleEndian.Uint16(e[20:]))<<16 | uint32(binary.LittleEndian.Uint16(e[26:])), nil
			}
		}
		if _, err := l.on.ReadAt(link, l.start+l.fats+int64(next)*4); err != nil {
			return 0, err
		}
		next = binary.LittleEndian.Uint32(link) & 0x0fffffff
	}
	return 0, fmt.Errorf("the folder %s is not in the root", name)
}
