package printer

import (
	"fmt"
	"strings"
)

// Completion is how a model tells that a job is done.
type Completion uint8

const (
	// ByProcessID asks with GS ( H; the reply carries our number and comes when
	// printing has ended.
	ByProcessID Completion = iota + 1
	// ByTransmit asks with GS r, which the printer answers when it gets there,
	// and never while the paper has ended.
	ByTransmit
	// ByEstimate is the last resort, for a printer that has neither: the time
	// the paper needs is waited for, then real-time status must be healthy. It
	// is weaker than the other two, and the only one that is no proof.
	ByEstimate
)

// unasked is of a printer that has not told yet how it confirms, for instance as
// it stood still when its link came up: its silence then says nothing. A job asks
// with GS ( H in a way that no printer prints, and without the answer its end is
// not known.
const unasked Completion = 0

// String names the way for logs.
func (c Completion) String() string {
	switch c {
	case ByProcessID:
		return "process ID (GS ( H)"
	case ByTransmit:
		return "transmitted status (GS r)"
	case ByEstimate:
		return "estimate: no proof"
	case unasked:
		return "not known yet"
	}
	return fmt.Sprintf("completion %d", uint8(c))
}

// Cut is how a ticket comes off.
type Cut uint8

const (
	// NoCutter feeds the ticket past the tear bar.
	NoCutter Cut = iota
	// PartialCut leaves a point, so that the ticket hangs until it is taken. It
	// is preferred where a model has both.
	PartialCut
	// FullCut lets the ticket fall.
	FullCut
)

// Model is what differs between printers.
type Model struct {
	Name     string
	DotsWide int // printable width
	Cut      Cut

	// CutFeedDots is the way from the head to the blade or the tear bar. With
	// FeedBeforeCut, or without a cutter, it is fed by command; else the cut
	// command does that, and the number serves the estimate of paper.
	CutFeedDots int
	// FeedBeforeCut is for models without GS V functions B (65, 66).
	FeedBeforeCut bool
	// NoScale is for models that print GS v 0 in its plain size alone.
	NoScale bool
	// FeedUnitsPerDot is the vertical motion unit of ESC J per dot row; 0 means
	// not known, and rows are fed as blank raster instead.
	FeedUnitsPerDot int
	Completion      Completion
	// RowsPerSecond is the slowest printing speed; ByEstimate needs it.
	RowsPerSecond int
	// ID is how the answer to GS I 67 begins; "" when that is not known.
	ID string
	// Probe asks the printer itself for what it is and how it confirms; the
	// other fields hold until it has answered.
	Probe bool
}

// slowest is what is assumed of a printer whose speed is not known: 50 mm/s.
const slowest = 400

// Models lists the known printers. Names beginning with generic- and auto are
// no models: they say what is sure.
//
// Widths: receipt-print-hq's escpos-printer-db and the makers' manuals that it
// cites. Epson: GS ( H (guide p. 425 names the TM-T88III among those without
// it), a unit of 1/406 inch at 203 dpi and 1/360 at 180 (p. 470, GS P), names by
// GS I 67 (p. 457). The clones answer GS r, and none documents GS ( H; the unit
// of their ESC J is not documented either. RP332 has a full cut alone.
func Models() []Model {
	epson := func(name, id string, dots int, done Completion) Model {
		return Model{Name: name, ID: id, DotsWide: dots, Cut: PartialCut, CutFeedDots: 120, FeedUnitsPerDot: 2, Completion: done}
	}
	wide := func(name string, cut Cut, done Completion) Model {
		return Model{Name: name, DotsWide: 576, Cut: cut, CutFeedDots: 120, Completion: done}
	}
	narrow := func(name string, done Completion) Model {
		return Model{Name: name, DotsWide: 384, CutFeedDots: 96, Completion: done, RowsPerSecond: slowest}
	}
	older := wide("generic-80mm-old", PartialCut, ByTransmit)
	older.FeedBeforeCut, older.NoScale = true, true
	return append(autos(),
		wide("generic-80mm", PartialCut, ByProcessID),
		wide("generic-80mm-basic", PartialCut, ByTransmit),
		older,
		narrow("generic-58mm", ByTransmit),
		narrow("generic-58mm-blind", ByEstimate),
		epson("epson-tm-t20", "TM-T20", 576, ByProcessID),
		epson("epson-tm-t70", "TM-T70", 512, ByProcessID),
		epson("epson-tm-t88iii", "TM-T88III", 512, ByTransmit),
		epson("epson-tm-t88iv", "TM-T88IV", 512, ByProcessID),
		epson("epson-tm-t88v", "TM-T88V", 512, ByProcessID),
		epson("epson-tm-m30", "TM-m30", 576, ByProcessID),
		epson("epson-tm-l90", "TM-L90", 576, ByProcessID),
		wide("seiko-rp-f10", PartialCut, ByTransmit),
		wide("rongta-rp326", PartialCut, ByTransmit),
		wide("rongta-rp332", FullCut, ByTransmit),
		wide("netum-80-v-ul", PartialCut, ByTransmit),
		narrow("pos-5890", ByTransmit),
		narrow("netum-nt-5890k", ByTransmit),
		narrow("zj-5870", ByTransmit),
	)
}

// autos are models that are asked for. No command asks how wide the paper is:
// where the name is not known either, the narrow width is right on both.
func autos() []Model {
	auto := func(name string, dots int, cut Cut) Model {
		return Model{Name: name, DotsWide: dots, Cut: cut, CutFeedDots: 120, Completion: ByEstimate, RowsPerSecond: slowest, Probe: true}
	}
	return []Model{auto("auto", 384, PartialCut), auto("auto-80mm", 576, PartialCut), auto("auto-58mm", 384, NoCutter)}
}

// ModelNamed finds a model of [Models].
func ModelNamed(name string) (Model, error) {
	var names []string
	for _, m := range Models() {
		if m.Name == name {
			return m, nil
		}
		names = append(names, m.Name)
	}
	return Model{}, fmt.Errorf("cannot find printer model %q: want one of %q", name, names)
}

// modelCalling finds the model whose ID begins what a printer calls itself; the
// longest wins.
func modelCalling(id string) (Model, bool) {
	var found Model
	for _, m := range Models() {
		if m.ID != "" && strings.HasPrefix(id, m.ID) && len(m.ID) > len(found.ID) {
			found = m
		}
	}
	return found, found.ID != ""
}

func (m Model) check() error {
	switch {
	case m.DotsWide <= 0 || m.DotsWide%8 != 0:
		return fmt.Errorf("model %q: %d dots wide, want a positive multiple of 8", m.Name, m.DotsWide)
	case m.Completion < ByProcessID || m.Completion > ByEstimate:
		return fmt.Errorf("model %q: completion %d, want ByProcessID, ByTransmit or ByEstimate", m.Name, m.Completion)
	case m.Completion == ByEstimate && m.RowsPerSecond <= 0:
		return fmt.Errorf("model %q: %d rows per second, want a positive number with ByEstimate", m.Name, m.RowsPerSecond)
	case m.FeedUnitsPerDot < 0 || m.CutFeedDots < 0:
		return fmt.Errorf("model %q: feeds %d and %d, want none below 0", m.Name, m.FeedUnitsPerDot, m.CutFeedDots)
	case m.Cut > FullCut:
		return fmt.Errorf("model %q: cut %d, want NoCutter, PartialCut or FullCut", m.Name, m.Cut)
	}
	return nil
}
