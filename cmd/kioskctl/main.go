// Command kioskctl is the technician's tool: it runs on a laptop or on the
// robot, as one static file.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a bare image has no zone files

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // what does not hear the first signal ends with the second
	err := newRootCommand().ExecuteContext(ctx)
	stop()
	if err != nil {
		if coded, ok := errors.AsType[*exitError](err); ok { // its command has said everything
			os.Exit(coded.code)
		}
		fmt.Fprintln(os.Stderr, "kioskctl:", err)
		os.Exit(1)
	}
}

// commands is one line for each.
func commands() []*cobra.Command {
	return []*cobra.Command{
		newAssistCommand(),
		newBundleCommand(),
		newCatalogueCommand(),
		newConfigCommand(),
		newConfigureCommand(),
		newDoctorCommand(),
		newDriveCommand(),
		newETACommand(),
		newFlashCommand(),
		newLogsCommand(),
		newModelsCommand(),
		newNavCommand(),
		newProvisionCommand(),
		newReplayCommand(),
		newScreenCommand(),
		newSeedCommand(),
		newSplashCommand(),
		newUpdateCommand(),
	}
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "kioskctl",
		Short:         "Configure, check and examine a robot of Tiếp Dân",
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(commands()...)
	for _, cmd := range root.Commands() {
		refuseUnknown(cmd)
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return plainly(err) })
	return root
}

// version is what the build recorded; a test binary has none.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
