package main

import (
	"github.com/spf13/cobra"

	"tiepdan/agent/control"
	"tiepdan/cmd/internal/checkup"
)

// running finds the kioskd that runs on this robot.
type running struct{ file, socket string }

func (r *running) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.file, "config", usualConfig(), "the unit's configuration")
	cmd.Flags().StringVar(&r.socket, "socket", "", "kioskd's socket; default: as the configuration says")
}

func (r *running) client() *control.Client {
	unit := checkup.Load(r.file)
	return control.NewClient(control.Path(or(r.socket, unit.Config.Control.Socket), unit.Config.Unit.StateDir))
}
