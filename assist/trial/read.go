package trial

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// OutOfScope is the code of a sentence that no procedure answers.
const OutOfScope = "-"

// Line is a sentence and what it means: the code of a procedure, several with
// commas between them in the order said, or a question.
type Line struct {
	Code, Text string
}

// longest is how long a line may be, in bytes.
const longest = 64 << 10

// Read reads lines of a code, a tab and a sentence. Empty lines and those that
// begin with # are left out. All that is wrong is told at once.
func Read(r io.Reader) ([]Line, error) {
	var lines []Line
	var errs []error
	in := bufio.NewScanner(r)
	in.Buffer(nil, longest)
	for n := 1; in.Scan(); n++ {
		text := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff"))
		if text == "" || text[0] == '#' {
			continue
		}
		code, said, ok := strings.Cut(text, "\t")
		code, said = strings.TrimSpace(code), strings.TrimSpace(said)
		switch {
		case !utf8.ValidString(text):
			errs = append(errs, fmt.Errorf("line %d: not UTF-8", n))
		case !ok || code == "" || said == "":
			errs = append(errs, fmt.Errorf("line %d: want a code, a tab and a sentence", n))
		case strings.Contains(said, "\t"):
			errs = append(errs, fmt.Errorf("line %d: more than one tab", n))
		default:
			lines = append(lines, Line{code, said})
		}
	}
	if err := in.Err(); err != nil {
		errs = append(errs, fmt.Errorf("cannot read further: %w", err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lines, nil
}
