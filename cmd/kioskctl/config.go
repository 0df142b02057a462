package main

import (
	"github.com/spf13/cobra"
)

func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check, migrate and keep configuration files, and make what goes into one",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(newConfigCheckCommand(), newConfigMigrateCommand(), newConfigSchemaCommand(), newConfigExampleCommand(), newConfigBackupCommand(), newConfigRestoreCommand(), newHashPINCommand())
	return cmd
}
