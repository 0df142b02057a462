package main

import (
	"github.com/spf13/cobra"
)

func newCatalogueCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalogue",
		Short: "Examine the catalogue of procedures",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newCatalogueCheckCommand())
	return cmd
}
