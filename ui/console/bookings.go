package console

import (
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

const (
	// listed is how many reservations a sheet lists; the others are found by
	// their code.
	listed = 40
	// bookDays is how far ahead the form reserves.
	bookDays = 60
)

// bookings fills in the sheet of reservations: those of which the code begins
// as asked for, the open ones first.
func (d *sheetData) bookings(v kiosk.View, now time.Time, code string) {
	d.Title, d.Query = "Lịch hẹn", code
	d.From, d.To = now.Format(formTime), now.AddDate(0, 0, bookDays).Format(formTime)
	for _, s := range v.Services {
		d.Groups = append(d.Groups, choice{ID: s.ID, Name: s.Name.Vi})
	}
	d.classes(v, "", false)
	var rest []bookingData
	for _, b := range v.Line.Bookings {
		if !strings.HasPrefix(itoa(b.Code), code) {
			continue
		}
		x := bookingOf(b, v, now)
		if x.Open {
			d.Books = append(d.Books, x)
		} else {
			rest = append(rest, x)
		}
	}
	d.Books = append(d.Books, rest...)
	d.More = max(0, len(d.Books)-listed)
	d.Books = d.Books[:len(d.Books)-d.More]
}

func bookingOf(b kiosk.BookingRow, v kiosk.View, now time.Time) bookingData {
	at := b.At.In(now.Location())
	x := bookingData{
		ID: b.ID, Code: b.Code, Service: b.Name.Vi, At: moment(at), Number: b.Number,
		Open: b.State != queue.Arrived, Missed: b.State == queue.Missed, Tone: "ok",
	}
	if sameDay(at, now) {
		x.At = at.Format("15:04") + " hôm nay"
	}
	if b.Class != "" {
		x.Class = className(v, b.Class)
	}
	switch b.State {
	case queue.Arrived:
		x.State = "Đã đến, số " + b.Number
	case queue.Missed:
		x.State, x.Tone = "Quá giờ, chưa đến", "warn"
	case queue.Booked:
		x.State = "Chờ đến"
	}
	return x
}
