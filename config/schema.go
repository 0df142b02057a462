package config

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"tiepdan/config/edit"
)

//go:embed tiepdan.example.toml
var example []byte

// Example is the documented file with every setting.
func Example() []byte { return slices.Clone(example) }

// Schema is the JSON Schema (draft 7, which editors of TOML know) of the newest
// format. Types come from Config, limits from the checks themselves, words from
// the example. What names other settings or files is for the loader alone.
func Schema() ([]byte, error) {
	doc, err := edit.Parse(example)
	if err != nil {
		return nil, fmt.Errorf("cannot make the schema: %w", err)
	}
	s := schemer{rules: rulesWith("", nil), doc: doc}
	c := Default()
	c.derive(func(string) bool { return false })
	root := s.object("", reflect.TypeFor[Config](), reflect.ValueOf(c))
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "Configuration of one robot of Tiếp Dân"
	properties(root)["version"] = node{"const": Version, "description": s.words("version")}
	root["required"] = append([]string{"version"}, required(root)...)
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(root); err != nil {
		return nil, fmt.Errorf("cannot make the schema: %w", err)
	}
	return text.Bytes(), nil
}

// node is a part of a schema.
type node map[string]any

func properties(n node) node {
	p, _ := n["properties"].(node)
	return p
}

func required(n node) []string {
	names, _ := n["required"].([]string)
	return names
}

type schemer struct {
	rules rules
	doc   *edit.File
}

// object is the schema of a table.
func (s schemer) object(path string, typ reflect.Type, defaults reflect.Value) node {
	all, needed := node{}, []string{}
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.IsExported() {
			continue
		}
		name := f.Tag.Get("toml")
		key := join(path, name)
		all[name] = s.value(key, f.Type, defaults.Field(i), s.rules[key])
		if words := s.words(key); words != "" {
			setting(all, name)["description"] = words
		}
		inner, _ := all[name].(node)
		if s.rules[key].needed && defaults.Field(i).IsZero() || len(required(inner)) > 0 && f.Type.Kind() == reflect.Struct {
			needed = append(needed, name)
		}
	}
	out := node{"type": "object", "additionalProperties": false, "properties": all}
	if len(needed) > 0 {
		out["required"] = needed
	}
	if path == "" {
		return out
	}
	var then []node
	for _, c := range conditions(s.rules, path, typ, defaults) {
		then = append(then, s.condition(c, typ, defaults))
	}
	if len(then) > 0 {
		out["allOf"] = then
	}
	return out
}

func setting(all node, name string) node {
	n, _ := all[name].(node)
	return n
}

// condition is what a choice asks for.
func (s schemer) condition(c condition, typ reflect.Type, defaults reflect.Value) node {
	all, needed := node{}, []string{}
	for i := range typ.NumField() {
		name := typ.Field(i).Tag.Get("toml")
		r, ok := c.then[name]
		if !ok {
			continue
		}
		r.orZero = r.orZero && !r.needed
		all[name] = limits(typ.Field(i).Type.Kind(), r)
		if r.needed && defaults.Field(i).IsZero() {
			needed = append(needed, name)
		}
	}
	when := node{"properties": node{c.name: node{"const": c.value}}}
	if !c.implied {
		when["required"] = []string{c.name}
	}
	then := node{"properties": all}
	if len(needed) > 0 {
		then["required"] = needed
	}
	return node{"if": when, "then": then}
}

// value is the schema of one setting.
func (s schemer) value(key string, typ reflect.Type, def reflect.Value, r rule) node {
	switch typ.Kind() {
	case reflect.Struct:
		return s.object(key, typ, def)
	case reflect.Slice:
		n := limits(reflect.Slice, r)
		n["type"] = "array"
		n["items"] = s.value(key+"[]", typ.Elem(), reflect.Zero(typ.Elem()), s.rules[key+"[]"])
		if def.Len() > 0 && typ.Elem().Kind() == reflect.String {
			n["default"] = def.Interface()
		}
		return n
	default: // below
	}
	n := limits(typ.Kind(), r)
	n["type"] = map[reflect.Kind]string{reflect.String: "string", reflect.Int: "integer", reflect.Float64: "number", reflect.Bool: "boolean"}[typ.Kind()]
	if !def.IsZero() || !r.needed && !strings.Contains(key, "[]") {
		n["default"] = def.Interface()
	}
	return n
}

// limits are what a rule says of a value of a kind.
func limits(kind reflect.Kind, r rule) node {
	n := node{}
	put := func(name string, value int) {
		if value > 0 {
			n[name] = value
		}
	}
	switch kind {
	case reflect.Slice:
		put("minItems", r.least)
		put("maxItems", r.most)
		return n
	case reflect.String:
		put("minLength", r.least)
		put("maxLength", r.most)
	default: // bounds
	}
	if r.pattern != "" {
		n["pattern"] = r.pattern
	}
	if r.choices != nil {
		n["enum"] = r.choices
	}
	if r.bounds != nil {
		n["minimum"], n["maximum"] = r.bounds.lo, r.bounds.hi
	}
	if !r.orZero || kind == reflect.Int && r.bounds.lo <= 0 {
		return n
	}
	zero := any(0)
	if kind == reflect.String {
		zero = ""
	}
	return node{"anyOf": []node{{"const": zero}, maps.Clone(n)}}
}

// words are the example's comment on a setting or a table.
func (s schemer) words(key string) string {
	first := strings.ReplaceAll(key, "[]", "[1]")
	for _, path := range []string{first, first + "[1]"} {
		if words := s.doc.Comment(path); words != "" {
			return words
		}
	}
	// A list in a later item, as services[3].hours.
	for i := 2; i < 10 && strings.Contains(key, "[]"); i++ {
		if words := s.doc.Comment(strings.Replace(key, "[]", fmt.Sprintf("[%d]", i), 1)); words != "" {
			return words
		}
	}
	return ""
}
