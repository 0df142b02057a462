package report

import (
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/report/schema"
)

// StatusOf draws the ward's status from a view. The client fills in version,
// time, boot and outbox when it sends.
func StatusOf(v kiosk.View) schema.Status {
	s := schema.Status{
		Services: make([]schema.ServiceStatus, 0, len(v.Services)),
		Doors:    make([]schema.DoorStatus, 0, len(v.Board)),
		Parts:    make([]schema.PartStatus, 0, len(v.Parts)),
		Printer: schema.PrinterStatus{
			Link: v.Printer.Link, Paper: paperOf(v.Printer.Paper), Cover: v.Printer.Cover, Error: clean(v.Printer.Error),
		},
	}
	if l := v.Printer.Left; l.Known {
		s.Printer.Left = &schema.Left{Tickets: min(max(l.Tickets, 0), 100_000), Measured: l.Measured}
	}
	for _, row := range v.Services {
		s.Services = append(s.Services, serviceOf(row))
	}
	for _, row := range v.Board {
		s.Doors = append(s.Doors, doorOf(row))
	}
	for _, part := range v.Parts {
		s.Parts = append(s.Parts, schema.PartStatus{
			Part: string(part.Part), Up: part.Up, Detail: clean(part.Detail), Since: part.Since,
		})
	}
	if v.Robot.Configured {
		s.Base, s.Mission = baseOf(v.Robot), missionOf(v.Robot)
	}
	return s
}

// paperOf writes what nobody knows as the contract does.
func paperOf(s string) string {
	if s == "unknown" {
		return ""
	}
	return s
}

func label(t kiosk.Text) schema.Label { return schema.Label{Vi: clean(t.Vi), En: clean(t.En)} }

func serviceOf(row kiosk.ServiceRow) schema.ServiceStatus {
	s := schema.ServiceStatus{Service: row.ID, Label: label(row.Name), Waiting: row.Waiting}
	if row.Wait.Known {
		low, high := row.Wait.Minutes()
		s.Wait = &schema.Minutes{Low: low, High: high}
	}
	return s
}

func doorOf(row kiosk.DoorRow) schema.DoorStatus {
	d := schema.DoorStatus{Door: row.Door, Label: label(row.Name), Serving: row.Number, Waiting: len(row.Queue)}
	if row.Number != "" && !row.Since.IsZero() {
		since := row.Since.Truncate(time.Second)
		d.Since = &since
	}
	return d
}

func baseOf(r kiosk.RobotView) *schema.BaseStatus {
	return &schema.BaseStatus{
		State: r.State, BatteryPct: min(max(r.BatteryPct, -1), 100), Charging: r.Charging, EStop: r.EStop,
		XM: r.XM, YM: r.YM, HeadingRad: r.HeadingRad, Place: clean(r.Place),
		Reason: clean(r.Reason), Staff: clean(r.Staff), Refill: r.Refill, Held: r.Held,
	}
}

// movingEvery is the shortest time between two statuses of a robot on its way:
// people follow it on the ward's page.
const movingEvery = time.Second

// pace is how soon the next status may come.
func pace(every time.Duration, s schema.Status) time.Duration {
	if s.Base == nil {
		return every
	}
	switch s.Base.State {
	case "driving", "blocked", "docking":
		return min(every, movingEvery)
	}
	return every
}

func missionOf(r kiosk.RobotView) *schema.MissionStatus {
	switch {
	case strings.HasPrefix(r.Robot.Mission, "nav/") && r.Kind != "": // the base's own, whatever the core waits with
		return &schema.MissionStatus{Kind: r.Kind, Phase: r.State, Place: clean(r.Target)}
	case r.Mission == "":
		return nil
	}
	return &schema.MissionStatus{Kind: r.Mission, Phase: string(r.Phase), Door: max(r.Door, 0), Place: clean(r.Target)}
}
