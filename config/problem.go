package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with a file, at the place to change.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`          // from 1
	Column  int    `json:"column"`        // from 1, in bytes
	Key     string `json:"key,omitempty"` // for instance services[2].prefix, tables counted from 1
	Message string `json:"message"`       // what is wrong, what was expected
}

// String is the problem on one line: file:line:col: key: message.
func (p Problem) String() string {
	if p.Key == "" {
		return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", p.File, p.Line, p.Column, p.Key, p.Message)
}

// Errors is every problem of a file, in the order of the file.
type Errors struct { //nolint:errname // many errors in one
	Problems []Problem
}

// Error lists the problems, one a line.
func (e *Errors) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (e *Errors) sort() {
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
