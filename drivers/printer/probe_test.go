package printer_test

import (
	"testing"
	"time"

	"tiepdan/drivers/printer"
	"tiepdan/drivers/printer/printertest"
)

func TestModelIsProbed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		model  string
		device printertest.Options
		want   printer.Model
	}{
		{"name known", "auto", printertest.Options{Maker: "EPSON", Name: "TM-T20III", UnitsPerDot: 2}, printer.Model{Name: "epson-tm-t20", DotsWide: 576, Completion: printer.ByProcessID}},
		{"name begins with the maker's", "auto", printertest.Options{Name: "EPSON TM-m30", UnitsPerDot: 2}, printer.Model{Name: "epson-tm-m30", DotsWide: 576, Completion: printer.ByProcessID}},
		{"the longer name wins", "auto", printertest.Options{Name: "TM-T88III", UnitsPerDot: 2, NoProcessID: true}, printer.Model{Name: "epson-tm-t88iii", DotsWide: 512, Completion: printer.ByTransmit}},
		{"name not known, process ID", "auto-80mm", printertest.Options{Name: "XP-Q800"}, printer.Model{Name: "auto-80mm", DotsWide: 576, Completion: printer.ByProcessID}},
		{"no name, GS r", "auto", printertest.Options{NoProcessID: true}, printer.Model{Name: "auto", DotsWide: 384, Completion: printer.ByTransmit}},
		{"nothing", "auto-80mm", printertest.Options{NoProcessID: true, NoTransmit: true}, printer.Model{Name: "auto-80mm", DotsWide: 576, Completion: printer.ByEstimate}},
		{"no automatic status", "auto", printertest.Options{NoAutomatic: true, NoProcessID: true}, printer.Model{Name: "auto", DotsWide: 384, Completion: printer.ByTransmit}},
		{"the default on a clone", "generic-80mm", printertest.Options{NoProcessID: true}, printer.Model{Name: "generic-80mm", DotsWide: 576, Completion: printer.ByTransmit}},
		{"the default keeps its name", "generic-80mm", printertest.Options{Name: "TM-T88V"}, printer.Model{Name: "generic-80mm", DotsWide: 576, Completion: printer.ByProcessID}},
		{"not asked", "rongta-rp326", printertest.Options{Name: "TM-T20III", NoProcessID: true}, printer.Model{Name: "rongta-rp326", DotsWide: 576, Completion: printer.ByTransmit}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, setup{model: tt.model, device: tt.device}, func(r *rig) {
				got := r.driver.Model()
				if got.Name != tt.want.Name || got.DotsWide != tt.want.DotsWide || got.Completion != tt.want.Completion {
					t.Errorf("model: got %s, %d dots, %v, want %s, %d dots, %v",
						got.Name, got.DotsWide, got.Completion, tt.want.Name, tt.want.DotsWide, tt.want.Completion)
				}
				img := sample(got.DotsWide, 300)
				for range 2 {
					wantErrors(t, r.print(img))
				}
				r.wantTickets(2)
				samePicture(t, r.printed()[0], img)
			})
		})
	}
}

// A printer that is not ready answers no question: it is asked when it is.
func TestProbedOnceReady(t *testing.T) {
	t.Parallel()
	inBubble(t, setup{model: "auto", device: printertest.Options{Name: "TM-T20", UnitsPerDot: 2}}, func(r *rig) {
		r.do("unplug")
		r.await("no link", func(s printer.Status) bool { return !s.Link })
		r.do("paper-out")
		r.do("replug")
		r.await("link", func(s printer.Status) bool { return s.Link })
		r.do("paper-ok")
		time.Sleep(10 * time.Second)
		if got := r.driver.Model().Name; got != "epson-tm-t20" {
			t.Errorf("model: got %s, want epson-tm-t20", got)
		}
		wantErrors(t, r.print(sample(576, 50)))
	})
}
