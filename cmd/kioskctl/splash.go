package main

import (
	"github.com/spf13/cobra"

	"tiepdan/ui/splash"
)

func newSplashCommand() *cobra.Command {
	var device string
	cmd := &cobra.Command{
		Use:   "splash",
		Short: "Draw the picture of the start on this machine's screen; the image does it",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return splash.Show(device) },
	}
	cmd.Flags().StringVar(&device, "device", "/dev/fb0", "the kernel's `framebuffer`")
	return cmd
}
