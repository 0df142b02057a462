package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tiepdan/ward/export"
)

var (
	at   = time.Date(2026, 11, 22, 9, 30, 5, 0, time.FixedZone("+07", 7*3600))
	head = []string{"Thời gian", "Lĩnh vực", "Cửa", "Chờ"}
)

func fill(t *testing.T, table export.Table, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]any{{at, "Đất đai, \"nhà\"", 3, nil}, {at, "=1+1", 4, 2.5}} {
		if err := table.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	table, err := export.CSV(&out, head)
	fill(t, table, err)
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	if !marked {
		t.Error("got no byte order mark, without which Excel reads Vietnamese wrong")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{head, {"2026-11-22 09:30:05", `Đất đai, "nhà"`, "3", ""}, {"2026-11-22 09:30:05", "'=1+1", "4", "2.5"}}
	for i := range want {
		if got := strings.Join(rows[i], "|"); got != strings.Join(want[i], "|") {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

// TestCSVFormulas: no cell begins a formula, whatever parts the cells.
func TestCSVFormulas(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"=1+1", "xin chao;=1+1", `x;"=1+1"`, "x\n=1+1", "x\t=1+1", "x\r=1+1", "x; =1+1", ";;=1+1", "@x", "a|=1+1", " =1+1", `"=1+1`, "x\r\n\t=1+1", "=1,=2;=3",
	} {
		var out bytes.Buffer
		table, err := export.CSV(&out, []string{"A", "B"})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(table.Row(1, text), table.Close()); err != nil {
			t.Fatal(err)
		}
		for _, comma := range ";\t|" {
			for _, line := range strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\r' || r == '\n' }) {
				for cell := range strings.SplitSeq(line, string(comma)) {
					if cell = strings.Trim(cell, "\" \ufeff"); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
						t.Errorf("%q parted by %q: got the cell %q", text, comma, cell)
					}
				}
			}
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 || strings.ContainsRune("=+-@", rune(rows[1][1][0])) {
			t.Errorf("%q: got %q, %v, want one row of two cells", text, rows, err)
		}
	}
}

func TestExcel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	table, err := export.Excel(&out, "Đánh giá", head)
	fill(t, table, err)
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for cell, want := range map[string]string{
		"A1": "Thời gian", "A2": "2026-11-22 09:30:05", "B2": `Đất đai, "nhà"`, "C2": "3", "D2": "", "B3": "=1+1", "D3": "2.5",
	} {
		if got, err := file.GetCellValue("Đánh giá", cell); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", cell, got, err, want)
		}
	}
	if formula, err := file.GetCellFormula("Đánh giá", "B3"); err != nil || formula != "" {
		t.Errorf("got formula %q, %v, want a text", formula, err)
	}
}

func TestLayout(t *testing.T) {
	t.Parallel()
	p := export.Layout([]export.Value{
		{Label: "T2 16/11", V: 80, Low: 60, High: 92, Known: true}, {Label: "T3 17/11", Gap: true}, {Label: "T4 18/11", V: 100, Known: true},
	}, 100, "%", ",")
	if len(p.Columns) != 3 || p.Columns[1].Known || !p.Columns[1].Gap {
		t.Fatalf("got %+v, want three columns, the second unknown", p.Columns)
	}
	if last := p.Ticks[len(p.Ticks)-1]; last.Text != "100" {
		t.Errorf("got the scale to %s, want 100", last.Text)
	}
	for _, c := range p.Columns {
		if c.X < p.Left || c.X+c.Wide > p.Wide || c.Y < 0 || c.Y > p.Base || c.HighY > c.LowY {
			t.Errorf("got %+v out of the drawing", c)
		}
	}
	for _, values := range [][]export.Value{nil, {{V: 0, Known: true}}, {{V: 1e9, Known: true}}, {{V: 0.3, Known: true}}} {
		if got := export.Layout(values, 0, "", ","); len(got.Ticks) < 2 || len(got.Ticks) > 12 {
			t.Errorf("%+v: got %d lines across, want a few", values, len(got.Ticks))
		}
	}
}
