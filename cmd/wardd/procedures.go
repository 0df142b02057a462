package main

import (
	"context"
	"log/slog"

	"tiepdan/config"
)

// procedures tells how people call a procedure of the program's catalogue with the
// ward's file over it. One that cannot be used is left out: its names are no
// reason not to receive ratings.
func procedures(ctx context.Context, wardFile string, logger *slog.Logger) (func(code string) (vi, en string), error) {
	all, err := config.LoadCatalogue(wardFile)
	if err != nil && wardFile != "" {
		logger.LogAttrs(ctx, slog.LevelError, "the ward's catalogue is left out: check it with kioskctl catalogue check", slog.String("error", err.Error()))
		all, err = config.LoadCatalogue("")
	}
	if err != nil {
		return nil, err
	}
	names := make(map[string]config.Text, len(all.Procedures))
	for _, p := range all.Procedures {
		names[p.Code] = p.Plain
	}
	return func(code string) (vi, en string) { return names[code].VI, names[code].EN }, nil
}
