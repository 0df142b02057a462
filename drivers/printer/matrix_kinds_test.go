package printer_test

import (
	"fmt"
	"image"
	"os"
	"testing"

	"tiepdan/drivers/printer/printertest"
)

// machine is a printer that the matrix runs on.
type machine struct {
	model  string
	buffer int // bytes
	device printertest.Options
}

func (m machine) String() string { return fmt.Sprintf("%s with %d bytes", m.model, m.buffer) }

func machines() []machine {
	var out []machine
	for _, buffer := range []int{90112, 4096, 512} {
		for _, model := range []string{"generic-80mm", "generic-80mm-basic", "auto-80mm"} {
			out = append(out, machine{model, buffer, printertest.Options{
				RowsPerSecond: 8000, BufferBytes: buffer, NoProcessID: model == "generic-80mm-basic",
			}})
		}
	}
	return out
}

// inMatrix says which cells are tried: all with PRINTER_MATRIX_FULL, else the first
// machine on every transport and two that differ from it on one each.
func (m machine) inMatrix(transport string) bool {
	if os.Getenv("PRINTER_MATRIX_FULL") != "" || m.model == "generic-80mm" && m.buffer == 90112 {
		return true
	}
	return m.model == "generic-80mm-basic" && m.buffer == 512 && transport == "serial" ||
		m.model == "auto-80mm" && m.buffer == 4096 && transport == "tcp"
}

// cellsOf is every trouble in every moment on one machine.
func cellsOf(t *testing.T, mc machine, tr transport) []*cell {
	t.Helper()
	var out []*cell
	for _, tb := range troubles() {
		for i := range 2 * len(moments()) {
			m, patient := moments()[i/2], i%2 == 1
			if patient && !tb.keepsPower() {
				continue
			}
			out = append(out, &cell{
				machine: mc, transport: tr, trouble: tb, moment: m.name, suffix: m.suffix, patient: patient, first: errNeverTried,
				dir: t.TempDir(), plain: copyOf(false), marked: copyOf(true), told: make(chan struct{}),
			})
		}
	}
	return out
}

// copyOf is a ticket, with or without the mark at its top.
func copyOf(marked bool) *image.Paletted {
	img := sample(576, 300)
	for y := range 16 {
		for x := range 576 {
			img.SetColorIndex(x, y, 0)
			if x < 200 || marked {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img
}
