package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Table takes rows. A cell is a string, int, int64, float64, bool, time.Time
// or nil for what is not known. Close ends the table; nothing is whole before.
type Table interface {
	Row(cells ...any) error
	Close() error
}

// ErrTooMany says that a table has more rows than an Excel sheet takes.
var ErrTooMany = errors.New("more rows than an Excel sheet takes")

// mostRows is what a sheet of Excel takes, without its heading.
const mostRows = 1<<20 - 1

// stamp is how a moment stands in a CSV file: as Excel reads it, in the ward's time.
const stamp = "2006-01-02 15:04:05"

// CSV writes a table as it comes.
func CSV(w io.Writer, head []string) (Table, error) { //nolint:ireturn // one of two formats, alike to whoever fills it
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("cannot write a table: %w", err)
	}
	t := &csvTable{bufio.NewWriter(w)}
	if err := t.write(head); err != nil {
		return nil, fmt.Errorf("cannot write a table: %w", err)
	}
	return t, nil
}

type csvTable struct{ out *bufio.Writer }

// write writes one row. Package encoding/csv would leave a cell with a semicolon
// bare, which Excel takes for two cells where a semicolon is what parts them.
func (t *csvTable) write(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			c = "," + quoted(c)
		} else {
			c = quoted(c)
		}
		if _, err := t.out.WriteString(c); err != nil {
			return err
		}
	}
	_, err := t.out.WriteString("\r\n")
	return err
}

func quoted(cell string) string {
	if !strings.ContainsAny(cell, ",;\t\r\n\"| ") {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

func (t *csvTable) Row(cells ...any) error {
	texts := make([]string, 0, len(cells))
	for _, c := range cells {
		texts = append(texts, text(c))
	}
	if err := t.write(texts); err != nil {
		return fmt.Errorf("cannot write a row: %w", err)
	}
	return nil
}

func (t *csvTable) Close() error {
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("cannot end a table: %w", err)
	}
	return nil
}

func text(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case string:
		return harmless(c)
	case time.Time:
		return c.Format(stamp)
	case bool:
		if c {
			return "1"
		}
		return "0"
	case int:
		return strconv.Itoa(c)
	case int64:
		return strconv.FormatInt(c, 10)
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64)
	}
	return fmt.Sprint(cell)
}

// harmless keeps a text from being taken for a formula, which an office
// program would compute when it opens the file: what citizens and robots
// write comes from outside. A program that parts cells at something else than a
// comma takes the middle of a text for a beginning.
func harmless(s string) string {
	var out strings.Builder
	begins := true
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@':
			if begins {
				out.WriteByte('\'')
			}
			begins = false
		case ';', '\t', '\r', '\n', '|':
			if r == '\t' || r == '\r' {
				r = ' '
			}
			begins = true
		case '"', '\'', ' ', '\u00a0':
		default:
			begins = false
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Excel writes a table as one sheet; it goes to w when it is closed.
func Excel(w io.Writer, name string, head []string) (Table, error) { //nolint:ireturn // as CSV
	t := &excelTable{w: w, file: excelize.NewFile()}
	if err := t.begin(name, head); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot begin a sheet: %w", err), t.file.Close())
	}
	return t, nil
}

type excelTable struct {
	w     io.Writer
	file  *excelize.File
	out   *excelize.StreamWriter
	n     int
	stamp int // style of moments
}

func (t *excelTable) begin(name string, head []string) (err error) {
	if err = t.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if t.out, err = t.file.NewStreamWriter(name); err != nil {
		return err
	}
	format := "yyyy-mm-dd hh:mm:ss"
	if t.stamp, err = t.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	bold, err := t.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E3F2EA"}}})
	if err != nil {
		return err
	}
	if err = t.out.SetColWidth(1, len(head), 20); err != nil {
		return err
	}
	if err = t.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, 0, len(head))
	for _, h := range head {
		cells = append(cells, excelize.Cell{StyleID: bold, Value: h})
	}
	return t.out.SetRow("A1", cells)
}

func (t *excelTable) Row(cells ...any) error {
	if t.n++; t.n > mostRows {
		return ErrTooMany
	}
	for i, c := range cells {
		if at, ok := c.(time.Time); ok {
			// Excel knows no zones: what it shows is the ward's clock.
			cells[i] = excelize.Cell{StyleID: t.stamp, Value: time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)}
		}
	}
	at, err := excelize.CoordinatesToCellName(1, t.n+1)
	if err == nil {
		err = t.out.SetRow(at, cells)
	}
	if err != nil {
		return fmt.Errorf("cannot write row %d: %w", t.n, err)
	}
	return nil
}

func (t *excelTable) Close() error {
	err := t.out.Flush()
	if err == nil {
		err = t.file.Write(t.w)
	}
	if err = errors.Join(err, t.file.Close()); err != nil {
		return fmt.Errorf("cannot end a sheet: %w", err)
	}
	return nil
}
