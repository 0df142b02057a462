package console

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

const (
	// maxID bounds a ticket's ID in a form, in bytes.
	maxID = 128
	// maxNumber bounds numbers in a form.
	maxNumber = 100_000
	// maxPlanned bounds the services in a form; the core takes fewer.
	maxPlanned = 16
	// formTime is how browsers send a date and a time.
	formTime = "2006-01-02T15:04"
)

// order is one press of a button.
type order struct {
	action    string
	request   string // names the press: sent again, it is the same one
	session   string // of the official
	door      int
	seen      string // ticket that the page showed at the door
	ticket    string // that it is about, if not the door's
	what      string // call for help, announcement, or reservation
	on        string // where a call is sent on to
	toDoor    int
	toService string
	service   string
	class     string
	services  []string
	state     queue.DoorState
	backMin   int
	at        time.Time
}

// read takes an order from a form; ok is false for one that no page sends.
func read(r *http.Request, ss session, zone *time.Location) (o order, ok bool) {
	o = order{
		action: r.PathValue("action"), session: ss.ID, door: ss.Door, seen: r.PostFormValue("seen"), ticket: r.PostFormValue("ticket"),
		what: r.PostFormValue("what"), on: r.PostFormValue("on"), toService: r.PostFormValue("to_service"), service: r.PostFormValue("service"),
		class: r.PostFormValue("class"), state: queue.DoorState(r.PostFormValue("state")),
	}
	for _, id := range r.PostForm["then"] {
		if id != "" {
			o.services = append(o.services, id)
		}
	}
	_, ok = r.PostForm["seen"]
	var good bool
	for name, to := range map[string]*int{"to_door": &o.toDoor, "back": &o.backMin} {
		*to, good = number(r.PostFormValue(name))
		ok = ok && good
	}
	if at := r.PostFormValue("at"); at != "" {
		var err error
		o.at, err = time.ParseInLocation(formTime, at, zone)
		ok = ok && err == nil
	}
	o.request, good = requestOf(r, ss)
	return o, ok && good && o.short()
}

// short reports whether nothing is longer than a page's own forms make it.
func (o order) short() bool {
	for _, s := range append([]string{o.seen, o.ticket, o.what, o.on, o.toService, o.service, o.class, string(o.state)}, o.services...) {
		if len(s) > maxID {
			return false
		}
	}
	return len(o.services) <= maxPlanned
}

func number(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= maxNumber
}

// requestOf makes the core's name of a press from the page's, which it draws
// anew for each press and sends again when no answer came.
func requestOf(r *http.Request, ss session) (string, bool) {
	name := r.PostFormValue("request")
	if name == "" {
		return "", true
	}
	sum := sha256.Sum256([]byte(ss.ID + "/" + r.PathValue("action") + "/" + name))
	return hex.EncodeToString(sum[:16]), len(name) <= maxID
}

// message turns an order into the core's message; ok is false for an action
// that does not exist.
func (o order) message(request string) (m kiosk.Msg, ok bool) {
	switch o.action {
	case "next":
		return kiosk.CallNext{Request: request, Door: o.door, Seen: o.seen}, true
	case "recall":
		return kiosk.Recall{Request: request, Door: o.door, Seen: o.seen}, true
	case "close":
		return kiosk.CloseVisit{Request: request, Door: o.door, Seen: o.seen}, true
	case "noshow":
		return kiosk.MarkNoShow{Request: request, Door: o.door, Seen: o.seen}, true
	case "hold":
		return kiosk.Hold{Request: request, Door: o.door, Seen: o.seen}, true
	case "undo":
		return kiosk.Undo{Request: request, Door: o.door, Seen: o.seen}, true
	case "admit":
		return kiosk.Admit{Request: request, Door: o.door, Ticket: o.ticket}, o.ticket != ""
	case "transfer":
		return kiosk.Transfer{
			Request: request, Door: o.door, Seen: o.seen, Ticket: o.ticket, ToDoor: o.toDoor, ToService: o.toService,
		}, true
	}
	return o.ticketing(request)
}

// ticketing has the actions on one ticket that is not at the door.
func (o order) ticketing(request string) (m kiosk.Msg, ok bool) {
	ok = o.ticket != ""
	switch o.action {
	case "goon":
		return kiosk.Resume{Request: request, Door: o.door, Ticket: o.ticket}, ok
	case "pick":
		return kiosk.Pick{Request: request, Door: o.door, Seen: o.seen, Ticket: o.ticket}, ok
	case "takeback":
		return kiosk.TakeBack{Request: request, Door: o.door, Ticket: o.ticket}, ok
	case "plan":
		return kiosk.PlanVisit{Request: request, Door: o.door, Ticket: o.ticket, Services: o.services}, ok
	case "class":
		return kiosk.SetClass{Request: request, Door: o.door, Ticket: o.ticket, Class: o.class}, ok
	case "cancel":
		return kiosk.CancelTicket{Request: request, Door: o.door, Ticket: o.ticket}, ok
	}
	return o.keeping(request)
}

// keeping has the actions on the door and on reservations.
func (o order) keeping(request string) (m kiosk.Msg, ok bool) {
	switch o.action {
	case "door":
		return kiosk.SetDoor{Request: request, Door: o.door, State: o.state, BackMin: o.backMin}, o.state != ""
	case "strand":
		return kiosk.MoveStranded{
			Request: request, Door: o.door, Service: o.service, ToDoor: o.toDoor, ToService: o.toService,
		}, true
	case "book":
		return kiosk.Book{
			Request: request, Door: o.door, ID: o.bookingID(request), Service: o.service, Class: o.class, Time: o.at.Unix(),
		}, o.service != "" && !o.at.IsZero()
	case "unbook":
		return kiosk.CancelBooking{Request: request, Door: o.door, Booking: o.what}, o.what != ""
	case "checkin":
		return kiosk.CheckIn{Request: request, Door: o.door, Booking: o.what}, o.what != ""
	}
	return o.care(request)
}

// bookingID names a new reservation after the press, so that the page can say
// its code.
func (o order) bookingID(request string) string { return "desk/" + strings.ToLower(request) }

// care has the actions that are not of the line.
func (o order) care(request string) (m kiosk.Msg, ok bool) {
	switch o.action {
	case "summon":
		return kiosk.SummonRobot{Request: request, Door: o.door}, true
	case "dismiss":
		return kiosk.DismissRobot{Request: request, Door: o.door}, true
	case "resume":
		return kiosk.ResumeRobot{Request: request, Door: o.door}, true
	case "stay":
		return kiosk.HoldRobot{Request: request, Door: o.door}, true
	case "release":
		return kiosk.ReleaseRobot{Request: request, Door: o.door}, true
	case "tray":
		return kiosk.OfferTray{Request: request, Door: o.door, Round: o.what}, true
	case "welcome":
		return kiosk.WelcomeRobot{Request: request, Door: o.door}, true
	case "dock":
		return kiosk.DockRobot{Request: request, Door: o.door}, true
	case "withdraw":
		return kiosk.Withdraw{Request: request, Door: o.door, ID: o.what}, o.what != ""
	}
	return o.helping(request)
}

// helping has the answers to a visitor's call for a person.
func (o order) helping(request string) (m kiosk.Msg, ok bool) {
	switch o.action {
	case "answer":
		return kiosk.AnswerHelp{Request: request, Door: o.door, Help: o.what}, o.what != ""
	case "later":
		return kiosk.LaterHelp{Request: request, Door: o.door, Help: o.what}, o.what != ""
	case "redirect":
		return o.redirect(request)
	case "helped":
		return kiosk.CloseHelp{Request: request, Door: o.door, Help: o.what}, o.what != ""
	}
	return nil, false
}

// officialPrefix tells officials from doors in the list of places to send to.
const officialPrefix = "o:"

// redirect sends a call for a person on, to an official or to a door.
func (o order) redirect(request string) (m kiosk.Msg, ok bool) {
	msg := kiosk.RedirectHelp{Request: request, Door: o.door, Help: o.what}
	if id, official := strings.CutPrefix(o.on, officialPrefix); official {
		msg.ToOfficial = id
		return msg, o.what != "" && id != ""
	}
	to, good := number(o.on)
	msg.ToDoor = to
	return msg, o.what != "" && good && to > 0
}
