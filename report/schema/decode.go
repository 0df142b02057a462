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
	if !plainNames(data) {
		// Slower, and knows what to say.
		if err := checkNames(json.NewDecoder(bytes.NewReader(data))); err != nil {
			return err
		}
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
		case json.Delim('}'), json.Delim(']'):
			if open = open[:len(open)-1]; len(open) == 0 {
				return checkEnd(tokens)
			}
			open[len(open)-1].name = true // a value is complete
		default:
			if err := open[len(open)-1].plain(token); err != nil {
				return err
			}
		}
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

// plain takes a name, or a value that is neither object nor array.
func (s *scope) plain(token json.Token) error {
	name, isText := token.(string)
	if !isText || !s.object || !s.name {
		s.name = true // a value is complete
		return nil
	}
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

// plainNames says that checkNames would find nothing wrong. It is for the ward,
// which reads tens of thousands of messages a second; where it is in doubt it
// says false.
func plainNames(data []byte) bool {
	if !json.Valid(data) || len(data) == 0 || data[0] != '{' {
		return false
	}
	var s nameScan
	for i := 0; i < len(data); i++ {
		switch c := data[i]; c {
		case '{', '[':
			if s.depth == maxDepth {
				return false
			}
			s.object[s.depth], s.begin[s.depth] = c == '{', s.count
			s.depth++
			s.name = c == '{'
		case '}', ']':
			s.depth--
			s.count, s.name = s.begin[s.depth], false
		case ',':
			s.name = s.object[s.depth-1]
		case '"':
			end := textEnd(data, i+1)
			if s.name && !s.take(data[i+1:end]) {
				return false
			}
			i, s.name = end, false
		}
	}
	return true
}

// textEnd is where the quote stands that ends a text of valid JSON.
func textEnd(data []byte, from int) int {
	for data[from] != '"' {
		if data[from] == '\\' {
			from++
		}
		from++
	}
	return from
}

// nameScan is where plainNames stands: open objects and arrays, and the names
// that the open objects have so far.
type nameScan struct {
	object [maxDepth]bool
	begin  [maxDepth]int // first of its names
	depth  int
	name   bool // the next text is a name
	names  [64][]byte
	count  int
}

func (s *nameScan) take(name []byte) bool {
	for _, c := range name {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	if s.count == len(s.names) {
		return false
	}
	for _, other := range s.names[s.begin[s.depth-1]:s.count] {
		if bytes.Equal(other, name) {
			return false
		}
	}
	s.names[s.count] = name
	s.count++
	return true
}
