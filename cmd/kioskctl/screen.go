package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/spf13/cobra"
)

func newScreenCommand() *cobra.Command {
	var r running
	cmd := &cobra.Command{
		Use:   "screen FILE.png",
		Short: "Save a picture of what the robot's screen shows now, in a new file (- for standard output)",
		Long: `Save a picture of what the robot's screen shows now. From afar: ssh technician@ROBOT kioskctl screen - >screen.png

A ticket's number may be on it; nothing else of a visitor is.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			resp, err := r.client().Do(cmd.Context(), http.MethodGet, "/screen", nil)
			if err != nil {
				return err
			}
			defer func() { _ = resp.Body.Close() }()
			if args[0] == "-" {
				_, err := io.Copy(cmd.OutOrStdout(), resp.Body)
				return err
			}
			f, err := newFile(args[0])
			if err != nil {
				return fmt.Errorf("cannot save the picture: %w", err)
			}
			_, err = io.Copy(f, resp.Body)
			if err = errors.Join(err, f.Close()); err != nil {
				return errors.Join(fmt.Errorf("cannot save the picture: %w", err), os.Remove(args[0]))
			}
			return nil
		},
	}
	r.flags(cmd)
	return cmd
}
