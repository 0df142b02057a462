// Command wardd is the ward's server: it receives ratings and status from the
// service-point robots over MQTT, keeps each event once, and shows them live.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the ward's time zone on a machine without zone files
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := program().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "wardd:", err)
		os.Exit(exitCode(err))
	}
}
