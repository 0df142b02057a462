package main

import (
	"tiepdan/config"
)

// What the tests of the floor's editor need.
type (
	FloorEditOptions = floorEditOptions
	FloorEdits       = floorEdits
)

// NewFloorEdits puts a technician's floor over a configuration, as the program
// does at its start, and makes what edits it.
func NewFloorEdits(c *config.Config, o FloorEditOptions) *FloorEdits {
	own, trouble := overFloor(c)
	o.Config, o.Own = c, own
	return newFloorEdits(o, trouble == "" && floorFileIsThere(c), trouble)
}

// FloorPlanOf and FloorOf are what the editor sees of a floor, and back.
var (
	FloorPlanOf = floorPlanOf
	FloorOf     = floorOf
)
