package edit

import (
	"bytes"
	"slices"
	"strings"
)

// Comment is what the file says of a setting or a table: the lines above it that
// are comments, then the comment on its own line.
func (f *File) Comment(path string) string {
	if e := f.find(path); e != nil {
		return f.comment(f.lineFrom(e.keyFrom), e.valueTo)
	}
	for _, h := range f.headers {
		if h.path == path {
			end := f.lineTo(h.from)
			if at := bytes.IndexByte(f.text[h.from:end], ']'); at >= 0 {
				return f.comment(h.from, h.from+at)
			}
		}
	}
	return ""
}

func (f *File) comment(line, after int) string {
	var words []string
	for at := line; at > 0; {
		at = f.lineFrom(at - 1)
		text, isComment := strings.CutPrefix(strings.TrimSpace(string(f.text[at:f.lineTo(at)])), "#")
		if !isComment {
			break
		}
		words = append(words, strings.TrimSpace(text))
	}
	slices.Reverse(words)
	if _, own, ok := strings.Cut(string(f.text[after:f.lineTo(after)]), "#"); ok {
		words = append(words, strings.TrimSpace(own))
	}
	return strings.Join(words, " ")
}
