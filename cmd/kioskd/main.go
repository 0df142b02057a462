// Command kioskd is the agent of the service-point robot.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a bare image has no zone files

	"github.com/spf13/cobra"
)

// version is what the build recorded.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// The window belongs to the main thread from the first instruction on.
func init() { runtime.LockOSThread() } //nolint:gochecknoinits // GLFW's rule; there is no later moment that is safe

func main() {
	var configFile, logLevel, logFormat string
	root := &cobra.Command{
		Use:           "kioskd --config FILE",
		Short:         "The agent of the service-point robot",
		Version:       version(),
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), configFile, logLevel, logFormat)
		},
	}
	root.Flags().StringVar(&configFile, "config", "/etc/tiepdan/kioskd.toml", "the unit's configuration")
	root.Flags().StringVar(&logLevel, "log", "info", "debug, info, warn or error")
	root.Flags().StringVar(&logFormat, "log-format", "text", "text or json")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := root.ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kioskd:", err)
		os.Exit(1)
	}
}
