package config

// Config is the configuration of one robot.
type Config struct {
	Version       int            `toml:"version"` // of this format: 2
	Unit          Unit           `toml:"unit"`
	Screen        Screen         `toml:"screen"`
	Services      []Service      `toml:"services"`
	Doors         []Door         `toml:"doors"`
	Officials     []Official     `toml:"officials"`
	Queue         Queue          `toml:"queue"`
	Hours         Hours          `toml:"hours"`
	Printer       Printer        `toml:"printer"`
	Panel         Panel          `toml:"panel"`
	CallBoxes     []CallBox      `toml:"call_boxes"`
	Base          Base           `toml:"base"`
	Nav           Nav            `toml:"nav"`
	Tray          Tray           `toml:"tray"`
	Speech        Speech         `toml:"speech"`
	Report        Report         `toml:"report"`
	Ward          Ward           `toml:"ward"`
	Console       Console        `toml:"console"`
	Control       Control        `toml:"control"`
	Line          Line           `toml:"line"`
	Rating        Rating         `toml:"rating"`
	Catalogue     CatalogueFile  `toml:"catalogue"`
	Diagnostics   Diagnostics    `toml:"diagnostics"`
	Assist        Assist         `toml:"assist"`
	Announcements []Announcement `toml:"announcements"`

	format int // of the file that was read
}

// Format is the version of the format that the file was written in: an older one
// than Version was read as if it had been migrated.
func (c *Config) Format() int { return c.format }

// Unit says which robot this is and where it stands.
type Unit struct {
	ID        string `toml:"id"`         // one MQTT topic level: a-z, 0-9, -
	Ward      string `toml:"ward"`       // in Vietnamese, as on the sign
	WardEN    string `toml:"ward_en"`    // in English
	Commune   string `toml:"commune"`    // one MQTT topic level: a-z, 0-9, -
	TimeZone  string `toml:"time_zone"`  // IANA name
	StateDir  string `toml:"state_dir"`  // directory of the database and keys
	DayReset  string `toml:"day_reset"`  // local time HH:MM at which numbers start again
	PortalURL string `toml:"portal_url"` // behind the QR code; "" shows none

	FeedbackURL string `toml:"feedback_url"` // where a visitor complains or praises; "" shows no code
	HelpURL     string `toml:"help_url"`     // online help; "" means PortalURL
	TicketURL   string `toml:"ticket_url"`   // of the ward's ticket pages, to which a ticket's token is added; "" puts PortalURL on tickets
}

// Screen is the display.
type Screen struct {
	Orientation string `toml:"orientation"` // "landscape" or "portrait"
	WidthPx     int    `toml:"width_px"`
	HeightPx    int    `toml:"height_px"`
	IdleResetS  int    `toml:"idle_reset_s"` // seconds without a touch until the home screen

	WarnBeforeS   int    `toml:"warn_before_s"`   // seconds before that at which it is announced
	AttractAfterS int    `toml:"attract_after_s"` // seconds on the home screen until the greeting; 0 never
	Motion        bool   `toml:"motion"`
	Theme         string `toml:"theme"`     // "normal" or "contrast"
	TextSize      string `toml:"text_size"` // "normal", "large" or "largest"

	LowerEdgeMM int    `toml:"lower_edge_mm"` // millimetres from the floor to the picture's lower edge
	HeightMM    int    `toml:"height_mm"`     // millimetres; of the picture, without the frame
	TouchDevice string `toml:"touch_device"`  // part of the touch panel's name; "" takes any

	TechnicianPINHash string `toml:"technician_pin_hash"` // bcrypt hash; "" shows no technician's page
}

// Service is one group of procedures with tickets of its own.
type Service struct {
	ID     string `toml:"id"`
	Prefix string `toml:"prefix"` // one letter, A to Z, before the ticket number
	NameVI string `toml:"name_vi"`
	NameEN string `toml:"name_en"`
	Doors  []int  `toml:"doors"` // numbers of the doors that serve it

	Groups []string `toml:"groups"` // catalogue groups whose procedures it takes

	Hours Week `toml:"hours"` // of its own; without any day those of the Center
}

// Door is one service door with its official.
type Door struct {
	Number  int    `toml:"number"` // 1 to 99
	NameVI  string `toml:"name_vi"`
	NameEN  string `toml:"name_en"`
	Place   string `toml:"place"`    // name in Nav.Places; may be empty without a base
	PINHash string `toml:"pin_hash"` // bcrypt hash of the official's PIN
}

// Queue holds the rules of the line.
type Queue struct {
	Priority      string `toml:"priority"`       // "strict" or "share"
	PriorityShare int    `toml:"priority_share"` // with "share": priority calls before a normal one
	RecallLimit   int    `toml:"recall_limit"`   // recalls before a no-show
	CallShowS     int    `toml:"call_show_s"`    // seconds that a call fills the screen
	RatingS       int    `toml:"rating_s"`       // seconds that the faces are offered
	MinSamples    int    `toml:"min_samples"`    // closed visits before a wait is estimated

	AgeAfterMin     int `toml:"age_after_min"`      // minutes of waiting after which a ticket counts as the first class; 0 never
	ReturnWithinMin int `toml:"return_within_min"`  // minutes in which a missed ticket may come back; 0 never
	ReturnBehind    int `toml:"return_behind"`      // how many of its class go before it then
	CheckInEarlyMin int `toml:"check_in_early_min"` // minutes before a reservation's time
	CheckInLateMin  int `toml:"check_in_late_min"`  // minutes after it

	ReservationsFile string `toml:"reservations_file"` // path; "" means that officials write reservations down

	Classes []Class `toml:"classes"` // of people who go before others, the first one first
}

// Class is one group of people who go before others.
type Class struct {
	ID     string `toml:"id"`
	NameVI string `toml:"name_vi"`
	NameEN string `toml:"name_en"`
	Weight int    `toml:"weight"` // with "share": its calls in a round; 0 means Queue.PriorityShare
}

// Hours are when the Center is open. Without any day it always is.
type Hours struct {
	Mon []string `toml:"mon"` // parts of the day, as "08:00-12:00"
	Tue []string `toml:"tue"`
	Wed []string `toml:"wed"`
	Thu []string `toml:"thu"`
	Fri []string `toml:"fri"`
	Sat []string `toml:"sat"`
	Sun []string `toml:"sun"`

	DaysOff []string `toml:"days_off"` // dates on which the Center is closed, as "2027-01-01"

	IntakeEarlyMin int `toml:"intake_early_min"` // minutes before a part of the day at which tickets are given
	IntakeEndMin   int `toml:"intake_end_min"`   // minutes before closing time at which no more are

	Quiet []string `toml:"quiet"` // parts of every day without rounds and music, as "21:00-07:00"
	Lunch []string `toml:"lunch"` // the same, while people eat
}

// Week are the hours of one service.
type Week struct {
	Mon []string `toml:"mon"`
	Tue []string `toml:"tue"`
	Wed []string `toml:"wed"`
	Thu []string `toml:"thu"`
	Fri []string `toml:"fri"`
	Sat []string `toml:"sat"`
	Sun []string `toml:"sun"`
}

// Printer is the ticket printer.
type Printer struct {
	Address string `toml:"address"` // tcp://HOST:9100, serial:///dev/NAME?baud=N&flow=rtscts or usblp:///dev/usb/lpN
	Model   string `toml:"model"`

	FooterVI string `toml:"footer_vi"` // under every ticket; "" prints none
	FooterEN string `toml:"footer_en"`
	Logo     string `toml:"logo"` // path of a PNG; "" means ticket-logo.png in Unit.StateDir, if it is there
}

// Panel is the satisfaction panel.
type Panel struct {
	Kind       string   `toml:"kind"`        // "serial", "gpio" or "none"
	Device     string   `toml:"device"`      // serial: path
	Pins       []string `toml:"pins"`        // gpio: periph.io names of buttons 1 to 4
	DebounceMS int      `toml:"debounce_ms"` // gpio: quiet time of a contact, milliseconds
}

// CallBox is a button box like the satisfaction panel's, on a desk: its buttons
// call the robot.
type CallBox struct {
	Device string `toml:"device"` // serial: path
	Doors  []int  `toml:"doors"`  // to which buttons 1 to 4 call; 0 is a button without a use
}

// Base is the motion base.
type Base struct {
	Kind   string `toml:"kind"`   // "mavlink" or "none"
	Device string `toml:"device"` // serial: path
	Baud   int    `toml:"baud"`   // bits per second

	SigningKeyFile string `toml:"signing_key_file"` // path of a key of this robot's and its base's own; "" leaves the line unsigned
	SigningLinkID  int    `toml:"signing_link_id"`  // 0 to 255; its own when another program signs with the same key
	Setpoints      bool   `toml:"setpoints"`        // goals as ArduPilot takes them
	Tee            string `toml:"tee"`              // IP:PORT on this computer to which the line is copied; "" copies nothing
}

// Speech is the voice.
type Speech struct {
	Enabled    bool   `toml:"enabled"`
	Voice      string `toml:"voice"`       // espeak-ng voice
	Output     string `toml:"output"`      // "auto", "device" or "wav"
	WAVDir     string `toml:"wav_dir"`     // where "wav" (and "auto" without sound) writes; "" means wav in Unit.StateDir
	ReadNumber string `toml:"read_number"` // "digits" or "grouped"
	Speechd    string `toml:"speechd"`     // path of the program; "" means beside kioskd
	VolumePct  int    `toml:"volume_pct"`  // 1 to 100

	Hours []SpeechHour `toml:"hours"` // parts of the day with another volume

	Music    string `toml:"music"`     // "built-in", "files" or "off": under way with the tray
	MusicDir string `toml:"music_dir"` // "files": "" means music in Unit.StateDir
	MusicDB  int    `toml:"music_db"`  // dB that it lies below speech

	Listen      bool   `toml:"listen"`        // requests by voice, once a model is installed
	Input       string `toml:"input"`         // "auto", the microphone; or the path of a .wav file
	ModelsDir   string `toml:"models_dir"`    // "" means models in Unit.StateDir
	ListenMostS int    `toml:"listen_most_s"` // seconds; the longest request

	WakeWords     []string `toml:"wake_words"`     // what wakes the robot; none: nothing does
	WakeThreshold float64  `toml:"wake_threshold"` // how sure it must be of them
	WakeModel     string   `toml:"wake_model"`     // name of the model; "" means the first of its kind
}

// SpeechHour is a part of every day with a volume of its own. Emergencies are
// announced at full volume all the same.
type SpeechHour struct {
	At        string `toml:"at"`         // as "21:00-07:00"
	VolumePct int    `toml:"volume_pct"` // 1 to 100
}

// Diagnostics is what technicians read from the program itself.
type Diagnostics struct {
	Metrics string `toml:"metrics"` // HOST:PORT on loopback where Prometheus reads; "" nowhere
}

// Report is the link to the ward's server.
type Report struct {
	Enabled      bool     `toml:"enabled"`
	Broker       []string `toml:"broker"` // tried in turn: mqtts://HOST:8883; mqtt:// without TLS
	CAFile       string   `toml:"ca_file"`
	CertFile     string   `toml:"cert_file"`
	KeyFile      string   `toml:"key_file"`
	StatusEveryS int      `toml:"status_every_s"` // seconds
}

// Console is the officials' web page.
type Console struct {
	Listen   string `toml:"listen"`    // HOST:PORT or :PORT
	CertFile string `toml:"cert_file"` // "" makes a self-signed one in Unit.StateDir
	KeyFile  string `toml:"key_file"`
	SessionH int    `toml:"session_h"` // hours until an official logs in again
}

// Control is how programs on the robot ask kioskd.
type Control struct {
	Socket string `toml:"socket"` // path; "" means run/kioskd.sock in Unit.StateDir
}

// Rating is the question how it went.
type Rating struct {
	ReasonsFor []string `toml:"reasons_for"` // faces after which reasons are asked: "neutral", "dissatisfied"
}

// CatalogueFile is the ward's part of the procedure catalogue.
type CatalogueFile struct {
	WardFile string `toml:"ward_file"` // path; "" means the catalogue of this program as it is
}

// Announcement is one text of the home screen.
type Announcement struct {
	Kind string `toml:"kind"` // "announcement", or "instruction" of the Center
	VI   string `toml:"vi"`
	EN   string `toml:"en"`
}
