package main

import (
	"context"
	"log/slog"

	"tiepdan/assist"
	"tiepdan/rerank"
	"tiepdan/speech"
	"tiepdan/ui"
)

// CatalogueOf is what visitors of a unit find procedures in.
var CatalogueOf = catalogue

// NewEar makes the ear of a voice.
func NewEar(listen func(context.Context, speech.Request) (string, error), mind func() *assist.Understander, do func(func(*ui.UI))) *ear {
	return &ear{listen: listen, mind: mind, do: do}
}

// Ordered gives an ear a model.
func (e *ear) Ordered(names *assist.Catalogue, best func(context.Context, string, []rerank.Choice) (string, error)) *ear {
	e.names, e.best, e.logger = names, best, slog.New(slog.DiscardHandler)
	return e
}
