package config

import (
	"fmt"
	"path/filepath"
)

// Version is the newest version of the format; older ones are read too, see
// Migrate. A file that names none is of the first.
const Version = 2

// Default returns what a setting is when the file does not name it. Lists are
// empty and names are not guessed: services, doors, places, the unit's names,
// the printer's address and the brokers have no default.
//
// Some defaults follow other settings: a portrait screen turns the default
// size; the warning comes no earlier than half of a short time-out; help_url is
// portal_url; and speech.wav_dir and speech.models_dir are
// the directories wav and models in unit.state_dir.
func Default() Config {
	return Config{
		Unit: Unit{
			TimeZone: "Asia/Ho_Chi_Minh",
			StateDir: "/var/lib/tiepdan",
			DayReset: "00:00",
		},
		// Two minutes: the screen's time-out that EN 301 549 lets a reader
		// meet, with a warning before it.
		// Its size is that of 21.5 inches, 16 to 9, which starts at 900 mm
		// so that a wheelchair user reaches most of it.
		Screen: Screen{
			Orientation: "landscape", WidthPx: 1920, HeightPx: 1080, IdleResetS: 120,
			WarnBeforeS: 20, AttractAfterS: 60, Motion: true, Theme: "normal", TextSize: "normal",
			LowerEdgeMM: 900, HeightMM: landscapeMM,
		},
		Queue: Queue{
			Priority: "strict", PriorityShare: 3, RecallLimit: 2,
			CallShowS: 20, RatingS: 30, MinSamples: 5,
			AgeAfterMin: 60, ReturnWithinMin: 30, ReturnBehind: 2, CheckInEarlyMin: 30, CheckInLateMin: 15,
		},
		Hours:   Hours{IntakeEarlyMin: 30, IntakeEndMin: 15},
		Printer: Printer{Model: "generic-80mm"},
		Panel:   Panel{Kind: "none", DebounceMS: 20},
		Base:    Base{Kind: "none", Baud: 921600},
		Nav:     Nav{SpeedMPS: 0.6, LeadWaitS: 30, MapSource: "base"},
		Tray:    Tray{Kind: "none"},
		Speech: Speech{
			Enabled: true, Voice: "vi", Output: "auto", ReadNumber: "digits", VolumePct: 80,
			Music: "built-in", MusicDB: 18,
			Listen: true, Input: "auto", ListenMostS: 15, WakeThreshold: 0.35,
		},
		Report:  Report{Enabled: true, StatusEveryS: 5},
		Console: Console{Listen: ":8443", SessionH: 10},
		Line:    Line{Role: "alone", Listen: ":7443"},
		Rating:  Rating{ReasonsFor: []string{"neutral", "dissatisfied"}},
		Assist:  Assist{Model: AssistModel{TimeoutMS: 800}},
	}
}

// Heights of the picture of a 21.5-inch screen, 476 mm by 268 mm.
const (
	landscapeMM = 268
	portraitMM  = 476
)

// derive fills in the defaults that follow other settings. isSet says whether
// the file names a key.
func (c *Config) derive(isSet func(key string) bool) {
	c.Screen.derive(isSet)
	if !isSet("queue.classes") {
		c.Queue.Classes = usualClasses()
	}
	if c.Unit.HelpURL == "" {
		c.Unit.HelpURL = c.Unit.PortalURL
	}
	c.deriveOfficials(isSet)
	for i := range c.Announcements {
		if a := &c.Announcements[i]; a.Kind == "" && !isSet(fmt.Sprintf("announcements[%d].kind", i+1)) {
			a.Kind = "announcement"
		}
	}
	if c.Speech.WAVDir == "" && !isSet("speech.wav_dir") {
		c.Speech.WAVDir = filepath.Join(c.Unit.StateDir, "wav")
	}
	if c.Speech.MusicDir == "" && !isSet("speech.music_dir") {
		c.Speech.MusicDir = filepath.Join(c.Unit.StateDir, "music")
	}
	if c.Speech.ModelsDir == "" && !isSet("speech.models_dir") {
		c.Speech.ModelsDir = filepath.Join(c.Unit.StateDir, "models")
	}
}

// usualClasses are those whom the law and custom of the one-stop shops put
// first; classes = [] has one class for all of them.
func usualClasses() []Class {
	return []Class{
		{ID: "cao-tuoi", NameVI: "Người từ 75 tuổi trở lên", NameEN: "People aged 75 or over"},
		{ID: "khuyet-tat", NameVI: "Người khuyết tật", NameEN: "People with disabilities"},
		{ID: "thai-san", NameVI: "Phụ nữ mang thai, người bế con nhỏ", NameEN: "Pregnant women, people with an infant"},
		{ID: "nguoi-co-cong", NameVI: "Người có công với cách mạng", NameEN: "People of merit"},
		{ID: "tre-em", NameVI: "Trẻ em", NameEN: "Children"},
	}
}

func (s *Screen) derive(isSet func(key string) bool) {
	portrait := s.Orientation == "portrait"
	if portrait && !isSet("screen.width_px") && !isSet("screen.height_px") {
		s.WidthPx, s.HeightPx = s.HeightPx, s.WidthPx
	}
	if portrait && !isSet("screen.height_mm") {
		s.HeightMM = portraitMM
	}
	if !isSet("screen.warn_before_s") {
		s.WarnBeforeS = min(s.WarnBeforeS, max(minWarnS, s.IdleResetS/2))
	}
}
