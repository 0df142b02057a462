package main

import (
	"tiepdan/config"
	"tiepdan/kiosk"
)

// Setup is what the core is given of a configuration.
func Setup(c *config.Config) kiosk.Setup { return setup(c) }
