package settings

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// place is where something stands in the file, both from 1.
type place struct{ line, column int }

// reading is one file on its way to Settings.
type reading struct {
	name   string
	folder string
	at     map[string]place // of every key that is set
	errs   []error
	broken bool // not TOML at all
}

// bad notes a problem of a key.
func (r *reading) bad(field, format string, args ...any) {
	r.fail(r.at[field], field+": "+fmt.Sprintf(format, args...))
}

func (r *reading) fail(at place, text string) {
	if at == (place{}) {
		r.errs = append(r.errs, fmt.Errorf("%s: %s", r.name, text))
		return
	}
	r.errs = append(r.errs, fmt.Errorf("%s:%d:%d: %s", r.name, at.line, at.column, text))
}

// read fills the fields. The library's own decoding finds what is not TOML
// and keys that are given twice; then every key is looked at, so that all
// unknown keys and wrong types are told at once.
func (r *reading) read(data []byte, fields map[string]*string) {
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		r.broken = true
		var at place
		if syntax, ok := errors.AsType[*toml.DecodeError](err); ok {
			at.line, at.column = syntax.Position()
		}
		r.fail(at, strings.TrimPrefix(err.Error(), "toml: "))
		return
	}
	var p unstable.Parser
	p.Reset(data)
	var table []string
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind { //nolint:exhaustive // other kinds are no expressions, or comments
		case unstable.Table:
			var at place
			table, at = keyOf(&p, e.Key())
			if !isTable(fields, table) {
				r.fail(at, fmt.Sprintf("[%s]: unknown table, want one of %s", strings.Join(table, "."), tables(fields)))
			}
		case unstable.ArrayTable:
			var at place
			table, at = keyOf(&p, e.Key())
			r.fail(at, fmt.Sprintf("[[%s]]: unknown list of tables", strings.Join(table, ".")))
		case unstable.KeyValue:
			r.keyValue(&p, table, e, fields)
		}
	}
}

func (r *reading) keyValue(p *unstable.Parser, table []string, e *unstable.Node, fields map[string]*string) {
	key, at := keyOf(p, e.Key())
	field := strings.Join(slices.Concat(table, key), ".")
	value := e.Value()
	if value.Kind == unstable.InlineTable {
		for inner := value.Children(); inner.Next(); {
			r.keyValue(p, slices.Concat(table, key), inner.Node(), fields)
		}
		return
	}
	target, known := fields[field]
	switch {
	case !known && len(table) > 0 && !isTable(fields, table):
		// The table was told already.
	case !known:
		r.fail(at, fmt.Sprintf("%s: unknown setting%s", field, nearest(field, fields)))
	case value.Kind != unstable.String:
		r.at[field] = at
		r.bad(field, "want a text in quotes")
	default:
		r.at[field] = at
		*target = string(value.Data)
	}
}

func keyOf(p *unstable.Parser, key unstable.Iterator) (parts []string, at place) {
	for key.Next() {
		node := key.Node()
		if at == (place{}) {
			start := p.Shape(node.Raw).Start
			at = place{start.Line, start.Column}
		}
		parts = append(parts, string(node.Data))
	}
	return parts, at
}

func isTable(fields map[string]*string, table []string) bool {
	return slices.Contains(tables(fields), strings.Join(table, "."))
}

func tables(fields map[string]*string) []string {
	seen := make(map[string]bool)
	for field := range fields {
		if table, _, inside := strings.Cut(field, "."); inside {
			seen[table] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// nearest names the settings that share the table, for somebody who mistyped.
func nearest(field string, fields map[string]*string) string {
	table := field[:strings.LastIndex(field, ".")+1]
	var same []string
	for name := range fields {
		if rest, ok := strings.CutPrefix(name, table); ok && !strings.Contains(rest, ".") {
			same = append(same, rest)
		}
	}
	if len(same) == 0 {
		return ""
	}
	slices.Sort(same)
	return ", want one of " + strings.Join(same, ", ")
}
