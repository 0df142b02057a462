package store

import (
	"cmp"
	"strings"
)

// cell is what is counted together.
type cell interface {
	date() string
	value(column string) any
}

// ratingCell is one cell of rating_hours.
type ratingCell struct {
	day            string
	hour           int
	commune, robot string
	service        string
	door           int
	source, face   string
	burst, noVisit bool
}

func (c ratingCell) date() string { return c.day }

func (c ratingCell) value(column string) any {
	switch column {
	case "hour":
		return int64(c.hour)
	case "commune":
		return c.commune
	case "robot":
		return c.robot
	case "service":
		return c.service
	case "door":
		return int64(c.door)
	case "source":
		return c.source
	case "face":
		return c.face
	case "burst":
		return flag(c.burst)
	case "no_visit":
		return flag(c.noVisit)
	}
	return nil
}

// compare is in the order of the table, so that neighbours are written together.
func (c ratingCell) compare(other ratingCell) int {
	return cmp.Or(
		strings.Compare(c.day, other.day), cmp.Compare(c.hour, other.hour), strings.Compare(c.commune, other.commune),
		strings.Compare(c.robot, other.robot), strings.Compare(c.service, other.service), cmp.Compare(c.door, other.door),
		strings.Compare(c.source, other.source), strings.Compare(c.face, other.face),
		cmp.Compare(flag(c.burst), flag(other.burst)), cmp.Compare(flag(c.noVisit), flag(other.noVisit)),
	)
}

type waitCell struct {
	day, commune, service string
	door, bin             int
	face                  string
}

func (c waitCell) date() string { return c.day }

func (c waitCell) value(column string) any {
	switch column {
	case "commune":
		return c.commune
	case "service":
		return c.service
	case "door":
		return int64(c.door)
	case "bin":
		return int64(c.bin)
	case "face":
		return c.face
	}
	return nil
}

type visitCell struct {
	day            string
	hour           int
	commune, robot string
	service        string
	door           int
	priority       bool
	outcome        string
}

func (c visitCell) date() string { return c.day }

func (c visitCell) value(column string) any {
	switch column {
	case "hour":
		return int64(c.hour)
	case "commune":
		return c.commune
	case "robot":
		return c.robot
	case "service":
		return c.service
	case "door":
		return int64(c.door)
	case "priority":
		return flag(c.priority)
	case "outcome":
		return c.outcome
	}
	return nil
}

type timeCell struct {
	day, commune, service string
	door                  int
	what                  string
	bin                   int
}

func (c timeCell) date() string { return c.day }

func (c timeCell) value(column string) any {
	switch column {
	case "commune":
		return c.commune
	case "service":
		return c.service
	case "door":
		return int64(c.door)
	case "what":
		return c.what
	case "bin":
		return int64(c.bin)
	}
	return nil
}
