package config

import (
	"bytes"
	"errors"
	"regexp"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// position is a place in the file, line and column from 1.
type position struct{ line, column int }

// expr is one expression of the file: a table header or a key with its value.
type expr struct {
	start  int    // offset of its first line
	line   int    // number of that line
	header int    // index of the header above it, itself for a header, -1 for none
	path   string // "" if unknown
}

// document is a file on its way through the checks. Expressions with problems
// are blanked out of text, so that the next check sees the rest.
type document struct {
	name     string
	text     []byte
	exprs    []expr
	at       map[string]position // of every key and table that was understood
	spoilt   map[string]bool     // keys with a problem: nothing more is said of them
	problems []Problem
	dropped  map[int]string // broken lines, with the key they seem to have
	cutOff   bool           // part of the file could not be read
	format   int            // of the file, before it was migrated
	rules    rules          // what the checks say of each key; nil but for Schema
	// origin is the line of the file from which a line of text comes.
	origin func(line int) int
}

func newDocument(name string, text []byte) *document {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	return &document{
		name: name,
		// A full slice, for the parser counts capacities back to offsets.
		text:    append(make([]byte, 0, len(text)), text...)[:len(text):len(text)],
		at:      map[string]position{},
		spoilt:  map[string]bool{},
		dropped: map[int]string{},
		format:  Version,
		origin:  func(line int) int { return line },
	}
}

// err returns the problems found so far, in the order of the file, or nil.
func (d *document) err() error {
	if len(d.problems) == 0 {
		return nil
	}
	errs := &Errors{Problems: d.problems}
	errs.sort()
	return errs
}

func (d *document) add(at position, key, message string) {
	d.problems = append(d.problems, Problem{
		File: d.name, Line: at.line, Column: at.column, Key: key, Message: message,
	})
}

// fail reports a problem and blanks its expression, a header with all that it
// heads.
func (d *document) fail(e int, at position, key, message string) {
	d.add(at, key, message)
	d.spoilt[key] = true
	d.blank(e)
}

func (d *document) blank(e int) {
	for i := e; i < len(d.exprs) && (i == e || d.exprs[i].header == e); i++ {
		end := len(d.text)
		if i+1 < len(d.exprs) {
			end = d.exprs[i+1].start
		}
		blank(d.text[d.exprs[i].start:end])
	}
}

func blank(b []byte) {
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
}

// exprAt returns the expression that covers a line, or -1.
func (d *document) exprAt(line int) int {
	return sort.Search(len(d.exprs), func(i int) bool { return d.exprs[i].line > line }) - 1
}

func (d *document) isSet(key string) bool {
	_, ok := d.at[key]
	return ok
}

// isSpoilt says whether a key, or a table around it, has a problem already.
func (d *document) isSpoilt(key string) bool {
	for {
		if d.spoilt[key] {
			return true
		}
		cut := strings.LastIndexAny(key, ".[")
		if cut < 0 {
			return false
		}
		key = key[:cut]
	}
}

// place returns where to point for a key: at itself, or else at the table that
// lacks it, or else at the beginning.
func (d *document) place(key string) position {
	for {
		if at, ok := d.at[key]; ok {
			return at
		}
		cut := strings.LastIndexAny(key, ".[")
		if cut < 0 {
			return position{1, 1}
		}
		key = key[:cut]
	}
}

func (d *document) position(offset int) position {
	before := d.text[:offset]
	return position{
		line:   1 + bytes.Count(before, []byte{'\n'}),
		column: offset - bytes.LastIndexByte(before, '\n'),
	}
}

// where is a position in the file as its author has it.
func (d *document) where(offset int) position { return d.mapped(d.position(offset)) }

func (d *document) mapped(at position) position {
	return position{line: d.origin(at.line), column: at.column}
}

// lineStart returns the offset of the line that offset is on.
func (d *document) lineStart(offset int) int {
	return 1 + bytes.LastIndexByte(d.text[:offset], '\n')
}

// maxBroken is how many broken lines are reported: a file with more is no
// configuration.
const maxBroken = 20

var keyValueLine = regexp.MustCompile(`^[ \t]*([A-Za-z0-9_.-]+)[ \t]*=`)

// dropBrokenLines reports syntax errors and blanks their lines, as long as the
// damage is within one line of the form KEY = …. After anything else the
// reader cannot know where it is, and the file ends there.
func (d *document) dropBrokenLines() {
	for range maxBroken {
		offset, message, ok := syntaxError(d.text)
		if !ok {
			return
		}
		at, start := d.position(offset), d.lineStart(offset)
		d.add(at, "", "not TOML: "+message)
		end := len(d.text)
		if n := bytes.IndexByte(d.text[start:], '\n'); n >= 0 {
			end = start + n
		}
		key := keyValueLine.FindSubmatch(d.text[start:end])
		if _, _, above := syntaxError(d.text[:start:start]); key == nil || above {
			d.cut(start)
			return
		}
		d.dropped[at.line] = string(key[1])
		blank(d.text[start:end])
	}
	d.cut(0)
}

// cut blanks the rest of the file from an expression that cannot be read.
func (d *document) cut(from int) {
	d.cutOff = true
	blank(d.text[from:])
	// The line may be within an expression that began above it.
	for from > 0 {
		if _, _, bad := syntaxError(d.text); !bad {
			return
		}
		from = d.lineStart(from - 1)
		blank(d.text[from:])
	}
}

// syntaxError returns the first syntax error of a text.
func syntaxError(text []byte) (offset int, message string, found bool) {
	var p unstable.Parser
	p.Reset(text)
	for p.NextExpression() {
	}
	err := p.Error()
	if err == nil {
		return 0, "", false
	}
	message = strings.TrimPrefix(err.Error(), "toml: ")
	if pe, ok := errors.AsType[*unstable.ParserError](err); ok {
		offset = cap(text) - cap(pe.Highlight)
		message = pe.Message
	}
	return min(max(offset, 0), len(text)), message, true
}
