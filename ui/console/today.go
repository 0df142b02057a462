package console

import (
	"fmt"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// todayData is what was done today.
type todayData struct {
	Served, NoShows, Left, Moved int // of this door
	All                          int // served by all doors
	Rows                         []todayRow
}

// todayRow is one door's work for one service.
type todayRow struct {
	Door         string
	Service      string
	Mine         bool
	Served       int
	NoShows      int
	Left, Moved  int
	Wait, Serve  string // the mean
	WaitP90, P90 string // that nine of ten did not exceed
}

func today(v kiosk.View, door int) todayData {
	var d todayData
	for _, y := range v.Line.Today {
		d.All += y.Served
		r := todayRow{
			Door: "Cửa " + itoa(y.Door), Service: y.Name.Vi, Mine: y.Door == door,
			Served: y.Served, NoShows: y.NoShows, Left: y.Left, Moved: y.Moved,
			Wait: "–", Serve: "–", WaitP90: "–", P90: "–",
		}
		if y.Door == 0 {
			r.Door = "Chưa đến cửa"
		}
		if y.Times > 0 {
			r.Wait, r.WaitP90 = lasting(y.WaitMean), lasting(y.WaitP90)
		}
		if y.Served > 0 {
			r.Serve, r.P90 = lasting(y.ServeMean), lasting(y.ServeP90)
		}
		if r.Mine {
			d.Served, d.NoShows = d.Served+y.Served, d.NoShows+y.NoShows
			d.Left, d.Moved = d.Left+y.Left, d.Moved+y.Moved
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

// lasting says a measured time in minutes, rounded.
func lasting(d time.Duration) string {
	m := int((d + 30*time.Second) / time.Minute)
	if m < 1 {
		return "<1 phút"
	}
	return fmt.Sprintf("%d phút", m)
}

// dueToday counts the reservations of today whose visitors are not here.
func dueToday(v kiosk.View, now time.Time) int {
	n := 0
	for _, b := range v.Line.Bookings {
		if b.State == queue.Booked && sameDay(b.At.In(now.Location()), now) {
			n++
		}
	}
	return n
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }
