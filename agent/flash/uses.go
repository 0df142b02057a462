package flash

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// usedBy are the uses of disks and partitions, by name.
type usedBy map[string][]Use

func (u usedBy) of(name string) []Use {
	return slices.Clone(u[name])
}

// systemFolders are where this machine runs from.
func systemFolders() []string {
	return []string{"/", "/boot", "/boot/efi", "/boot/firmware", "/efi", "/usr", "/var", "/home", "/run/live/medium"}
}

// uses reads what is mounted, swapped to, or part of something else.
func (h Host) uses() (usedBy, error) {
	used, names := usedBy{}, h.numbers()
	mounts, err := os.ReadFile(h.at("proc/self/mountinfo"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(mounts)) {
		name, folder, ok := h.mounted(line, names)
		if ok {
			used[name] = append(used[name], Use{Of: name, As: useMounted, Where: folder, System: slices.Contains(systemFolders(), folder)})
		}
	}
	swaps, err := os.ReadFile(h.at("proc/swaps"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for line := range strings.Lines(string(swaps)) {
		if path, _, _ := strings.Cut(line, " "); strings.HasPrefix(path, "/dev/") {
			name := h.nodeName(path)
			used[name] = append(used[name], Use{Of: name, As: useSwap, System: true})
		}
	}
	h.held(used)
	return used, nil
}

// mounted reads a line of mountinfo (proc_pid_mountinfo(5)): the device by its
// number, and by its path for file systems that have numbers of their own.
func (h Host) mounted(line string, names map[string]string) (name, folder string, ok bool) {
	left, right, found := strings.Cut(line, " - ")
	l, r := strings.Fields(left), strings.Fields(right)
	if !found || len(l) < 5 || len(r) < 2 {
		return "", "", false
	}
	if name, ok = names[l[2]]; !ok {
		if !strings.HasPrefix(r[1], "/dev/") {
			return "", "", false
		}
		name = h.nodeName(r[1])
	}
	return name, unescape(l[4]), true
}

// unescape reads the \040 of a space.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// numbers are the names of disks and partitions by their device numbers.
func (h Host) numbers() map[string]string {
	names := map[string]string{}
	for _, pattern := range []string{"sys/block/*/dev", "sys/block/*/*/dev"} {
		found, err := filepath.Glob(h.at(pattern))
		if err != nil {
			continue // the pattern is right
		}
		for _, f := range found {
			if n := text(filepath.Dir(f), "dev"); n != "" {
				names[n] = filepath.Base(filepath.Dir(f))
			}
		}
	}
	return names
}

// nodeName is the kernel's name of a device's path, which may be a link.
func (h Host) nodeName(path string) string {
	if resolved, err := filepath.EvalSymlinks(h.at(path)); err == nil {
		path = resolved
	}
	return filepath.Base(path)
}

// held follows what is built on disks: of a volume's uses, its disks have them
// too.
func (h Host) held(used usedBy) {
	found, err := filepath.Glob(h.at("sys/block/*/holders/*"))
	if err != nil {
		return // the pattern is right
	}
	parts, err := filepath.Glob(h.at("sys/block/*/*/holders/*"))
	if err != nil {
		return
	}
	below := map[string][]string{} // what is built on a disk or partition
	for _, f := range append(found, parts...) {
		of := filepath.Base(filepath.Dir(filepath.Dir(f)))
		below[of] = append(below[of], filepath.Base(f))
	}
	for of, holders := range below {
		for _, holder := range holders {
			used[of] = append(used[of], Use{Of: of, As: useHeld, Where: holder, System: systemBelow(used, below, holder, len(below))})
		}
	}
}

// systemBelow says whether this machine runs from a volume, or one upon it.
func systemBelow(used usedBy, below map[string][]string, name string, deep int) bool {
	if slices.ContainsFunc(used[name], func(u Use) bool { return u.As != useHeld && u.System }) {
		return true
	}
	return deep > 0 && slices.ContainsFunc(below[name], func(next string) bool { return systemBelow(used, below, next, deep-1) })
}
