package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
)

// maxBackupLine bounds one line: a message is at most 128 KiB.
const maxBackupLine = 4 << 20

// backupReader reads a backup row by row.
type backupReader struct {
	head   backupHead
	packed *gzip.Reader
	lines  *bufio.Reader
	sum    hash.Hash
	table  *table // of the rows that follow; nil before the first
	rows   int64
	endSum string
}

// CheckBackup reads a whole backup and says what is in it. The error says
// whether it was cut short or changed.
func CheckBackup(r io.Reader) (Summary, error) {
	b, err := newBackupReader(r)
	if err == nil {
		for err == nil {
			_, _, err = b.next()
		}
		if errors.Is(err, io.EOF) {
			return Summary{Made: b.head.Made, Tables: len(b.head.Tables), Rows: b.rows, SHA256: b.endSum}, nil
		}
	}
	return Summary{}, fmt.Errorf("cannot read the backup: %w", err)
}

func newBackupReader(r io.Reader) (*backupReader, error) {
	packed, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	b := &backupReader{packed: packed, lines: bufio.NewReaderSize(packed, 1<<16), sum: sha256.New()}
	first, err := b.line()
	if err != nil {
		return nil, err
	}
	b.sum.Write(first)
	strict := json.NewDecoder(bytes.NewReader(first))
	if err := strict.Decode(&b.head); err != nil || b.head.Format != backupFormat {
		return nil, errors.New("it is not a backup of wardd")
	}
	if b.head.V != backupVersion || b.head.Version < 1 || b.head.Version > len(versions()) {
		return nil, fmt.Errorf("it was made by a newer program: format %d, tables of version %d", b.head.V, b.head.Version)
	}
	return b, nil
}

func (b *backupReader) line() ([]byte, error) {
	var line []byte
	for {
		part, err := b.lines.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF // the last line says that it is the last
			}
			return nil, err
		case len(line) > maxBackupLine:
			return nil, errors.New("a line is too long")
		}
	}
}

// next gives a row and its table, and io.EOF after the last when the sum is
// right. Its values are as a sheet wants them.
func (b *backupReader) next() (*table, []any, error) {
	for {
		line, err := b.line()
		if err != nil {
			return nil, nil, err
		}
		if line[0] == '[' {
			b.sum.Write(line)
			values, err := b.row(line)
			return b.table, values, err
		}
		var mark backupMark
		if err := json.Unmarshal(line, &mark); err != nil {
			return nil, nil, err
		}
		if mark.End {
			return nil, nil, b.end(mark)
		}
		b.sum.Write(line)
		i := slices.IndexFunc(b.head.Tables, func(t table) bool { return t.Name == mark.Table })
		if i < 0 {
			return nil, nil, fmt.Errorf("its first line does not name the table %.40q", mark.Table)
		}
		b.table = &b.head.Tables[i]
	}
}

func (b *backupReader) end(mark backupMark) error {
	b.endSum = mark.SHA256
	if got := hex.EncodeToString(b.sum.Sum(nil)); got != mark.SHA256 || mark.Rows != b.rows {
		return errors.New("it was changed after it was made: its SHA-256 is not the one in its last line")
	}
	// The end of the compressed stream has a sum of its own.
	if _, err := b.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its last line")
	}
	return io.EOF
}

func (b *backupReader) row(line []byte) ([]any, error) {
	b.rows++
	var texts []json.RawMessage
	if err := json.Unmarshal(line, &texts); err != nil {
		return nil, err
	}
	if b.table == nil || len(texts) != len(b.table.Columns) {
		return nil, fmt.Errorf("row %d does not fit its table", b.rows)
	}
	values := make([]any, len(texts))
	for i, c := range b.table.Columns {
		if string(texts[i]) == "null" {
			continue
		}
		var err error
		if values[i], err = c.Kind.value(texts[i]); err != nil {
			return nil, fmt.Errorf("row %d: %s.%s: %w", b.rows, b.table.Name, c.Name, err)
		}
	}
	return values, nil
}

// value reads one value that is not NULL.
func (k valueKind) value(text json.RawMessage) (any, error) {
	switch k {
	case valueWhole:
		return strconv.ParseInt(string(text), 10, 64)
	case valueReal:
		return strconv.ParseFloat(string(text), 64)
	case valueBytes:
		var s string
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, err
		}
		return base64.StdEncoding.DecodeString(s)
	case valueText:
		var s string
		err := json.Unmarshal(text, &s)
		return s, err
	}
	return nil, fmt.Errorf("unknown kind %.40q", string(k))
}
