package config

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// rule is what the checks say of a setting whatever the others are: Schema is
// made from it.
type rule struct {
	needed      bool // the file must name it
	least, most int  // letters of a text or items of a list; most 0 is no limit
	choices     []string
	pattern     string
	bounds      *bounds
	orZero      bool // 0 or "" is allowed too
}

type bounds struct{ lo, hi float64 }

// rules are by key, items of lists as "services[].prefix".
type rules map[string]rule

var index = regexp.MustCompile(`\[[0-9]+\]`)

// note keeps a rule when rules are asked for; several about a key add up.
func (k check) note(key string, r rule) {
	if k.rules == nil {
		return
	}
	key = index.ReplaceAllString(key, "[]")
	has := k.rules[key]
	has.needed = has.needed || r.needed
	has.orZero = has.orZero || r.orZero
	has.least = max(has.least, r.least)
	if r.most > 0 {
		has.most = r.most
	}
	if r.choices != nil {
		has.choices = r.choices
	}
	if r.pattern != "" {
		has.pattern = r.pattern
	}
	if r.bounds != nil {
		has.bounds = r.bounds
	}
	k.rules[key] = has
}

// rulesWith runs the checks over a configuration in which every list has an item
// and nothing is turned on, but for one setting that is given a value.
func rulesWith(key string, value any) rules {
	c := &Config{}
	fill(reflect.ValueOf(c).Elem())
	if key != "" {
		reach(reflect.ValueOf(c).Elem(), key).Set(reflect.ValueOf(value))
	}
	d := newDocument("", nil)
	d.rules = rules{}
	validate(c, d)
	return d.rules
}

// fill makes every list one item long, and every text and number something that
// is not zero: then each check looks at it.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(1)
	default: // off
	}
}

// reach is the field of a key such as "nav.zones[].kind".
func reach(v reflect.Value, key string) reflect.Value {
	for part := range strings.SplitSeq(key, ".") {
		name, _, isItem := strings.Cut(part, "[")
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("toml") == name {
				v = v.Field(i)
				break
			}
		}
		if isItem {
			v = v.Index(0)
		}
	}
	return v
}

// condition is what else is so when one setting has a value.
type condition struct {
	name    string // of the setting in its table
	value   any
	implied bool // the setting has this value when the file does not name it
	then    rules
}

// conditions finds what follows from each choice, within the table of the
// setting that makes it, by trying each of them.
func conditions(base rules, table string, typ reflect.Type, defaults reflect.Value) []condition {
	var out []condition
	for i := range typ.NumField() {
		name := typ.Field(i).Tag.Get("toml")
		key := join(table, name)
		var values []any
		for _, c := range base[key].choices {
			values = append(values, c)
		}
		if typ.Field(i).Type.Kind() == reflect.Bool {
			values = []any{true}
		}
		for _, value := range values {
			if then := within(table, changed(base, rulesWith(key, value))); len(then) > 0 {
				out = append(out, condition{name: name, value: value, implied: defaults.Field(i).Interface() == value, then: then})
			}
		}
	}
	return out
}

// changed are the rules that differ.
func changed(before, after rules) rules {
	out := rules{}
	for key, r := range after {
		if was, ok := before[key]; !ok || !sameRule(was, r) {
			out[key] = r
		}
	}
	return out
}

func sameRule(a, b rule) bool {
	return a.needed == b.needed && a.least == b.least && a.most == b.most && a.pattern == b.pattern && a.orZero == b.orZero &&
		slices.Equal(a.choices, b.choices) && reflect.DeepEqual(a.bounds, b.bounds)
}

// within are the rules of a table's own settings.
func within(table string, all rules) rules {
	out := rules{}
	for key, r := range all {
		if rest, ok := strings.CutPrefix(key, table+"."); ok && !strings.ContainsAny(rest, ".[") {
			out[rest] = r
		}
	}
	return out
}
