// Command kiosksim is the other end of the robot's wires: it stands in for the
// hardware on real ports and serial devices.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newRootCommand().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kiosksim:", err)
		os.Exit(1)
	}
}

// commands is one line for each device.
func commands() []*cobra.Command {
	return []*cobra.Command{
		newBaseCommand(),
		newDayCommand(),
		newFloorCommand(),
		newPrinterCommand(),
		newPanelCommand(),
		newTrayCommand(),
		newVisitorCommand(),
	}
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "kiosksim",
		Short:         "Emulate the robot's hardware on real wires",
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(commands()...)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return plainly(err) })
	return root
}

// plainly is an error of a flag without how its number was read.
func plainly(err error) error {
	number, isNumber := errors.AsType[*strconv.NumError](err)
	if !isNumber {
		return err
	}
	return fmt.Errorf("%s%w", strings.TrimSuffix(err.Error(), number.Error()), number.Err)
}

// version is what the build recorded; a test binary has none.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
