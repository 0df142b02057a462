package schema

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

var errNotJSON = errors.New("not a JSON object")

// walker goes over JSON in the plain form in which robots write it. Whatever it
// is in doubt about it does not take.
type walker struct {
	data []byte
	at   int
}

// peek gives the character that comes after space, 0 at the end.
func (w *walker) peek() byte {
	for ; w.at < len(w.data); w.at++ {
		switch c := w.data[w.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// take goes over a character, if it is what comes.
func (w *walker) take(c byte) bool {
	if w.peek() != c {
		return false
	}
	w.at++
	return true
}

func (w *walker) ended() bool { return w.peek() == 0 && w.at == len(w.data) }

// object goes over an object. value has to go over the value of each name.
func (w *walker) object(value func(name []byte) error) error {
	if !w.take('{') {
		return errNotJSON
	}
	for more := true; more; more = w.take(',') {
		name, ok := w.text()
		if !ok || !w.take(':') {
			return errNotJSON
		}
		if err := value(name); err != nil {
			return err
		}
	}
	if !w.take('}') {
		return errNotJSON
	}
	return nil
}

// text goes over a text without escapes, and gives what is between its quotes.
func (w *walker) text() (text []byte, ok bool) {
	if !w.take('"') {
		return nil, false
	}
	rest := w.data[w.at:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return nil, false
	}
	text = rest[:end]
	wide := false
	for _, c := range text {
		if c < ' ' || c == '\\' {
			return nil, false
		}
		wide = wide || c >= utf8.RuneSelf
	}
	if wide && !utf8.Valid(text) {
		return nil, false
	}
	w.at += end + 1
	return text, true
}

// plain goes over a number or a word, and gives it unchecked.
func (w *walker) plain() []byte {
	w.peek()
	from := w.at
	for w.at < len(w.data) {
		c := w.data[w.at]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			break
		}
		w.at++
	}
	return w.data[from:w.at]
}

// nested goes over an object without looking at what is in it, but for where
// it ends. nil is when none is there.
func (w *walker) nested() []byte {
	if w.peek() != '{' {
		return nil
	}
	depth := 0
	for i := w.at; i < len(w.data); i++ {
		switch w.data[i] {
		case '"':
			if i = textEnds(w.data, i+1); i == len(w.data) {
				return nil
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				found := w.data[w.at : i+1]
				w.at = i + 1
				return found
			}
		}
	}
	return nil
}

// textEnds is where the quote stands that ends a text, or the end of data.
func textEnds(data []byte, from int) int {
	for ; from < len(data); from++ {
		switch data[from] {
		case '"':
			return from
		case '\\':
			from++
		}
	}
	return len(data)
}
