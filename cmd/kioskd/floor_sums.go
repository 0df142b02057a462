package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
)

// keptOnBase begins a line of the kept description for each file of the base
// that the map came from.
const keptOnBase = "# on the base: "

// checksums are those of the base's files that a map came from, by path.
type checksums map[string]uint32

// hold reports whether the base still has the same files. When it cannot tell,
// they are read again.
func (c checksums) hold(ctx context.Context, from floorBase) bool {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if sum, err := from.Checksum(ctx, name); err != nil || sum != c[name] {
			return false
		}
	}
	return len(c) > 0
}

func (c checksums) write(text []byte) []byte {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		text = fmt.Appendf(text, "%s%08x %q\n", keptOnBase, c[name], name)
	}
	return text
}

// readChecksums finds what write wrote; none are known when a line does not
// read.
func readChecksums(text []byte) checksums {
	c := checksums{}
	for line := range bytes.Lines(text) {
		var sum uint32
		var name string
		rest, ok := bytes.CutPrefix(line, []byte(keptOnBase))
		if !ok {
			continue
		}
		if _, err := fmt.Sscanf(string(rest), "%08x %q\n", &sum, &name); err != nil {
			return nil
		}
		c[name] = sum
	}
	return c
}
