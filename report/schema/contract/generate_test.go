package contract_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// generator makes JSON Schemas of Go types.
type generator struct {
	t      *testing.T
	limits map[string]node
	rules  map[string]node
	used   map[string]bool
	docs   map[string]string // comments by "Type" and "Type.Field"
}

func newGenerator(t *testing.T) *generator {
	t.Helper()
	g := &generator{t: t, limits: limits(), rules: rules(), used: map[string]bool{}, docs: map[string]string{}}
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g.read(d)
		}
	}
	return g
}

// read keeps the comments of a declaration.
func (g *generator) read(d ast.Decl) {
	general, ok := d.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, s := range general.Specs {
		spec, ok := s.(*ast.TypeSpec)
		if !ok {
			continue
		}
		g.docs[spec.Name.Name] = sentence(general.Doc)
		structure, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range structure.Fields.List {
			for _, name := range f.Names {
				g.docs[spec.Name.Name+"."+name.Name] = sentence(f.Doc, f.Comment)
			}
		}
	}
}

func sentence(groups ...*ast.CommentGroup) string {
	var words []string
	for _, c := range groups {
		words = append(words, strings.Fields(c.Text())...)
	}
	return strings.Join(words, " ")
}

// object is the schema of structs whose fields stand side by side. Its
// description is that of the last.
func (g *generator) object(all ...reflect.Type) node {
	properties, required := node{}, []string{}
	out := node{"type": "object", "additionalProperties": false}
	for _, t := range all {
		g.fields(t, properties, &required)
		maps.Copy(out, g.rules[t.Name()])
		if doc := g.docs[t.Name()]; doc != "" {
			out["description"] = doc
		}
	}
	out["properties"] = properties
	if len(required) > 0 {
		slices.Sort(required)
		out["required"] = required
	}
	return out
}

func (g *generator) fields(t reflect.Type, properties node, required *[]string) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		key := t.Name() + "." + name
		limit := maps.Clone(g.limits[key])
		g.used[key] = true
		mayBeNull, told := limit["nullable"].(bool)
		delete(limit, "nullable")
		if !told {
			mayBeNull = f.Type.Kind() == reflect.Pointer && options == ""
		}
		schema := g.value(f.Type, limit)
		if mayBeNull {
			schema = node{"anyOf": []any{schema, node{"type": "null"}}}
		}
		if doc := g.docs[t.Name()+"."+f.Name]; doc != "" {
			schema["description"] = doc
		}
		properties[name] = schema
		if options == "" {
			*required = append(*required, name)
		}
	}
}

// value is the schema of one value within its limit.
func (g *generator) value(t reflect.Type, limit node) node {
	out := node{}
	switch {
	case t.Kind() == reflect.Pointer:
		return g.value(t.Elem(), limit)
	case t == reflect.TypeFor[time.Time]():
		out = node{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Struct:
		out = g.object(t)
		if inside, ok := limit["properties"].(node); ok { // a stricter label
			for name, n := range inside {
				maps.Copy(out["properties"].(node)[name].(node), n.(node))
			}
			return out
		}
	case t.Kind() == reflect.Slice:
		items, _ := limit["items"].(node)
		out = node{"type": "array"}
		maps.Copy(out, limit)
		out["items"] = g.value(t.Elem(), items)
		return out
	case t.Kind() == reflect.String:
		out["type"] = "string"
	case t.Kind() == reflect.Bool:
		out["type"] = "boolean"
	case t.Kind() == reflect.Float64:
		out["type"] = "number"
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64, t.Kind() == reflect.Uint64:
		out["type"] = "integer"
	default:
		g.t.Fatalf("no schema for a %s", t)
	}
	maps.Copy(out, limit)
	return out
}

// pretty writes a document as it is checked in.
func pretty(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

// clone makes a copy that can be changed.
func clone(t *testing.T, n node) node {
	t.Helper()
	out := node{}
	if err := json.Unmarshal(pretty(t, n), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func fileOf(name string) string { return fmt.Sprintf("%s.schema.json", name) }
