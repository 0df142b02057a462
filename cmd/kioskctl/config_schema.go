package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tiepdan/config"
)

func newConfigSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of configuration files, for editors",
		Long: `Print the JSON Schema (draft 7) of configuration files. Beside a file that begins with
  #:schema ./tiepdan.schema.json
editors that know TOML schemas complete, explain and check what is typed. What is about other
settings or files, only config check knows.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := config.Schema()
			if err != nil {
				return err
			}
			if _, err := cmd.OutOrStdout().Write(text); err != nil {
				return fmt.Errorf("cannot print the schema: %w", err)
			}
			return nil
		},
	}
}

func newConfigExampleCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "example",
		Short: "Print a configuration file with every setting, its unit and default",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := cmd.OutOrStdout().Write(config.Example()); err != nil {
				return fmt.Errorf("cannot print the example: %w", err)
			}
			return nil
		},
	}
}
