package main

// Hardware is hardware.
var Hardware = hardware
