package edit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// File is a TOML file under change.
type File struct {
	text    []byte
	mark    bool // a byte order mark stands first
	newline string
	lines   []int // of each line, from 0, the line of the original that it comes from, from 1
	entries []entry
	headers []header
}

// entry is one key with its value.
type entry struct {
	path               string
	header             int // index of the header above it, -1 for none
	keyFrom, keyTo     int // offsets, of the whole dotted key
	valueFrom, valueTo int
	table, inline      bool // its value is a table; it stands within braces
}

// header is one [table] or an item of a [[list]].
type header struct {
	path string
	from int // offset
}

const byteOrderMark = "\ufeff"

// Parse reads a file, which must be TOML.
func Parse(text []byte) (*File, error) {
	f := &File{newline: "\n"}
	body := bytes.TrimPrefix(text, []byte(byteOrderMark))
	f.mark = len(body) < len(text)
	f.text = bytes.Clone(body)
	if at := bytes.IndexByte(body, '\n'); at > 0 && body[at-1] == '\r' {
		f.newline = "\r\n"
	}
	for i := range bytes.Count(body, []byte{'\n'}) + 1 {
		f.lines = append(f.lines, i+1)
	}
	if err := f.scan(); err != nil {
		return nil, err
	}
	return f, nil
}

// Bytes is the file as it is now.
func (f *File) Bytes() []byte {
	if f.mark {
		return append([]byte(byteOrderMark), f.text...)
	}
	return bytes.Clone(f.text)
}

// Origin is the line of the original from which a line comes, both from 1.
func (f *File) Origin(line int) int {
	if line < 1 || line > len(f.lines) {
		return line
	}
	return f.lines[line-1]
}

// Lines is how many lines the file has.
func (f *File) Lines() int { return len(f.lines) }

// Line is the line of a setting, from 1, or 0 if it is not there.
func (f *File) Line(key string) int {
	e := f.find(key)
	if e == nil {
		return 0
	}
	return 1 + bytes.Count(f.text[:e.keyFrom], []byte{'\n'})
}

// ValueAt is where the value of a setting begins, line and column from 1, or 0 if it
// is not there. Columns count bytes.
func (f *File) ValueAt(key string) (line, column int) {
	e := f.find(key)
	if e == nil {
		return 0, 0
	}
	before := f.text[:e.valueFrom]
	return 1 + bytes.Count(before, []byte{'\n'}), len(before) - bytes.LastIndexByte(before, '\n')
}

// Keys are the settings, in the order of the file.
func (f *File) Keys() []string {
	var keys []string
	for _, e := range f.entries {
		if !e.table {
			keys = append(keys, e.path)
		}
	}
	return keys
}

// Value is a setting as it is written.
func (f *File) Value(key string) (string, bool) {
	e := f.find(key)
	if e == nil {
		return "", false
	}
	return string(f.text[e.valueFrom:e.valueTo]), true
}

func (f *File) find(key string) *entry {
	for i := range f.entries {
		if f.entries[i].path == key {
			return &f.entries[i]
		}
	}
	return nil
}

// scan finds the settings again.
func (f *File) scan() error {
	f.entries, f.headers = nil, nil
	var p unstable.Parser
	s := scanner{File: f, count: map[string]int{}}
	// A full slice: the parser counts capacities back to offsets.
	p.Reset(slices.Clip(f.text))
	for p.NextExpression() {
		s.expression(p.Expression())
	}
	if err := p.Error(); err != nil {
		return fmt.Errorf("cannot read the file as TOML: %w", err)
	}
	return nil
}

// scanner follows the expressions of a file.
type scanner struct {
	*File
	count map[string]int // items so far of a list of tables
	table string         // path of the current table
}

func (s *scanner) expression(n *unstable.Node) {
	if n.Kind == unstable.KeyValue {
		s.keyValue(n, s.table, false)
		return
	}
	path, from := "", -1
	for it := n.Key(); it.Next(); {
		if from < 0 {
			from = s.lineFrom(int(it.Node().Raw.Offset))
		}
		if c := s.count[path]; c > 0 && path != "" {
			path = fmt.Sprintf("%s[%d]", path, c)
		}
		path = join(path, string(it.Node().Data))
	}
	switch c := s.count[path]; {
	case n.Kind == unstable.ArrayTable:
		s.count[path]++
		path = fmt.Sprintf("%s[%d]", path, c+1)
	case c > 0:
		path = fmt.Sprintf("%s[%d]", path, c)
	}
	s.table = path
	s.headers = append(s.headers, header{path: path, from: from})
}

func (s *scanner) keyValue(n *unstable.Node, path string, inline bool) {
	e := entry{header: len(s.headers) - 1, keyFrom: -1, inline: inline}
	for it := n.Key(); it.Next(); {
		raw := it.Node().Raw
		if e.keyFrom < 0 {
			e.keyFrom = int(raw.Offset)
		}
		e.keyTo = int(raw.Offset + raw.Length)
		path = join(path, string(it.Node().Data))
	}
	e.path = path
	e.valueFrom = e.keyTo
	for e.valueFrom < len(s.text) && strings.IndexByte(" \t=", s.text[e.valueFrom]) >= 0 {
		e.valueFrom++
	}
	e.valueTo = valueEnd(s.text, e.valueFrom)
	e.table = n.Value().Kind == unstable.InlineTable
	s.entries = append(s.entries, e)
	s.value(n.Value(), path)
}

// value looks for tables within a value.
func (s *scanner) value(n *unstable.Node, path string) {
	if n.Kind == unstable.InlineTable {
		for it := n.Children(); it.Next(); {
			s.keyValue(it.Node(), path, true)
		}
	}
	if n.Kind == unstable.Array {
		i := 0
		for it := n.Children(); it.Next(); {
			i++
			s.value(it.Node(), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
