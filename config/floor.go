package config

// Nav says where the robot drives. Places and corners are in the frame of the
// base's map: x to the right and y up, in metres.
type Nav struct {
	SpeedMPS  float64 `toml:"speed_mps"`   // metres per second
	Welcome   string  `toml:"welcome"`     // place where the robot rests
	Waiting   string  `toml:"waiting"`     // place where it picks people up
	Dock      string  `toml:"dock"`        // place of the charger; "" means that somebody charges it by hand
	Entrance  string  `toml:"entrance"`    // place where it welcomes; "" means that it does not
	LeadWaitS int     `toml:"lead_wait_s"` // seconds it waits there for the person called

	WelcomeAtOpening bool `toml:"welcome_at_opening"` // it goes to Entrance when the Center opens

	Places []Place `toml:"places"`
	Rounds []Round `toml:"rounds"`
	Zones  []Zone  `toml:"zones"`

	MapSource string `toml:"map_source"` // "base", "file" or "none"
	MapFile   string `toml:"map_file"`   // "file": path of a ROS map's .yaml
}

// Place is a named pose, its heading counted counter-clockwise from x.
type Place struct {
	Name       string  `toml:"name"`
	XM         float64 `toml:"x_m"`         // metres
	YM         float64 `toml:"y_m"`         // metres
	HeadingDeg float64 `toml:"heading_deg"` // degrees, -180 to 360
	SpeedMPS   float64 `toml:"speed_mps"`   // metres per second on the way there; 0 means that of Nav
	Seat       bool    `toml:"seat"`        // somebody sits there and looks that way: the robot stops in front of her
	Else       string  `toml:"else"`        // place to go to when there is no way to this one
}

// Round is a way with the tray.
type Round struct {
	Name   string   `toml:"name"`
	Stops  []string `toml:"stops"`   // places, in their order
	ServeS int      `toml:"serve_s"` // seconds at each; 0 means the usual time

	EveryMin int `toml:"every_min"` // minutes from one to the next while the Center is open; 0 means on request only
}

// Zone is an area with a rule.
type Zone struct {
	Name     string      `toml:"name"`
	Kind     string      `toml:"kind"`      // "keep-out", "speed" or "waiting"
	Corners  [][]float64 `toml:"corners"`   // x and y in metres, in their order around the area
	SpeedMPS float64     `toml:"speed_mps"` // metres per second; of a "speed" zone
}

// Tray is what tells of the tray on the robot. Pins are named as periph.io names
// them; see package drivers/tray for how they are wired, and for the protocol of
// a box on a serial line.
type Tray struct {
	Kind    string   `toml:"kind"`    // "serial", "gpio" or "none"
	Device  string   `toml:"device"`  // "serial": path
	Present string   `toml:"present"` // "gpio": pin of the switch that the tray closes
	Hands   []string `toml:"hands"`   // "gpio": pins of the light barriers
	Stock   []string `toml:"stock"`   // "gpio": pins below its rows, the one that empties last first; none is fine
}
