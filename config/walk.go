package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// walker follows the file through the type that it is read into: it notes where every
// key stands and reports keys that do not exist and values of the wrong type.
type walker struct {
	*document
	parser unstable.Parser
	count  map[string]int // tables so far in an array of tables

	root    reflect.Type // of the file
	header  int          // index of the current header's expression, or -1
	path    string       // of the current table
	typ     reflect.Type // of the current table; nil if it is unknown
	current int          // index of the current expression
	failed  bool         // the current expression is to be blanked
}

// walk fills exprs and at. The text must be free of syntax errors.
func (d *document) walk(root reflect.Type) {
	w := &walker{
		document: d, count: map[string]int{},
		root: root, header: -1, typ: root,
	}
	w.parser.Reset(d.text)
	var failed []int
	for w.parser.NextExpression() {
		w.current, w.failed = len(d.exprs), false
		w.expression(w.parser.Expression())
		if w.failed {
			failed = append(failed, w.current)
		}
	}
	// Only now: the parser reads the same bytes.
	for _, e := range failed {
		d.blank(e)
	}
	for line, key := range d.dropped {
		d.spoilt[join(d.tableAt(line), key)] = true
	}
}

// tableAt returns the path of the table that a line belongs to.
func (d *document) tableAt(line int) string {
	if e := d.exprAt(line); e >= 0 && d.exprs[e].header >= 0 {
		return d.exprs[d.exprs[e].header].path
	}
	return ""
}

func (w *walker) expression(n *unstable.Node) {
	keys := n.Key()
	keys.Next()
	offset := int(keys.Node().Raw.Offset)
	start := w.lineStart(offset)
	e := expr{start: start, line: w.position(start).line, header: w.header}
	if n.Kind != unstable.KeyValue {
		w.header, e.header = w.current, w.current
		w.exprs = append(w.exprs, e)
		w.table(n)
		w.exprs[w.current].path = w.path
		return
	}
	w.exprs = append(w.exprs, e)
	if w.typ == nil {
		w.failed = true // the header was reported
		return
	}
	path := w.keyValue(n, w.path, w.typ)
	w.exprs[w.current].path = path
	if w.failed {
		w.spoilt[path] = true // one bad item takes the list out
	}
}

// table enters the table that a header names.
func (w *walker) table(n *unstable.Node) {
	w.path, w.typ = "", w.root
	for it := n.Key(); it.Next(); {
		if w.typ.Kind() == reflect.Slice {
			// A table within the last one of an array of tables.
			w.path = fmt.Sprintf("%s[%d]", w.path, max(1, w.count[w.path]))
			w.typ = w.typ.Elem()
		}
		if w.typ.Kind() != reflect.Struct {
			w.report(it.Node(), w.path, "is "+describe(w.typ)+", not a table")
			w.typ = nil
			return
		}
		if w.path, w.typ = w.field(it.Node(), w.path, w.typ); w.typ == nil {
			return
		}
	}
	first := n.Child()
	isArray := w.typ.Kind() == reflect.Slice && w.typ.Elem().Kind() == reflect.Struct
	switch {
	case isArray && n.Kind == unstable.ArrayTable:
		w.note(w.path, first)
		w.count[w.path]++
		w.path = fmt.Sprintf("%s[%d]", w.path, w.count[w.path])
		w.typ = w.typ.Elem()
	case isArray:
		w.report(first, w.path, fmt.Sprintf("is a list of tables, expected [[%s]]", w.path))
		w.typ = nil
		return
	case w.typ.Kind() != reflect.Struct:
		w.report(first, w.path, "is "+describe(w.typ)+", not a table")
		w.typ = nil
		return
	case n.Kind == unstable.ArrayTable:
		w.report(first, w.path, fmt.Sprintf("is one table, expected [%s]", w.path))
		w.typ = nil
		return
	}
	w.note(w.path, first)
}

// keyValue checks one key with its value inside a table and returns its path.
func (w *walker) keyValue(n *unstable.Node, path string, typ reflect.Type) string {
	var last *unstable.Node
	for it := n.Key(); it.Next(); {
		last = it.Node()
		if typ.Kind() != reflect.Struct {
			w.report(last, path, "is "+describe(typ)+", not a table")
			return path
		}
		if path, typ = w.field(last, path, typ); typ == nil {
			return path
		}
		w.note(path, last)
	}
	w.value(n.Value(), last, path, typ)
	return path
}

// field looks a key up in a struct. The type is nil if there is no such key.
func (w *walker) field(key *unstable.Node, path string, typ reflect.Type) (string, reflect.Type) {
	name := string(key.Data)
	names := make([]string, 0, typ.NumField())
	for f := range typ.Fields() {
		if !f.IsExported() {
			continue
		}
		tag := f.Tag.Get("toml")
		if tag == name {
			return join(path, name), f.Type
		}
		names = append(names, tag)
	}
	message := "is not a setting, expected one of " + strings.Join(names, ", ")
	if meant := nearest(name, names); meant != "" {
		message = fmt.Sprintf("is not a setting, did you mean %s?", meant)
		// Not also: "… is missing".
		w.spoilt[join(path, meant)] = true
	}
	w.report(key, join(path, name), message)
	return join(path, name), nil
}

// value checks a value's type; at is where to point when it has no place of
// its own.
func (w *walker) value(n, at *unstable.Node, path string, typ reflect.Type) {
	if n.Raw.Length > 0 {
		at = n
	}
	switch {
	case typ.Kind() == reflect.Slice && n.Kind == unstable.Array:
		i := 0
		for it := n.Children(); it.Next(); {
			i++
			item := fmt.Sprintf("%s[%d]", path, i)
			if it.Node().Raw.Length > 0 {
				w.note(item, it.Node())
			} else {
				w.note(item, at)
			}
			w.value(it.Node(), at, item, typ.Elem())
		}
	case typ.Kind() == reflect.Struct && n.Kind == unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			w.keyValue(it.Node(), path, typ)
		}
	case !fits(n.Kind, typ.Kind()):
		w.report(at, path, fmt.Sprintf("is %s, expected %s", kindName(n.Kind), describe(typ)))
	}
}

func fits(kind unstable.Kind, typ reflect.Kind) bool {
	switch typ {
	case reflect.String:
		return kind == unstable.String
	case reflect.Bool:
		return kind == unstable.Bool
	case reflect.Int:
		return kind == unstable.Integer
	case reflect.Float64:
		return kind == unstable.Float || kind == unstable.Integer
	default:
		return false
	}
}

// kindName says what a value of the file is.
func kindName(kind unstable.Kind) string {
	switch kind {
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	case unstable.String:
		return "a text"
	case unstable.Bool:
		return "true or false"
	case unstable.Float:
		return "a number with a fraction"
	case unstable.Integer:
		return "a whole number"
	default:
		return "a date or time"
	}
}

// describe says what a value of the type looks like in the file.
func describe(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.String:
		return `a text in quotes, "…"`
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list [ ], each item " + describe(typ.Elem())
	default:
		return "a table"
	}
}

// note remembers where a key stands: the first place, if there are several.
func (w *walker) note(path string, n *unstable.Node) {
	if !w.isSet(path) {
		w.at[path] = w.where(int(n.Raw.Offset))
	}
}

func (w *walker) report(at *unstable.Node, path, message string) {
	w.failed = true
	w.spoilt[path] = true
	w.add(w.where(int(at.Raw.Offset)), path, message)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
