package edit

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Setting is a setting by its path, with the value that it shall have, as TOML:
// see Text and List.
type Setting struct {
	Key, Value string
}

// Apply gives the text of a file with all the settings changed, or none.
func Apply(text []byte, all ...Setting) ([]byte, error) {
	f, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("cannot change settings: %w", err)
	}
	for _, s := range all {
		if err := f.Set(s.Key, s.Value); err != nil {
			return nil, err
		}
	}
	if err := toml.Unmarshal(f.text, &map[string]any{}); err != nil {
		return nil, fmt.Errorf("cannot change settings, the file is written in a way that a person has to change: %w", err)
	}
	return f.Bytes(), nil
}

// Text is a text as TOML has it.
func Text(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// List is a list of texts as TOML has it.
func List(all []string) string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = Text(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
