// Package raster draws on the processor: boxes, paths, strokes, pictures and
// runs of glyphs, with smooth edges, into a picture in memory.
//
// A [Picture] holds its pixels as an X server wants them, so it can lie in a
// segment of memory that both share and be shown without a copy. A [Canvas]
// draws into one rectangle of it. What is costly to make and comes again (the
// shapes of glyphs and icons, rounded corners) is kept as masks of coverage.
//
// Colours are mixed as they are written, in sRGB, with whole-number maths. The
// same calls give the same picture on every run.
package raster
