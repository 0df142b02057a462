package config_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiepdan/config"
)

// keys calls f with every setting of a type, as "table.key", and its default.
func keys(path string, v reflect.Value, f func(table, key string, def reflect.Value)) {
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		name, field := v.Type().Field(i).Tag.Get("toml"), v.Field(i)
		full := strings.TrimPrefix(path+"."+name, ".")
		switch {
		case field.Kind() == reflect.Struct:
			keys(full, field, f)
		case field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct:
			keys(full, reflect.New(field.Type().Elem()).Elem(), f)
		default:
			f(path, name, field)
		}
	}
}

func TestExampleIsRight(t *testing.T) {
	if _, err := config.Load(example); err != nil {
		t.Errorf("Load(%s): got\n%v\nwant no error", example, err)
	}
}

// Every setting is in the example, in its table, and the first time it comes
// the line says its default, or that it is required.
func TestExampleDocumentsEverySetting(t *testing.T) {
	header := regexp.MustCompile(`^\[+([a-z._]+)\]+`)
	setting := regexp.MustCompile(`^([a-z_]+) *= *(.*)$`)
	comment := map[string]string{}
	table, above := "", ""
	for line := range strings.SplitSeq(readExample(t), "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		if m := setting.FindStringSubmatch(line); m != nil {
			key := table + "." + m[1]
			if _, seen := comment[key]; !seen {
				comment[key] = above + m[2]
			}
		}
		above = ""
		if strings.HasPrefix(line, "#") {
			above = line
		}
	}
	keys("", reflect.ValueOf(config.Default()), func(table, key string, def reflect.Value) {
		text, ok := comment[table+"."+key]
		if !ok {
			t.Errorf("%s.%s: not in the example", table, key)
			return
		}
		if !strings.Contains(strings.ToLower(text), "required") && !strings.Contains(text, "default") && key != "place" {
			t.Errorf("%s.%s: the example says neither its default nor that it is required: %s", table, key, text)
		}
		sayDefault(t, table+"."+key, text, def)
		if def.Kind() == reflect.Slice {
			for i := range def.Len() {
				if want := fmt.Sprint(def.Index(i)); !strings.Contains(text[strings.IndexByte(text, '#'):], want) {
					t.Errorf("%s.%s: the example does not say %s of the default: %s", table, key, want, text)
				}
			}
			return
		}
		if want := fmt.Sprint(def); !def.IsZero() && !strings.Contains(text[strings.IndexByte(text, '#'):], want) {
			t.Errorf("%s.%s: the example does not say the default %s: %s", table, key, want, text)
		}
		if regexp.MustCompile(`_(s|m|mm|h|ms|px|mps|pct|deg)$`).MatchString(key) &&
			!regexp.MustCompile(`seconds|milliseconds|metres|millimetres|hours|pixels|percent|degrees`).MatchString(text) {
			t.Errorf("%s.%s: the example does not say the unit: %s", table, key, text)
		}
	})
}

// whatIsDerived are defaults that follow something else, as Default's comment
// says, or that the loader gives to items of lists.
func whatIsDerived() map[string]string {
	return map[string]string{
		"speech.wav_dir": "wav in unit.state_dir", "speech.music_dir": "music in unit.state_dir", "speech.models_dir": "models in unit.state_dir",
		"officials.leader_alert": "true", "announcements.kind": `"announcement"`, ".version": "1",
	}
}

var defaultWord = regexp.MustCompile(`default:? ("[^"]*"(?: and "[^"]*")*|\[\]|-?[0-9.]+|true|false|[^;,]+)`)

// sayDefault holds that the default of a comment is the one that a file gets that
// does not name the setting.
func sayDefault(t *testing.T, key, text string, def reflect.Value) {
	t.Helper()
	m := defaultWord.FindStringSubmatch(text[strings.LastIndexByte(text[:strings.Index(text+"default", "default")], '#')+1:])
	if m == nil {
		return // required
	}
	want := []string{fmt.Sprint(def)}
	switch derived, ok := whatIsDerived()[key]; {
	case ok:
		want = []string{derived}
	case def.Kind() == reflect.String:
		want = []string{fmt.Sprintf("%q", def)}
	case def.Kind() == reflect.Slice && def.Len() > 0:
		var items []string
		for i := range def.Len() {
			items = append(items, fmt.Sprintf("%q", def.Index(i)))
		}
		want = []string{strings.Join(items, " and ")}
	case def.Kind() == reflect.Slice:
		want = []string{"[]", "none"}
	case def.Kind() == reflect.Struct:
		want = []string{"none"}
	}
	if !slices.Contains(want, m[1]) {
		t.Errorf("%s: the example says that the default is %s, want %v", key, m[1], want)
	}
}
