package contract_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// mutant is an example with one thing changed.
type mutant struct {
	what  string
	data  []byte
	valid bool
}

// mutants changes every value of an example: past its limits, to another type,
// and by a field that the contract does not have, which could be personal; and
// up to its limits, which is still good.
func mutants(t *testing.T, m message, example []byte) []mutant {
	t.Helper()
	var out []mutant
	walk(m.schema, value(t, example), nil, func(path []any, schema node, v any) {
		for _, c := range changes(schema, v) {
			whole := value(t, example)
			out = append(out, mutant{fmt.Sprintf("%s at %v", c.what, path), resign(t, m, set(whole, path, c.value)), c.valid})
		}
	})
	return out
}

// walk visits every value with its schema, outermost first.
func walk(schema node, v any, path []any, visit func([]any, node, any)) {
	if some, ok := schema["anyOf"].([]any); ok {
		schema, _ = some[0].(node)
	}
	if v == nil {
		return
	}
	visit(path, schema, v)
	switch v := v.(type) {
	case node:
		properties, _ := schema["properties"].(node)
		for name, inside := range v {
			below, ok := properties[name].(node)
			if !ok || len(path) == 0 && (name == "sig" || name == "v") {
				continue
			}
			walk(below, inside, slices.Concat(path, []any{name}), visit)
		}
	case []any:
		items, _ := schema["items"].(node)
		for i, inside := range v[:min(1, len(v))] {
			walk(items, inside, slices.Concat(path, []any{i}), visit)
		}
	}
}

type change struct {
	what  string
	value any
	valid bool
}

func changes(schema node, v any) []change {
	out := []change{{"another type", map[bool]any{true: 7.5, false: "x"}[schema["type"] == "string"], false}}
	switch schema["type"] {
	case "object":
		more := node{"phone": "0900000000"}
		maps.Copy(more, v.(node))
		return append(out, change{"a personal field", more, false})
	case "array":
		if most, ok := schema["maxItems"].(int); ok && len(v.([]any)) > 0 {
			out = append(out, change{"too many", slices.Repeat(v.([]any), most+1), false})
		}
	case "integer":
		if most, ok := schema["maximum"].(int); ok {
			out = append(out, change{"too large", most + 2, false}, change{"the largest", most, true})
		}
		if least, ok := schema["minimum"].(int); ok {
			out = append(out, change{"too small", least - 1, false})
		}
	case "string":
		out = append(out, textChanges(schema)...)
	}
	return out
}

func textChanges(schema node) (out []change) {
	if all, ok := schema["enum"].([]any); ok {
		out = append(out, change{"no word of the contract", "Cửa", false}, change{"another case", strings.ToUpper(fmt.Sprint(all[0])) + "X", false})
	}
	if most, ok := schema["maxLength"].(int); ok {
		out = append(
			out, change{"too long", strings.Repeat("ử", most+1), false}, change{"the longest", strings.Repeat("ử", most), true},
			change{"a control character", "a\u0085", false},
		)
	}
	if least, ok := schema["minLength"].(int); ok && least > 0 {
		out = append(out, change{"empty", "", false})
	}
	if _, limited := schema["maxLength"]; !limited && schema["pattern"] != nil {
		out = append(out, change{"not of the pattern", "a b", false})
	}
	if schema["format"] == "date-time" {
		out = append(out, change{"no zone", "2026-03-02T09:15:04", false}, change{"no time", "2026-03-02", false})
	}
	return out
}

// set puts a value at a path.
func set(whole any, path []any, v any) any {
	if len(path) == 0 {
		return v
	}
	switch at := path[0].(type) {
	case string:
		inside := whole.(node)
		inside[at] = set(inside[at], path[1:], v)
	case int:
		inside := whole.([]any)
		inside[at] = set(inside[at], path[1:], v)
	}
	return whole
}

// resign writes a message, signed again if it is one that is signed.
func resign(t *testing.T, m message, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	whole, ok := v.(node)
	if !ok || whole["sig"] == nil {
		return data
	}
	part, err := json.Marshal(whole["signed"])
	if err != nil {
		t.Fatal(err)
	}
	text := "kb/v1 signed\n" + unit().On(m.channel).String() + "\n" + string(part)
	whole["signed"] = json.RawMessage(part)
	whole["sig"] = base64.RawURLEncoding.EncodeToString(ed25519.Sign(key(), []byte(text)))
	if data, err = json.Marshal(whole); err != nil {
		t.Fatal(err)
	}
	return data
}
