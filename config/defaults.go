package config

import "path/filepath"

// Version is the version of the format that this package reads.
const Version = 1

// Default returns what a setting is when the file does not name it. Lists are
// empty and names are not guessed: services, doors, places, the unit's names,
// the printer's address and the brokers have no default.
//
// Two defaults follow other settings: a portrait screen turns the default size,
// and speech.wav_dir is the directory wav in unit.state_dir.
func Default() Config {
	return Config{
		Unit: Unit{
			TimeZone: "Asia/Ho_Chi_Minh",
			StateDir: "/var/lib/tiepdan",
			DayReset: "00:00",
		},
		// Two minutes: the screen's time-out that EN 301 549 lets a reader
		// meet, with a warning before it.
		Screen: Screen{Orientation: "landscape", WidthPx: 1920, HeightPx: 1080, IdleResetS: 120},
		Queue: Queue{
			Priority: "strict", PriorityShare: 3, RecallLimit: 2,
			CallShowS: 20, RatingS: 30, MinSamples: 5,
		},
		Printer: Printer{Model: "generic-80mm"},
		Panel:   Panel{Kind: "none", DebounceMS: 20},
		Base:    Base{Kind: "none", Baud: 921600},
		Nav:     Nav{SpeedMPS: 0.6, LeadWaitS: 30},
		Speech: Speech{
			Enabled: true, Voice: "vi", Output: "auto", ReadNumber: "digits", VolumePct: 80,
		},
		Report:  Report{Enabled: true, StatusEveryS: 5},
		Console: Console{Listen: ":8443", SessionH: 10},
	}
}

// derive fills in the defaults that follow other settings. isSet says whether
// the file names a key.
func (c *Config) derive(isSet func(key string) bool) {
	if c.Screen.Orientation == "portrait" && !isSet("screen.width_px") && !isSet("screen.height_px") {
		c.Screen.WidthPx, c.Screen.HeightPx = c.Screen.HeightPx, c.Screen.WidthPx
	}
	if c.Speech.WAVDir == "" && !isSet("speech.wav_dir") {
		c.Speech.WAVDir = filepath.Join(c.Unit.StateDir, "wav")
	}
}
