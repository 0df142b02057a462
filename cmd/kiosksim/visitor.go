package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tiepdan/ui/xtouch"
)

type visitorFlags struct {
	display, listen string
	allowRemote     bool
}

func newVisitorCommand() *cobra.Command {
	var f visitorFlags
	cmd := &cobra.Command{
		Use:   "visitor --display :N --listen ADDR",
		Short: "Show an X display as a web page on which a click is a touch",
		Long: `Show an X display as a web page, so that a person without a monitor can be the visitor: the
picture is live, and a press, a drag and a release on it go to the display through XTEST.

Standard output says "ready http://HOST:PORT" when the page is up. Whoever reaches the page can
touch the screen; it is therefore for this machine only, unless --allow-remote is given.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serveVisitor(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.display, "display", os.Getenv("DISPLAY"), "the X `display`; without it that of $DISPLAY")
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "serve the page at this `address`; port 0 takes a free one")
	flags.BoolVar(&f.allowRemote, "allow-remote", false, "let other machines see and touch the screen")
	return cmd
}

func serveVisitor(ctx context.Context, f visitorFlags, out, complaints io.Writer) (err error) {
	if f.display == "" {
		return errors.New("cannot tell which display to show: want --display, or $DISPLAY set")
	}
	if err := checkListen(f.listen, f.allowRemote); err != nil {
		return err
	}
	display, err := xtouch.Dial(f.display)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, display.Close()) }()
	page, err := newVisitorPage(display, f.display, f.allowRemote)
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", f.listen)
	if err != nil {
		return fmt.Errorf("cannot serve the visitor's page: %w", err)
	}
	newSpeaker(out)("ready http://" + listener.Addr().String())

	g, ctx := errgroup.WithContext(ctx)
	server := &http.Server{
		Handler:           page,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // frees who waits for a picture
		ErrorLog:          log.New(complaints, "", 0),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      patience + 10*time.Second,
	}
	g.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("cannot serve the visitor's page: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		var gone error
		select {
		case <-ctx.Done():
		case <-display.Gone():
			gone = fmt.Errorf("cannot go on with the display %q: %w", f.display, xtouch.ErrGone)
		}
		return errors.Join(gone, server.Close())
	})
	return g.Wait()
}

// checkListen keeps the finger on this machine unless told otherwise.
func checkListen(addr string, allowRemote bool) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("cannot serve at %q, want HOST:PORT: %w", addr, err)
	}
	if !allowRemote && !isLoopback(host) {
		return fmt.Errorf("cannot serve at %q: other machines could touch the screen; want 127.0.0.1:PORT, or --allow-remote", addr)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
