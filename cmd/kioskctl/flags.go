package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// plainly is an error of a flag without how its number was read.
func plainly(err error) error {
	number, isNumber := errors.AsType[*strconv.NumError](err)
	if !isNumber {
		return err
	}
	return fmt.Errorf("%s%w", strings.TrimSuffix(err.Error(), number.Error()), number.Err)
}

// refuseUnknown lets a group of commands refuse a word that is none of them. Cobra
// alone shows its help then and succeeds, so that a script believes it was done.
func refuseUnknown(group *cobra.Command) {
	for _, cmd := range group.Commands() {
		refuseUnknown(cmd)
	}
	if !group.HasSubCommands() || group.Runnable() {
		return
	}
	group.Args = cobra.ArbitraryArgs // RunE refuses them, and says which there are
	group.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return fmt.Errorf("unknown command %q for %q; see %s --help", args[0], cmd.CommandPath(), cmd.CommandPath())
	}
}
