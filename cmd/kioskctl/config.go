package main

import (
	"github.com/spf13/cobra"
)

func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check a configuration file, or make what goes into one",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newConfigCheckCommand(), newHashPINCommand())
	return cmd
}
