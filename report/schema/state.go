package schema

import (
	"encoding/json"
	"fmt"
	"time"
)

// Link is what a robot says of its own presence.
type Link string

// The values of Link. Lost is the last will: the broker says it for the robot.
const (
	LinkOnline Link = "online"
	LinkOff    Link = "off" // shut down on purpose
	LinkLost   Link = "lost"
)

// State is the retained presence of a robot.
type State struct {
	V     int    `json:"v"`
	State Link   `json:"state"`
	Boot  string `json:"boot"` // the run of the robot's program that says so
}

func (s State) check(p *problems) {
	p.version(s.V)
	oneOf(p, "state", s.State, LinkOnline, LinkOff, LinkLost)
	p.text("boot", s.Boot)
}

// Info is the retained description of a robot, said anew on every connection.
// With Epoch and First the ward can answer at once how far its record goes.
type Info struct {
	V       int      `json:"v"`
	Model   string   `json:"model"`
	Version string   `json:"version"` // of the robot's program
	Can     []string `json:"can"`     // capabilities, e.g. "print", "lead"
	Schemas []string `json:"schemas"` // kinds of event that it sends
	Epoch   string   `json:"epoch"`   // of its outbox
	First   uint64   `json:"first"`   // oldest event that the outbox still has; 0 when it is empty
}

func (i Info) check(p *problems) {
	p.version(i.V)
	p.text("model", i.Model)
	p.text("version", i.Version)
	p.list("can", i.Can)
	p.list("schemas", i.Schemas)
	p.epoch(i.Epoch)
	between(p, "first", i.First, 0, maxSeq)
}

// maxList bounds the lists of a message.
const maxList = 64

func (p *problems) list(field string, values []string) {
	between(p, "number of "+field, len(values), 0, maxList)
	for i, v := range values {
		p.text(fmt.Sprintf("%s[%d]", field, i), v)
	}
}

// Receipt is the ward's word, after its commit, that it has every event of
// the epoch up to and with Upto.
type Receipt struct {
	V     int    `json:"v"`
	Epoch string `json:"epoch"`
	Upto  uint64 `json:"upto"`
}

func (r Receipt) check(p *problems) {
	p.version(r.V)
	p.epoch(r.Epoch)
	between(p, "upto", r.Upto, 0, maxSeq)
}

// Label is a text for people in both languages.
type Label struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

func (p *problems) label(field string, l Label) {
	p.optional(field+".vi", l.Vi, MaxDetail)
	p.optional(field+".en", l.En, MaxDetail)
}

// Status is the retained telemetry of a robot: what it and its queue look
// like now. The last one counts.
type Status struct {
	V        int             `json:"v"`
	TS       time.Time       `json:"ts"` // with zone
	Clock    Clock           `json:"clock"`
	Boot     string          `json:"boot"`
	Services []ServiceStatus `json:"services"`
	Doors    []DoorStatus    `json:"doors"`
	Base     *BaseStatus     `json:"base"`    // null without a motion base
	Mission  *MissionStatus  `json:"mission"` // null when there is none
	Printer  PrinterStatus   `json:"printer"`
	Parts    []PartStatus    `json:"parts"`
	Outbox   OutboxStatus    `json:"outbox"`
}

// ServiceStatus is the line of one service.
type ServiceStatus struct {
	Service string   `json:"service"`
	Label   Label    `json:"label"`
	Waiting int      `json:"waiting"`
	Wait    *Minutes `json:"wait"` // for one who takes a ticket now; null when it is not known
}

// Minutes is a range that holds eight times in ten.
type Minutes struct {
	Low  int `json:"low_min"`
	High int `json:"high_min"`
}

// DoorStatus is what happens at one door.
type DoorStatus struct {
	Door    int        `json:"door"`
	Label   Label      `json:"label"`
	Serving string     `json:"serving"`         // number, "" for nobody
	Since   *time.Time `json:"since,omitempty"` // when it was called, absent for nobody
	Waiting int        `json:"waiting"`         // tickets that can be called to this door
}

// BaseStatus is the motion base: metres in the map frame, radians
// counter-clockwise.
type BaseStatus struct {
	State      string  `json:"state"`
	BatteryPct int     `json:"battery_pct"`
	Charging   bool    `json:"charging"`
	EStop      bool    `json:"e_stop"`
	XM         float64 `json:"x_m"`
	YM         float64 `json:"y_m"`
	HeadingRad float64 `json:"heading_rad"`
	Place      string  `json:"place"` // "" on the way
	// Reason is why, where the state alone does not say it.
	Reason string `json:"reason,omitempty"`
	// Staff is why it cannot help itself and somebody must come.
	Staff  string `json:"staff,omitempty"`
	Refill bool   `json:"refill,omitempty"` // somebody must fill the tray
	Held   bool   `json:"held,omitempty"`   // an official keeps it where it is
}

// MissionStatus is the errand that the robot is on.
type MissionStatus struct {
	Kind  string `json:"kind"` // lead, summon, return, tray, welcome, dock
	Phase string `json:"phase"`
	Door  int    `json:"door"`            // 0 for none
	Place string `json:"place,omitempty"` // that it drives to
}

// PrinterStatus is the ticket printer.
type PrinterStatus struct {
	Link  bool   `json:"link"`
	Paper string `json:"paper"` // ok, near-end, end, "" before the first answer
	Cover bool   `json:"cover"` // open
	Error string `json:"error,omitempty"`
	Left  *Left  `json:"left,omitempty"` // of the paper, while it is near its end and that can be told
}

// Left is an estimate of how many tickets the paper still holds.
type Left struct {
	Tickets  int  `json:"tickets"`
	Measured bool `json:"measured"` // on an earlier roll; else it is assumed
}

// PartStatus is one part that can fail on its own.
type PartStatus struct {
	Part   string    `json:"part"`
	Up     bool      `json:"up"`
	Detail string    `json:"detail,omitempty"`
	Since  time.Time `json:"since"`
}

// OutboxStatus is how far the outbox has come.
type OutboxStatus struct {
	Epoch     string `json:"epoch"`
	Sent      uint64 `json:"sent"`      // last event sent at least once on this connection
	Delivered uint64 `json:"delivered"` // last event that the ward has receipted
}

func (s Status) check(p *problems) {
	p.version(s.V)
	if s.TS.IsZero() {
		p.add("ts is missing")
	}
	oneOf(p, "clock", s.Clock, ClockNTP, ClockUnset)
	p.text("boot", s.Boot)
	p.rows("services", len(s.Services))
	for _, row := range s.Services {
		row.check(p)
	}
	p.rows("doors", len(s.Doors))
	for _, row := range s.Doors {
		row.check(p)
	}
	s.checkRobot(p)
}

func (p *problems) rows(field string, n int) {
	between(p, "number of "+field, n, 0, maxList)
}

func (s ServiceStatus) check(p *problems) {
	p.text("services.service", s.Service)
	p.label("services.label", s.Label)
	between(p, "services.waiting", s.Waiting, 0, 100_000)
	if s.Wait != nil {
		between(p, "services.wait.low_min", s.Wait.Low, 0, s.Wait.High)
	}
}

func (d DoorStatus) check(p *problems) {
	between(p, "doors.door", d.Door, 1, maxDoor)
	p.label("doors.label", d.Label)
	p.optional("doors.serving", d.Serving, MaxText)
	between(p, "doors.waiting", d.Waiting, 0, 100_000)
}

func (s Status) checkRobot(p *problems) {
	if b := s.Base; b != nil {
		p.optional("base.state", b.State, MaxText)
		between(p, "base.battery_pct", b.BatteryPct, -1, 100)
		p.optional("base.place", b.Place, MaxText)
		p.optional("base.reason", b.Reason, MaxText)
		p.optional("base.staff", b.Staff, MaxText)
	}
	if m := s.Mission; m != nil {
		p.text("mission.kind", m.Kind)
		p.optional("mission.phase", m.Phase, MaxText)
		between(p, "mission.door", m.Door, 0, maxDoor)
		p.optional("mission.place", m.Place, MaxText)
	}
	oneOf(p, "printer.paper", s.Printer.Paper, "", "ok", "near-end", "end")
	p.optional("printer.error", s.Printer.Error, MaxDetail)
	if l := s.Printer.Left; l != nil {
		between(p, "printer.left.tickets", l.Tickets, 0, 100_000)
	}
	p.rows("parts", len(s.Parts))
	for _, part := range s.Parts {
		p.text("parts.part", part.Part)
		p.optional("parts.detail", part.Detail, MaxDetail)
	}
	if s.Outbox.Epoch != "" {
		p.epoch(s.Outbox.Epoch)
	}
	between(p, "outbox.sent", s.Outbox.Sent, 0, maxSeq)
	between(p, "outbox.delivered", s.Outbox.Delivered, 0, maxSeq)
}

// message is what Encode and the decoders take.
type message interface{ check(p *problems) }

// Encode gives the JSON of a State, Info, Status, Line, Floor, Receipt, Reported or
// Updated. It refuses what the reader would refuse.
func Encode[M State | Info | Status | Line | Floor | Receipt | Reported | Updated](m M) ([]byte, error) {
	var p problems
	any(m).(message).check(&p)
	if err := p.err(); err != nil {
		return nil, fmt.Errorf("cannot encode %T: %w", m, err)
	}
	return json.Marshal(m)
}

// Decode reads a State, Info, Status, Line, Floor, Receipt, Reported or Updated strictly.
func Decode[M State | Info | Status | Line | Floor | Receipt | Reported | Updated](data []byte) (M, error) {
	var m, none M
	if err := decode(data, &m); err != nil {
		return none, fmt.Errorf("cannot decode %T: %w", m, err)
	}
	var p problems
	any(m).(message).check(&p)
	if err := p.err(); err != nil {
		return none, fmt.Errorf("cannot decode %T: %w", m, err)
	}
	return m, nil
}
