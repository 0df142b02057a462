// Package image holds the recipe of the robot's disk image. What there is in Go
// are its tests, which boot the image in QEMU and do to it what happens to a
// robot: make test-image runs them.
package image
