package main

import (
	"context"

	"tiepdan/assist"
	"tiepdan/speech"
	"tiepdan/ui"
)

// CatalogueOf is what visitors of a unit find procedures in.
var CatalogueOf = catalogue

// NewEar makes the ear of a voice.
func NewEar(listen func(context.Context, speech.Request) (string, error), mind func() *assist.Understander, do func(func(*ui.UI))) *ear {
	return &ear{listen: listen, mind: mind, do: do}
}
