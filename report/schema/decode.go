package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxBytes bounds every message of the tree.
const MaxBytes = 64 << 10

// decode fills into from exactly one JSON object, strictly. Where
// encoding/json is lenient (letter case of names, names given twice, bytes
// that are not UTF-8, data after the end) it is made strict here.
func decode(data []byte, into any) error {
	if len(data) > MaxBytes {
		return fmt.Errorf("%d bytes, want at most %d", len(data), MaxBytes)
	}
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	if err := checkNames(json.NewDecoder(bytes.NewReader(data))); err != nil {
		return err
	}
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	return strict.Decode(into)
}

// maxDepth bounds nesting; the contract's own messages nest less deep.
const maxDepth = 16

// checkNames reads one JSON object to its end, and refuses names that are
// given twice in one object or that are not in lower case.
func checkNames(tokens *json.Decoder) error {
	var open []scope
	for {
		token, err := tokens.Token()
		if err != nil {
			return fmt.Errorf("not a JSON object: %w", err)
		}
		if len(open) == 0 && token != json.Delim('{') {
			return errors.New("not a JSON object")
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			if len(open) == maxDepth {
				return fmt.Errorf("nested deeper than %d", maxDepth)
			}
			open = append(open, scope{object: token == json.Delim('{'), name: true})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			if len(open) == 0 {
				return checkEnd(tokens)
			}
		default:
			if name, isText := token.(string); isText && open[len(open)-1].wantsName() {
				if err := open[len(open)-1].take(name); err != nil {
					return err
				}
				continue
			}
		}
		open[len(open)-1].name = true // a value is complete
	}
}

func checkEnd(tokens *json.Decoder) error {
	if _, err := tokens.Token(); !errors.Is(err, io.EOF) {
		return errors.New("data after the object")
	}
	return nil
}

// scope is one open object or array.
type scope struct {
	object bool
	name   bool // the next token is a name
	seen   map[string]bool
}

func (s *scope) wantsName() bool { return s.object && s.name }

func (s *scope) take(name string) error {
	for _, r := range name {
		if r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return fmt.Errorf("field %.40q, want lower-case letters, digits and _", name)
		}
	}
	if s.seen[name] {
		return fmt.Errorf("field %.40q is given twice", name)
	}
	if s.seen == nil {
		s.seen = make(map[string]bool)
	}
	s.seen[name] = true
	s.name = false
	return nil
}
