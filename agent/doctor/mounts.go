package doctor

import (
	"io/fs"
	"slices"
	"strings"
)

// mount is one line of proc/mounts (fstab(5)).
type mount struct {
	device, dir, kind string
	options           []string
}

func mountsOf(kernel fs.FS) []mount {
	data, err := fs.ReadFile(kernel, "proc/mounts")
	if err != nil {
		return nil
	}
	var out []mount
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) < 4 {
			continue
		}
		dir := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(f[1])
		out = append(out, mount{device: f[0], dir: dir, kind: f[2], options: strings.Split(f[3], ",")})
	}
	return out
}

// holds is the mount that a path is on: the longest, and of several the last.
func holds(all []mount, path string) (mount, bool) {
	var found mount
	for _, m := range all {
		if (path == m.dir || strings.HasPrefix(path, strings.TrimSuffix(m.dir, "/")+"/")) && len(m.dir) >= len(found.dir) {
			found = m
		}
	}
	return found, found.dir != ""
}

// mounts looks at how the state directory and the root are mounted, and at the
// errors that their file systems count.
func (d Disk) mounts() []Result {
	all := mountsOf(d.Kernel)
	var out []Result
	if m, ok := holds(all, d.StateDir); ok {
		if slices.Contains(m.options, "ro") {
			out = append(out, trouble("disk.readonly", m.dir))
		}
	}
	if root, ok := holds(all, "/"); ok && d.Image && root.kind != "overlay" && !slices.Contains(root.options, "ro") {
		out = append(out, trouble("disk.root", root.device))
	}
	counts, err := fs.Glob(d.Kernel, "sys/fs/ext4/*/errors_count")
	if err != nil {
		return out
	}
	for _, file := range counts {
		if n := line(d.Kernel, file); n != "" && n != "0" {
			out = append(out, trouble("disk.errors", strings.Split(file, "/")[3], n))
		}
	}
	return out
}

// line is the first line of a small file of the kernel, "" when it cannot be
// read.
func line(kernel fs.FS, file string) string {
	data, err := fs.ReadFile(kernel, file)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimSpace(first)
}
