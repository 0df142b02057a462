package support

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"
)

// Part is one file of a bundle.
type Part struct {
	Name string // slashes; "flight/…txt"
	// Read gives its text. What it cannot give is told in the bundle; the rest
	// goes on.
	Read func(context.Context) (string, error)
	// Config says that it is a configuration, with secrets by their names.
	Config bool
}

// File is a part that is a file of this machine.
func File(name, from string) Part {
	return Part{Name: name, Read: func(context.Context) (string, error) {
		data, err := os.ReadFile(from) // #nosec G304 -- the bundle's maker names it
		return string(data), err
	}}
}

// maxPart is the longest text of a part, in bytes: its end is kept.
const maxPart = 4 << 20

// Write packs the parts into w as a gzipped tar below a directory, in their
// order, with a list of what is in it and what could not be had.
func Write(ctx context.Context, w io.Writer, dir string, now time.Time, parts []Part, progress func(name string, err error)) error {
	gz := gzip.NewWriter(w)
	out := tar.NewWriter(gz)
	var list strings.Builder
	fmt.Fprintf(&list, "Made %s\n", now.Format(time.RFC3339))
	add := func(name, text string) error {
		h := &tar.Header{Name: path.Join(dir, name), Mode: 0o644, Size: int64(len(text)), ModTime: now, Format: tar.FormatPAX}
		if err := out.WriteHeader(h); err != nil {
			return fmt.Errorf("cannot pack %s: %w", name, err)
		}
		if _, err := io.WriteString(out, text); err != nil {
			return fmt.Errorf("cannot pack %s: %w", name, err)
		}
		return nil
	}
	for _, p := range parts {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := p.Read(ctx)
		progress(p.Name, err)
		if err != nil {
			fmt.Fprintf(&list, "%-28s missing: %s\n", p.Name, Scrub(err.Error()))
			continue
		}
		text = p.clean(text)
		fmt.Fprintf(&list, "%-28s %d bytes\n", p.Name, len(text))
		if err := add(p.Name, text); err != nil {
			return err
		}
	}
	return errors.Join(add("contents.txt", list.String()), out.Close(), gz.Close())
}

func (p Part) clean(text string) string {
	if n := len(text) - maxPart; n > 0 {
		text = "[the beginning is left out]\n" + strings.ToValidUTF8(text[n:], "")
	}
	if p.Config {
		return Redact(text)
	}
	return Scrub(text)
}
