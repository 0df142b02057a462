package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// copy sends rows with COPY, which costs the server half of what INSERT does.
func (postgres) copy(ctx context.Context, t tx, s *sheet) (done bool, err error) {
	if t.conn == nil || s.then != "" || s.rows() == 0 {
		return false, nil
	}
	data, err := s.binary()
	if err != nil {
		return false, err
	}
	return true, t.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("the connection is not one of pgx")
		}
		_, err := c.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(data), "COPY "+s.table+" ("+s.names()+") FROM STDIN (FORMAT binary)")
		return err
	})
}

func (postgres) copies() bool { return true }

// taken is unique_violation.
func (postgres) taken(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == "23505"
}

// binary is the rows as COPY takes them: PostgreSQL's manual, COPY, Binary
// Format.
func (s *sheet) binary() ([]byte, error) {
	const flagsAndExtension = 8
	all := append(make([]byte, 0, 32*len(s.values)), "PGCOPY\n\xff\r\n\x00"...)
	all = append(all, make([]byte, flagsAndExtension)...)
	columns := len(s.columns)
	for i, v := range s.values {
		if i%columns == 0 {
			all = binary.BigEndian.AppendUint16(all, uint16(columns))
		}
		switch v := v.(type) {
		case nil:
			all = binary.BigEndian.AppendUint32(all, math.MaxUint32) // -1
		case int64:
			all = binary.BigEndian.AppendUint64(append(all, 0, 0, 0, 8), uint64(v))
		case float64:
			all = binary.BigEndian.AppendUint64(append(all, 0, 0, 0, 8), math.Float64bits(v))
		case string:
			all = append(appendLength(all, len(v)), v...)
		case []byte:
			all = append(appendLength(all, len(v)), v...)
		default:
			return nil, fmt.Errorf("%s.%s cannot hold a %T", s.table, s.columns[i%columns].name, v)
		}
	}
	return binary.BigEndian.AppendUint16(all, math.MaxUint16), nil // -1: the end
}

func appendLength(all []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(all, uint32(n))
}
