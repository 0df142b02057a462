package tomledit

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Setting is one key of a table, with the value that it shall have.
type Setting struct {
	Table, Key string
	Value      string // as TOML, see Text, List and Bool
}

// Text is a value that is a text.
func Text(s string) string { return strconv.Quote(s) }

// Bool is a value that is true or false.
func Bool(b bool) string { return strconv.FormatBool(b) }

// List is a value that is a list of texts.
func List(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = Text(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// ErrUnable means that the file is written in a way that this package cannot
// change; somebody has to do it by hand.
var ErrUnable = errors.New("the file is written in a way that cannot be changed here: change it by hand")

// Set gives the text with the settings changed, or added at the end of their
// tables.
func Set(text []byte, all ...Setting) ([]byte, error) {
	before := map[string]any{}
	if err := toml.Unmarshal(text, &before); err != nil {
		return nil, fmt.Errorf("cannot change a setting: %w", err)
	}
	out := bytes.Clone(text)
	for _, s := range all {
		out = set(out, s)
	}
	after := map[string]any{}
	if err := toml.Unmarshal(out, &after); err != nil {
		return nil, fmt.Errorf("cannot change a setting: %w", ErrUnable)
	}
	for _, s := range all {
		var want map[string]any
		if err := toml.Unmarshal([]byte("v = "+s.Value), &want); err != nil {
			return nil, fmt.Errorf("cannot set %s.%s to %s: %w", s.Table, s.Key, s.Value, err)
		}
		got, found := take(after, s)
		if !found || !reflect.DeepEqual(got, want["v"]) {
			return nil, fmt.Errorf("cannot set %s.%s: %w", s.Table, s.Key, ErrUnable)
		}
		take(before, s)
	}
	if !reflect.DeepEqual(bare(before), bare(after)) {
		return nil, fmt.Errorf("cannot change settings: %w", ErrUnable)
	}
	return out, nil
}

// take takes a setting out of a decoded file.
func take(of map[string]any, s Setting) (value any, found bool) {
	table, ok := of[s.Table].(map[string]any)
	if !ok {
		return nil, false
	}
	value, found = table[s.Key]
	delete(table, s.Key)
	return value, found
}

// bare is a decoded file without its empty tables.
func bare(of map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range of {
		if t, ok := v.(map[string]any); ok && len(t) == 0 {
			continue
		}
		out[k] = v
	}
	return out
}

func set(text []byte, s Setting) []byte {
	from, to, found := section(text, s.Table)
	line := s.Key + " = " + s.Value
	if !found {
		if n := len(text); n > 0 && text[n-1] != '\n' {
			text = append(text, '\n')
		}
		return fmt.Appendf(text, "\n[%s]\n%s\n", s.Table, line)
	}
	key := regexp.MustCompile(`(?m)^[ \t]*` + regexp.QuoteMeta(s.Key) + `[ \t]*=[ \t]*`)
	if at := key.FindIndex(text[from:to]); at != nil {
		begin, value := from+at[0], from+at[1]
		return splice(text, begin, value+extent(text[value:to]), line)
	}
	// After the last line of the table that says something.
	end := from + len(bytes.TrimRight(text[from:to], " \t\r\n"))
	return splice(text, end, end, "\n"+line)
}

func splice(text []byte, from, to int, with string) []byte {
	out := make([]byte, 0, len(text)+len(with))
	out = append(out, text[:from]...)
	out = append(out, with...)
	return append(out, text[to:]...)
}

var header = regexp.MustCompile(`(?m)^[ \t]*\[+[ \t]*([A-Za-z0-9_.-]+)[ \t]*\]+[^\n]*$`)

// section is where a table's lines are, its header among them.
func section(text []byte, table string) (from, to int, found bool) {
	for _, at := range header.FindAllSubmatchIndex(text, -1) {
		switch {
		case found:
			return from, at[0], true
		case string(text[at[2]:at[3]]) == table:
			from, found = at[0], true
		}
	}
	return from, len(text), found
}

// extent is how long a value is, without the comment behind it.
func extent(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			i += quoted(text[i:]) - 1
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '#':
			if depth == 0 {
				return len(bytes.TrimRight(text[:i], " \t"))
			}
			if end := bytes.IndexByte(text[i:], '\n'); end > 0 {
				i += end - 1
			}
		case '\n':
			if depth <= 0 {
				return len(bytes.TrimRight(text[:i], " \t\r"))
			}
		}
	}
	return len(text)
}

// quoted is how long the text in quotes is that stands at the beginning.
func quoted(text []byte) int {
	mark, escapes := text[:1], text[0] == '"'
	if long := bytes.Repeat(mark, 3); bytes.HasPrefix(text, long) {
		if end := bytes.Index(text[3:], long); end >= 0 {
			return end + 6
		}
		return len(text)
	}
	for i := 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == mark[0]:
			return i + 1
		case text[i] == '\n':
			return i
		}
	}
	return len(text)
}
