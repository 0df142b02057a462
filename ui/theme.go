package ui

import "image/color"

// palette is the set of colours of one theme. Every text colour stands on its
// ground with a contrast of at least 4.5:1; theme_test.go measures the pairs.
type palette struct {
	Canvas     color.NRGBA // ground of the screen
	Surface    color.NRGBA // cards and tiles
	Sunken     color.NRGBA // quiet fields on a card
	Line       color.NRGBA // borders; never the only carrier of a meaning
	Lip        color.NRGBA // lower edge of what can be touched
	Ink        color.NRGBA
	InkSoft    color.NRGBA
	Brand      color.NRGBA // header and called screen
	BrandSoft  color.NRGBA // fields on Brand
	OnBrand    color.NRGBA
	OnBrandLow color.NRGBA
	Gold       color.NRGBA
	Action     color.NRGBA // what can be touched
	ActionDeep color.NRGBA // its lip, and texts on ActionSoft
	ActionSoft color.NRGBA
	OnAction   color.NRGBA
	// ActionPress is an Action under a finger.
	ActionPress color.NRGBA
	Good        color.NRGBA
	GoodSoft    color.NRGBA
	Warn        color.NRGBA
	WarnSoft    color.NRGBA
	WarnLine    color.NRGBA
	Bad         color.NRGBA
	BadSoft     color.NRGBA
	Flag        color.NRGBA
	Star        color.NRGBA
	Alarm       color.NRGBA // ground of an emergency
	OnAlarm     color.NRGBA
}

// daylight is the normal theme.
func daylight() palette {
	return palette{
		Canvas: rgb(0xF4F1EA), Surface: rgb(0xFFFFFF), Sunken: rgb(0xF3F5F8),
		Line: rgb(0xD3D6DC), Lip: rgb(0xB9C2CE),
		Ink: rgb(0x14202E), InkSoft: rgb(0x455264),
		Brand: rgb(0x0D2B4B), BrandSoft: rgb(0x1B426C), OnBrand: rgb(0xFFFFFF), OnBrandLow: rgb(0xCFDDEC),
		Gold:   rgb(0xFFD15C),
		Action: rgb(0x0B5394), ActionDeep: rgb(0x073A69), ActionSoft: rgb(0xE2EEF9),
		Good: rgb(0x12633A), GoodSoft: rgb(0xE3F3E9),
		Warn: rgb(0x6B4500), WarnSoft: rgb(0xFFF2D1), WarnLine: rgb(0xD79B1B),
		Bad: rgb(0x9B1C1C), BadSoft: rgb(0xFCE8E6),
		OnAction: rgb(0xFFFFFF), ActionPress: rgb(0x073A69),
		Flag: rgb(0xC8201E), Star: rgb(0xFFDD33), Alarm: rgb(0x9B1211), OnAlarm: rgb(0xFFFFFF),
	}
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: byte(v >> 16), G: byte(v >> 8), B: byte(v), A: 0xFF}
}

// The type scale, in design pixels; 4.03 of them are 1 mm on the 21.5-inch
// screen. Nothing is smaller than sizeSmall, what is read from 600 mm.
const (
	sizeSmall   = 30
	sizeBody    = 34
	sizeLead    = 42
	sizeTitle   = 54
	sizeDisplay = 76
)

// sizeFloor is where a text that fits nowhere stops stepping down.
const sizeFloor = 22

// lineScale is the height of a line in tenths of the size. Stacked capitals
// (Ẵ, Ế, Ỗ) of Be Vietnam Pro rise 1.16 em and ỵ falls 0.25 em.
const lineScale = 14

// baseline is where the base line lies in a line, per size, so that capitals
// stand in its middle.
const baseline = 1.08

// overshoot is what ink may lie outside its line, per size.
const overshoot = 0.2

// Spacing and shape, in design pixels.
const (
	minTarget = 80 // 20 mm, the least of a touch target
	margin    = 44 // of the screen
	gutter    = 24 // between cards
	padding   = 28 // inside a card
	radius    = 22
	lipHeight = 6
)

type alignment int

const (
	start alignment = iota
	center
	end
)

// style is how a text is set.
type style struct {
	size   int
	weight weight
	color  color.NRGBA
	align  alignment
	// middle centres the text between top and bottom of its box.
	middle bool
	// tight sets lines of digits and plain capitals, which need no room for marks.
	tight bool
}

func (s style) lineHeight() int {
	if s.tight {
		return s.size * 105 / 100
	}
	return (s.size*lineScale + 9) / 10
}

func (s style) base() int {
	if s.tight {
		return s.size * 89 / 100
	}
	return int(baseline * float64(s.size))
}

func (s style) sized(size int) style { s.size = size; return s }
func (s style) centered() style      { s.align = center; return s }
func (s style) ended() style         { s.align = end; return s }
func (s style) mid() style           { s.middle = true; return s }
