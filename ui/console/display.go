package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

const (
	// mostDisplays bounds the streams that need no log-in.
	mostDisplays = 32
	// freshFor is how long a call counts as new on the display.
	freshFor = 30 * time.Second
	// heroes is how many calls are shown large.
	heroes = 2
)

// displayData is the page of the room's television. It shows nothing that is
// not said aloud in the room.
type displayData struct {
	Ward     kiosk.Text
	Version  string
	Clock    string
	Date     kiosk.Text
	Calls    []displayCall // large, the newest first
	Doors    []displayDoor
	Services []displayService
	Texts    []kiosk.Text // announcements
	Alarms   []kiosk.Text
	Out      bool // numbers are neither given nor called
}

// displayCall is one large call.
type displayCall struct {
	Number string
	Door   int
	Name   kiosk.Text
	Key    string // names this call, also against a recall
	Fresh  bool
}

// displayDoor is one door on the board.
type displayDoor struct {
	displayCall
	State kiosk.Text // of a door that is not simply open
	Tone  string
}

// displayService is one service's line.
type displayService struct {
	Name    kiosk.Text
	Waiting int
	Range   kiosk.Text
	Words   kiosk.Text // why no tickets are given
}

func (s *Server) displayPage(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, http.StatusOK, "display.html", s.display())
}

// displayEvents streams the board to whoever is in the room.
func (s *Server) displayEvents(w http.ResponseWriter, r *http.Request) {
	defer s.displays.Add(-1)
	if s.displays.Add(1) > mostDisplays {
		w.Header().Set("Retry-After", "10")
		http.Error(w, "Đã có quá nhiều màn hình đang mở trang này.", http.StatusServiceUnavailable)
		return
	}
	s.follow(w, r, func() bool { return true }, func() ([]byte, error) { return s.render("board", s.display()) })
}

func (s *Server) display() displayData {
	v := s.opts.Desk.View()
	now := s.opts.Now().In(zone(v.TimeZone))
	d := displayData{
		Ward: v.Ward, Version: s.version, Clock: now.Format("15:04"), Date: date(now), Texts: v.Announcements,
		Out: slices.Contains(v.Notices, kiosk.NoticeStoreFailed),
	}
	if d.Ward.Vi == "" {
		d.Ward.Vi = v.Unit
	}
	for _, r := range v.Board {
		c := displayCall{Number: r.Number, Door: r.Door, Name: r.Name}
		if r.Number != "" {
			c.Key = fmt.Sprintf("%s/%d/%d", r.Number, r.Door, r.Since.Unix())
			c.Fresh = now.Sub(r.Since).Abs() < freshFor
		}
		st, tone := closedWords(r.Desk, now)
		d.Doors = append(d.Doors, displayDoor{c, st, tone})
	}
	d.Calls = newest(v.Board, d.Doors)
	for _, x := range v.Services {
		d.Services = append(d.Services, displayService{x.Name, x.Waiting, rangeWords(x.Wait), intakeWords(x.Intake, now)})
	}
	for _, b := range v.Bulletins {
		if b.Emergency {
			d.Alarms = append(d.Alarms, b.Text)
		}
	}
	return d
}

// newest are the latest calls that still stand. Each door has its own, so two
// calls at once stand beside each other.
func newest(board []kiosk.DoorRow, doors []displayDoor) []displayCall {
	order := make([]int, 0, len(board))
	for i, r := range board {
		if r.Number != "" {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(board[b].Since.Compare(board[a].Since), board[a].Door-board[b].Door)
	})
	var out []displayCall
	for _, i := range order[:min(heroes, len(order))] {
		out = append(out, doors[i].displayCall)
	}
	for len(out) > 0 && len(out) < heroes {
		out = append(out, displayCall{}) // its place stays, so that nothing jumps with the next call
	}
	return out
}

// closedWords says for visitors why a door calls nobody.
func closedWords(d kiosk.DoorDesk, now time.Time) (words kiosk.Text, tone string) {
	back := func(vi, en string) kiosk.Text {
		if d.Back.IsZero() || d.Back.Before(now) {
			return kiosk.Text{Vi: vi, En: en}
		}
		at := d.Back.In(now.Location()).Format("15:04")
		return kiosk.Text{Vi: vi + ", mở lại " + at, En: en + ", back " + at}
	}
	switch {
	case d.State == queue.DoorClosed:
		return kiosk.Text{Vi: "Đã đóng", En: "Closed"}, "shut"
	case d.Lunch:
		return back("Nghỉ trưa", "Lunch"), "rest"
	case d.State == queue.DoorPaused:
		return back("Tạm nghỉ", "Paused"), "rest"
	}
	return kiosk.Text{}, ""
}

// intakeWords says in a few words why no tickets are given for a service; what
// to do next the robot's own screen says.
func intakeWords(v kiosk.IntakeView, now time.Time) kiosk.Text {
	at := ""
	if opens := v.Opens.In(now.Location()); sameDay(opens, now) {
		at = opens.Format("15:04")
	}
	switch v.State {
	case kiosk.IntakeLunch, kiosk.IntakeEarly:
		words := kiosk.Text{Vi: "Chưa đến giờ", En: "Not open yet"}
		if v.State == kiosk.IntakeLunch {
			words = kiosk.Text{Vi: "Nghỉ trưa", En: "Lunch"}
		}
		if at != "" {
			words.Vi, words.En = words.Vi+", nhận lại từ "+at, words.En+", open from "+at
		}
		return words
	case kiosk.IntakeEnded:
		return kiosk.Text{Vi: "Hôm nay hết giờ nhận", En: "No more tickets today"}
	case kiosk.IntakeDayOff:
		return kiosk.Text{Vi: "Hôm nay nghỉ", En: "Closed today"}
	case kiosk.IntakeNoDoor:
		return kiosk.Text{Vi: "Chưa có cửa nhận", En: "No door open"}
	case kiosk.IntakeOpen:
	}
	return kiosk.Text{}
}

// rangeWords says for visitors how long one waits who takes a ticket now.
func rangeWords(w queue.Wait) kiosk.Text {
	low, high := w.Minutes()
	switch {
	case !w.Known:
		return kiosk.Text{Vi: "chưa đủ dữ liệu", En: "not enough data yet"}
	case high < 1:
		return kiosk.Text{Vi: "dưới 1 phút", En: "under 1 min"}
	case low == high:
		return kiosk.Text{Vi: fmt.Sprintf("khoảng %d phút", high), En: fmt.Sprintf("about %d min", high)}
	}
	return kiosk.Text{Vi: fmt.Sprintf("%d–%d phút", low, high), En: fmt.Sprintf("%d–%d min", low, high)}
}

func date(now time.Time) kiosk.Text {
	day := [...]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}[now.Weekday()]
	return kiosk.Text{
		Vi: fmt.Sprintf("%s, ngày %d tháng %d", day, now.Day(), int(now.Month())), En: now.Format("Monday, 2 January"),
	}
}
