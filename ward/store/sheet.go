package store

import (
	"context"
	"slices"
	"strings"
)

// kind is what a column of a sheet holds.
type kind int

const (
	text      kind = iota // string
	whole                 // int64
	wholeNull             // int64, or nil
	textNull              // string, or nil
	realNull              // float64, or nil
	raw                   // []byte, or nil
)

func (k kind) array() string {
	switch k {
	case whole, wholeNull:
		return "bigint[]"
	case raw:
		return "bytea[]"
	case realNull:
		return "double precision[]"
	default:
		return "text[]"
	}
}

// column is one column of a sheet.
type column struct {
	name string
	kind kind
}

// sheet is rows that go into a table with few statements.
type sheet struct {
	table   string
	columns []column
	values  []any  // row after row, of the columns' kinds
	then    string // ends the statement: ON CONFLICT …
}

func (s *sheet) add(row ...any) { s.values = append(s.values, row...) }

// grow makes room for rows.
func (s *sheet) grow(rows int) { s.values = slices.Grow(s.values, rows*len(s.columns)) }

func (s *sheet) rows() int { return len(s.values) / len(s.columns) }

// names lists the columns.
func (s *sheet) names() string {
	all := make([]string, len(s.columns))
	for i, c := range s.columns {
		all[i] = c.name
	}
	return strings.Join(all, ", ")
}

// insert writes the rows, and gives how many rows that changed.
func (s *sheet) insert(ctx context.Context, t tx) (changed int64, err error) {
	if done, err := t.engine.copy(ctx, t, s); done || err != nil {
		return int64(s.rows()), err
	}
	total, most := s.rows(), t.engine.most(len(s.columns))
	for from := 0; from < total; from += most {
		list, args := t.engine.list(s, from, min(from+most, total))
		done, err := t.exec(ctx, strings.Join([]string{t.engine.into(), s.table, "(" + s.names() + ")", list, s.then}, " "), args...)
		if err != nil {
			return 0, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return 0, err
		}
		changed += n
	}
	return changed, nil
}

// column is one column as a slice of its kind.
func (s *sheet) column(i, from, to int) any {
	n := len(s.columns)
	switch s.columns[i].kind {
	case whole:
		return gather[int64](s.values, i, n, from, to)
	case wholeNull:
		return gatherNull[int64](s.values, i, n, from, to)
	case textNull:
		return gatherNull[string](s.values, i, n, from, to)
	case realNull:
		return gatherNull[float64](s.values, i, n, from, to)
	case raw:
		return gather[[]byte](s.values, i, n, from, to)
	default:
		return gather[string](s.values, i, n, from, to)
	}
}

func gather[V any](values []any, i, n, from, to int) []V {
	all := make([]V, 0, to-from)
	for row := from; row < to; row++ {
		v, _ := values[row*n+i].(V) // the sheet's maker keeps to its kinds
		all = append(all, v)
	}
	return all
}

func gatherNull[V any](values []any, i, n, from, to int) []*V {
	all := make([]*V, 0, to-from)
	for row := from; row < to; row++ {
		if v, ok := values[row*n+i].(V); ok {
			all = append(all, &v)
			continue
		}
		all = append(all, nil)
	}
	return all
}
