package edit

import (
	"bytes"
	"slices"
	"strings"
)

// lineFrom is the offset of the line that an offset is on, lineTo that of the
// next one.
func (f *File) lineFrom(at int) int { return 1 + bytes.LastIndexByte(f.text[:at], '\n') }

func (f *File) lineTo(at int) int {
	if end := bytes.IndexByte(f.text[at:], '\n'); end >= 0 {
		return at + end + 1
	}
	return len(f.text)
}

// rootEnd is where a setting without a table is added: behind the others, or
// else behind the file's first comment.
func (f *File) rootEnd() int {
	end := -1
	for _, e := range f.entries {
		if e.header < 0 && !e.inline {
			end = f.lineTo(e.valueTo)
		}
	}
	if end >= 0 {
		return end
	}
	most := len(f.text)
	if len(f.headers) > 0 {
		most = f.headers[0].from
	}
	at, commented := 0, false
	for at < most {
		line := bytes.TrimSpace(f.text[at:f.lineTo(at)])
		if len(line) == 0 && commented {
			return at
		}
		commented = commented || bytes.HasPrefix(line, []byte("#"))
		at = f.lineTo(at)
	}
	return 0
}

// tableEnd is where a setting is added to a table.
func (f *File) tableEnd(h int) int {
	end := f.lineTo(f.headers[h].from)
	for _, e := range f.entries {
		if e.header == h && !e.inline {
			end = f.lineTo(e.valueTo)
		}
	}
	return end
}

// insert adds lines at the beginning of a line.
func (f *File) insert(at int, text string) {
	text += f.newline
	if at > 0 && f.text[at-1] != '\n' {
		text = f.newline + text
	}
	f.splice(at, at, text)
}

// splice puts a text in the place of another and keeps count of the lines.
func (f *File) splice(from, to int, text string) {
	first := bytes.Count(f.text[:from], []byte{'\n'})
	last := first + bytes.Count(f.text[from:to], []byte{'\n'})
	origins := make([]int, 0, 1+strings.Count(text, "\n"))
	for i := range cap(origins) {
		origins = append(origins, f.lines[min(first+i, last)])
	}
	// What follows on the last line comes from where it was.
	origins[len(origins)-1] = f.lines[last]
	f.lines = slices.Replace(f.lines, first, last+1, origins...)
	f.text = slices.Replace(f.text, from, to, []byte(text)...)
}
