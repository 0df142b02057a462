package trial

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostRows bounds one day, and so the memory that a file can take.
const mostRows = 2_000_000

// Days reads snapshots, plain or compressed by gzip, and gives f one whole day
// after the other. It keeps one day in memory.
func Days(in io.Reader, f func(date string, rows []Row) error) error {
	buf := bufio.NewReaderSize(in, 1<<16)
	if magic, err := buf.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(buf)
		if err != nil {
			return fmt.Errorf("cannot unpack the file: %w", err)
		}
		buf = bufio.NewReaderSize(z, 1<<16)
	}
	c := csv.NewReader(buf)
	c.ReuseRecord = true
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: the file is empty, want the line %s", ErrRow, columns)
	}
	if err != nil {
		return fmt.Errorf("cannot read the first line: %w", err)
	}
	if got := strings.TrimPrefix(strings.Join(trim(head), ","), "\ufeff"); got != columns {
		return fmt.Errorf("%w: line 1: %q, want %s", ErrRow, got, columns)
	}
	return eachDay(c, f)
}

// trim takes what is left of a Windows line end off the last field: a file
// whose ends were converted twice has two carriage returns, of which the
// decoder of CSV takes one.
func trim(fields []string) []string {
	if last := len(fields) - 1; last >= 0 {
		fields[last] = strings.TrimRight(fields[last], "\r")
	}
	return fields
}

func eachDay(c *csv.Reader, f func(string, []Row) error) error {
	var rows []Row
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := f(rows[0].Date, rows)
		rows = nil
		return err
	}
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err != nil {
			return fmt.Errorf("cannot read on: %w", err)
		}
		line, _ := c.FieldPos(0)
		if strings.TrimPrefix(strings.Join(trim(fields), ","), "\ufeff") == columns {
			continue // files put one behind the other
		}
		r, err := parse(line, fields)
		if err != nil {
			return err
		}
		if len(rows) > 0 && r.Date != rows[0].Date {
			if r.Date < rows[0].Date {
				return fault(line, "date", r.Date, "one not before "+rows[0].Date+": the days must follow one another")
			}
			if err := flush(); err != nil {
				return err
			}
		}
		if rows = append(rows, r); len(rows) > mostRows {
			return fmt.Errorf("%w: line %d: more than %d rows on %s", ErrRow, line, mostRows, r.Date)
		}
	}
}
