package config

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/config/edit"
)

// Setting is one setting of the format, as a program that asks for values sees it.
type Setting struct {
	Key string
	typ reflect.Type
	def reflect.Value // what it is when the file does not name it
}

var item = regexp.MustCompile(`^([a-z_]+)\[([1-9][0-9]*)\]$`)

// FindSetting finds a setting by its key, as "unit.id" or "doors[2].name_vi". The
// error says what was probably meant.
func FindSetting(key string) (Setting, error) {
	c := Default()
	c.derive(func(string) bool { return false })
	at, path := reflect.ValueOf(c), ""
	for part := range strings.SplitSeq(key, ".") {
		name, isItem := part, false
		if m := item.FindStringSubmatch(part); m != nil {
			name, isItem = m[1], true
		}
		if at.Kind() != reflect.Struct {
			return Setting{}, fmt.Errorf("%s is %s, not a table", path, describe(at.Type()))
		}
		next, names := fieldOf(at, name)
		path = join(path, part)
		if !next.IsValid() {
			if meant := nearest(name, names); meant != "" {
				return Setting{}, fmt.Errorf("%s is not a setting, did you mean %s?", path, strings.TrimSuffix(path, part)+meant)
			}
			return Setting{}, fmt.Errorf("%s is not a setting, expected one of %s", path, strings.Join(names, ", "))
		}
		at = next
		if isTables := at.Kind() == reflect.Slice && at.Type().Elem().Kind() == reflect.Struct; isTables != isItem {
			return Setting{}, fmt.Errorf("%s: expected the number of a table of a list, as %s[1].…, and of nothing else", path, name)
		}
		if isItem {
			at = reflect.Zero(at.Type().Elem())
		}
	}
	if at.Kind() == reflect.Struct {
		_, names := fieldOf(at, "")
		return Setting{}, fmt.Errorf("%s is a table, expected one of its settings: %s", key, strings.Join(names, ", "))
	}
	return Setting{Key: key, typ: at.Type(), def: at}, nil
}

// fieldOf is a table's field, and the names of all of them.
func fieldOf(v reflect.Value, name string) (found reflect.Value, names []string) {
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			tag := f.Tag.Get("toml")
			names = append(names, tag)
			if tag == name {
				found = v.Field(i)
			}
		}
	}
	return found, names
}

// Literal is a value as TOML has it. Texts need no quotes; a list is written as in
// TOML, or with commas between its items.
func (s Setting) Literal(value string) (string, error) {
	literal := value
	switch s.typ.Kind() {
	case reflect.String:
		literal = edit.Text(value)
	case reflect.Slice:
		if !strings.HasPrefix(strings.TrimSpace(value), "[") {
			literal = s.list(value)
		}
	default: // as it is
	}
	into := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: s.typ, Tag: `toml:"v"`}}))
	if err := toml.Unmarshal([]byte("v = "+literal), into.Interface()); err != nil || strings.ContainsAny(literal, "\n\r") {
		return "", fmt.Errorf("%s: is %q, expected %s", s.Key, value, describe(s.typ))
	}
	return literal, nil
}

func (s Setting) list(value string) string {
	var items []string
	for part := range strings.SplitSeq(value, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if s.typ.Elem().Kind() == reflect.String {
			part = edit.Text(part)
		}
		items = append(items, part)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// Plain is the value as a person types it: texts without quotes, lists with commas.
func (s Setting) Plain(literal string) string {
	into := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "V", Type: s.typ, Tag: `toml:"v"`}}))
	if err := toml.Unmarshal([]byte("v = "+literal), into.Interface()); err != nil {
		return literal
	}
	return plain(into.Elem().Field(0))
}

func plain(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = plain(v.Index(i))
		}
		return strings.Join(items, ", ")
	default:
		return fmt.Sprint(v.Interface())
	}
}

// Now is the value that a file gives to the setting, or its default.
func (s Setting) Now(f *edit.File) string {
	if literal, ok := f.Value(s.Key); ok {
		return s.Plain(literal)
	}
	return plain(s.def)
}

// ProblemOf is what is wrong with one setting of a text, if anything is.
func ProblemOf(key string, text []byte) error {
	_, err := Parse("", text)
	errs, ok := errors.AsType[*Errors](err)
	if !ok {
		return err
	}
	for _, p := range errs.Problems {
		if p.Key == key || strings.HasPrefix(p.Key, key+"[") {
			return errors.New(p.Message)
		}
	}
	return nil
}
