package main

// What the tests of the floor need, which the program wires up by itself.
type (
	FloorOptions = floorOptions
	FloorService = floorService
	Floor        = floor
)

// NewFloorService makes the service.
func NewFloorService(o FloorOptions) *FloorService { return newFloorService(o) }

// AddFloor is how the program plugs it in.
var AddFloor = (*plugs).addFloor

// NewPlugs makes the frame it is plugged into.
var NewPlugs = newPlugs
