package contract_test

import (
	"maps"

	"tiepdan/report/schema"
)

// node is a part of a JSON Schema.
type node = map[string]any

// noControl keeps out what unicode.IsControl finds.
const noControl = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"

const (
	maxDoor  = 999
	maxCount = 100_000
	maxSeq   = 1 << 53
	week     = 7 * 24 * 3600
	rows     = 64
)

func text(least, most int) node {
	return node{"minLength": least, "maxLength": most, "pattern": noControl}
}
func word() node { return node{"pattern": "^[A-Za-z0-9_-]{1,64}$"} }
func uuid7() node {
	return node{"pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"}
}
func one(values ...any) node     { return node{"enum": values} }
func num(least, most int) node   { return node{"minimum": least, "maximum": most} }
func list(most int) node         { return node{"maxItems": most} }
func each(most int, n node) node { return node{"maxItems": most, "items": n} }
func label(least, most int) node {
	return node{"properties": node{"vi": text(least, most), "en": text(0, most)}}
}
func needed(n node) node { n["nullable"] = false; return n } // a pointer that must not be nil
func version() node      { return node{"const": schema.Version} }
func join(all ...map[string]node) map[string]node {
	out := map[string]node{}
	for _, m := range all {
		maps.Copy(out, m)
	}
	return out
}

// limits are what a field's Go type does not say, by "Type.field". The test
// holds each against the decoders.
func limits() map[string]node {
	return join(eventLimits(), stateLimits(), lineLimits(), floorLimits(), orderLimits())
}

func eventLimits() map[string]node {
	faces := one("very-satisfied", "satisfied", "neutral", "dissatisfied")
	reasons := each(6, one("long-wait", "manner", "unclear-guidance", "too-many-papers", "place", "other"))
	topics := one("papers", "time", "fee", "eligibility", "other")
	reasons["minItems"], reasons["uniqueItems"] = 1, true
	return map[string]node{
		"Header.v": version(), "Header.id": uuid7(), "Header.epoch": word(), "Header.seq": num(1, maxSeq),
		"Header.ts": {"pattern": "^(19|20|21)[0-9]{2}-"}, "Header.clock": one("ntp", "unset"),
		"Rating.face": faces, "Rating.source": one("ticket", "panel"), "Rating.service": text(1, 64), "Rating.door": num(1, maxDoor),
		"Rating.lang": one("vi", "en"), "Rating.wait_s": num(0, week), "Rating.serve_s": num(0, week),
		"Call.number": text(1, 64), "Call.service": text(1, 64), "Call.door": num(1, maxDoor), "Call.calls": num(1, 1000),
		"Visit.service": text(1, 64), "Visit.door": num(1, maxDoor), "Visit.outcome": one("closed", "no-show"),
		"Visit.wait_s": needed(num(0, week)), "Visit.serve_s": needed(num(0, week)),
		"Fault.part": text(1, 64), "Fault.detail": text(0, 200),
		"Reasons.face": faces, "Reasons.service": text(1, 64), "Reasons.door": num(1, maxDoor), "Reasons.reasons": reasons,
		"Help.procedure": {"pattern": "^[A-Za-z0-9_.-]{1,64}$"}, "Help.topic": topics, "Help.lang": one("vi", "en"),
		"HelpRaise.procedure": {"pattern": "^[A-Za-z0-9_.-]{1,64}$"}, "HelpRaise.topic": topics, "HelpRaise.waited_s": needed(num(0, week)),
		"HelpEnd.outcome": one("helped", "dropped", "nobody"), "HelpEnd.door": num(1, maxDoor), "HelpEnd.answer_s": num(0, week),
		"HelpEnd.took_s": needed(num(0, week)),
		"Result.command": uuid7(), "Result.state": one("accepted", "running", "done", "rejected", "expired"),
		"Result.reason": one("clock-unset", "not-yet", "too-many", "bad-text", "unknown", "robot-unavailable", "nobody-waits",
			"mission-failed", "mission-cancelled"),
	}
}

func stateLimits() map[string]node {
	epoch := node{"pattern": "^[A-Za-z0-9_-]{0,64}$"}
	return map[string]node{
		"State.v": version(), "State.state": one("online", "off", "lost"), "State.boot": text(1, 64),
		"Info.v": version(), "Info.model": text(1, 64), "Info.version": text(1, 64), "Info.can": each(rows, text(1, 64)),
		"Info.schemas": each(rows, text(1, 64)), "Info.epoch": word(), "Info.first": num(0, maxSeq),
		"Receipt.v": version(), "Receipt.epoch": word(), "Receipt.upto": num(0, maxSeq),
		"Reported.v": version(), "Reported.rev": num(0, maxSeq), "Reported.state": one("applied", "rejected"),
		"Reported.error": one("old-revision", "needs-restart", "unknown-door", "bad-value"), "Reported.field": text(0, 64),
		"Updated.v": version(), "Updated.rev": num(1, maxSeq), "Updated.percent": num(0, 100),
		"Updated.status": one("downloading", "waiting", "installing", "restarting", "installed", "rolled-back", "failed", "refused"),
		"Updated.error":  one("old-revision", "no-updater", "download", "space", "digest", "manifest", "install", "restart"),
		"Label.vi":       text(0, 200), "Label.en": text(0, 200),
		"Status.v": version(), "Status.clock": one("ntp", "unset"), "Status.boot": text(1, 64),
		"Status.services": list(rows), "Status.doors": list(rows), "Status.parts": list(rows),
		"ServiceStatus.service": text(1, 64), "ServiceStatus.waiting": num(0, maxCount), "Minutes.low_min": {"minimum": 0},
		"DoorStatus.door": num(1, maxDoor), "DoorStatus.serving": text(0, 64), "DoorStatus.waiting": num(0, maxCount),
		"BaseStatus.state": text(0, 64), "BaseStatus.battery_pct": num(-1, 100), "BaseStatus.place": text(0, 64),
		"BaseStatus.reason": text(0, 64), "BaseStatus.staff": text(0, 64), "MissionStatus.place": text(0, 64),
		"MissionStatus.kind": text(1, 64), "MissionStatus.phase": text(0, 64), "MissionStatus.door": num(0, maxDoor),
		"PrinterStatus.paper": one("", "ok", "near-end", "end"), "PrinterStatus.error": text(0, 200), "Left.tickets": num(0, maxCount),
		"PartStatus.part": text(1, 64), "PartStatus.detail": text(0, 200),
		"OutboxStatus.epoch": epoch, "OutboxStatus.sent": num(0, maxSeq), "OutboxStatus.delivered": num(0, maxSeq),
	}
}

func lineLimits() map[string]node {
	return map[string]node{
		"Line.v": version(), "Line.clock": one("ntp", "unset"), "Line.boot": text(1, 64), "Line.services": list(rows),
		"Line.doors": list(rows), "Line.tickets": list(schema.MaxTickets), "Line.more": num(0, maxCount),
		"LineService.service": text(1, 64), "LineDoor.door": num(1, maxDoor),
		"LineTicket.key": {"pattern": "^[A-Za-z0-9_-]{43}$"}, "LineTicket.number": text(1, 64), "LineTicket.service": text(0, 64),
		"LineTicket.state": one("reserved", "waiting", "called", "held", "missed", "left"),
		"LineTicket.doors": each(rows, num(1, maxDoor)), "LineTicket.ahead": num(0, maxCount), "LineTicket.door": num(0, maxDoor),
		"LineTicket.calls": num(0, 1000),
	}
}

func floorLimits() map[string]node {
	cm := func() node { return num(-100_000, 100_000) }
	ring := func(most int) node {
		point := node{"minItems": 2, "maxItems": 2, "items": cm()}
		return node{"minItems": 3, "maxItems": most, "items": point}
	}
	return map[string]node{
		"Floor.v": version(), "Floor.hash": word(), "Floor.outline": each(schema.MaxFloorPoints, ring(schema.MaxFloorPoints)),
		"Floor.places": list(200), "Floor.zones": list(200), "Floor.rounds": each(rows, text(1, 64)),
		"FloorPlace.place": text(1, 64), "FloorPlace.kind": one("door", "welcome", "waiting", "dock", "entrance", "other"),
		"FloorPlace.x_cm": cm(), "FloorPlace.y_cm": cm(), "FloorPlace.doors": each(rows, num(1, maxDoor)),
		"FloorZone.zone": text(0, 64), "FloorZone.kind": one("keep-out", "speed", "waiting"), "FloorZone.area": ring(200),
	}
}

func orderLimits() map[string]node {
	return map[string]node{
		"Announce.announcement": text(1, 64), "Announce.text": label(1, schema.MaxLetters),
		"Announce.priority": one("normal", "high", "emergency"), "Withdraw.announcement": text(1, 64), "Goto.place": text(0, 64),
		"Goto.kind":  one("", "round", "welcome", "dock"),
		"Reply.door": num(1, maxDoor), "Signed.id": uuid7(),
		"Settings.rev": num(1, maxSeq), "Settings.announcements": list(schema.MaxStanding), "Settings.doors": list(rows),
		"Settings.day_reset": text(1, 64), "Settings.time_zone": text(1, 64),
		"StandingText.kind": one("announcement", "instruction"), "StandingText.text": label(0, schema.MaxLetters),
		"Hours.mon": list(6), "Hours.tue": list(6), "Hours.wed": list(6), "Hours.thu": list(6), "Hours.fri": list(6),
		"Hours.sat": list(6), "Hours.sun": list(6), "Hours.days_off": each(400, node{"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
		"Span.from_min": num(0, 24*60-1), "Span.to_min": num(1, 24*60), "DoorName.door": num(1, maxDoor),
		"Update.rev": num(1, maxSeq), "Update.version": text(1, 64), "Update.sha256": {"pattern": "^[0-9a-f]{64}$"},
		"Update.url": {"pattern": "^https://[A-Za-z0-9.:-]{1,100}/[!$-~]{0,400}$"},
		"Envelope.v": version(), "Envelope.sig": {"pattern": "^[A-Za-z0-9_-]{86}$"},
	}
}

// rules are what holds between the fields of a type.
func rules() map[string]node {
	absent := func(fields ...string) node {
		var all []any
		for _, f := range fields {
			all = append(all, node{"required": []string{f}})
		}
		return node{"not": node{"anyOf": all}}
	}
	is := func(field, value string) node { return node{"properties": node{field: node{"const": value}}} }
	return map[string]node{
		"Rating": {
			"if":   is("source", "panel"),
			"then": absent("service", "door", "lang", "wait_s", "serve_s"),
			"else": node{
				"required":   []string{"service", "door", "lang", "wait_s", "serve_s"},
				"properties": node{"burst": node{"const": false}, "no_visit": node{"const": false}},
			},
		},
		"Result":   {"if": is("state", "rejected"), "then": node{"required": []string{"reason"}}, "else": absent("reason")},
		"Reported": {"if": is("state", "rejected"), "then": node{"required": []string{"error"}}, "else": absent("error")},
		"Goto": {
			"if":   node{"properties": node{"kind": one("welcome", "dock")}, "required": []string{"kind"}},
			"else": node{"properties": node{"place": node{"minLength": 1}}},
		},
		"HelpEnd": {"dependentRequired": node{"door": []string{"answer_s"}, "answer_s": []string{"door"}}},
	}
}
