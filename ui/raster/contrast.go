package raster

import "image/color"

// contrast gives the table that maps the coverage of glyphs in a colour, nil for
// coverage as it is.
func contrast(color.NRGBA) *[256]uint8 { return nil }
