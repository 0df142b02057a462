package edit

import "bytes"

// valueEnd is where a value ends that begins at an offset of a text that is TOML.
func valueEnd(text []byte, at int) int {
	if at >= len(text) {
		return len(text)
	}
	switch text[at] {
	case '"', '\'':
		return stringEnd(text, at)
	case '[', '{':
		return listEnd(text, at)
	}
	end := at
	for end < len(text) && bytes.IndexByte([]byte(",]}#\r\n"), text[end]) < 0 {
		end++
	}
	return at + len(bytes.TrimRight(text[at:end], " \t"))
}

func stringEnd(text []byte, at int) int {
	quote := text[at]
	if triple := bytes.Repeat([]byte{quote}, 3); bytes.HasPrefix(text[at:], triple) {
		return longStringEnd(text, at+len(triple), triple)
	}
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// longStringEnd is the end of a text in three quotes, whose last letters may be
// one or two quotes.
func longStringEnd(text []byte, at int, triple []byte) int {
	for i := at; i < len(text); i++ {
		switch {
		case text[i] == '\\' && triple[0] == '"':
			i++
		case bytes.HasPrefix(text[i:], triple):
			end := i + len(triple)
			for more := 0; more < 2 && end < len(text) && text[end] == triple[0]; more++ {
				end++
			}
			return end
		}
	}
	return len(text)
}

// listEnd is the end of a list or of a table in braces.
func listEnd(text []byte, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch text[i] {
		case '"', '\'':
			i = stringEnd(text, i) - 1
		case '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
