package web

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/command"
	"tiepdan/ward/office"
)

// Commands sends orders to robots, see command.Sender.
type Commands interface {
	Send(ctx context.Context, r command.Request) (id string, err error)
	States() []command.Command
	Desire(ctx context.Context, w command.Wish) (command.Desired, error)
	Wanted(to schema.Topic) (command.Desired, bool)
	Reported(to schema.Topic) (schema.Reported, bool)
	Changed() (changed <-chan struct{}, stop func())
}

// announceView is the page from which robots are told something.
type announceView struct {
	frame

	Robots []robotChoice
	Sent   []sentRow
	Vi, En string // that were refused, so that they are not lost
	Places []string
}

type robotChoice struct {
	Key, Name string
	Online    bool
}

// sentRow is one command and how far it has come.
type sentRow struct {
	At, Robot, What, Text string
	State, Class          string
	Withdraw              string // name of the announcement that can be taken back
	Key                   string // of its robot
	By                    string
}

func (s *Server) announcePage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawAnnounce(w, r, x, "")
}

func (s *Server) drawAnnounce(w http.ResponseWriter, r *http.Request, x who, wrong string) {
	v := announceView{frame: s.frame(w, r, x, "/announce"), Places: []string{"welcome", "waiting"}}
	v.Live, v.Feed = true, "/announce/live"
	for _, robot := range s.options.Now.Robots() {
		if !x.SeesCommune(robot.Commune) {
			continue
		}
		v.Robots = append(v.Robots, robotChoice{robot.Commune + "/" + robot.Name, x.called(robot.Commune, robot.Name), robot.State == schema.LinkOnline})
		if b := robot.Status; b != nil && b.Base != nil && b.Base.Place != "" && !slices.Contains(v.Places, b.Base.Place) {
			v.Places = append(v.Places, b.Base.Place)
		}
	}
	v.Sent = s.sentRows(v.words, x)
	if wrong != "" {
		v.Wrong, v.Vi, v.En = wrong, r.PostFormValue("vi"), r.PostFormValue("en")
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "announce.html", v)
}

// sentEvents keeps the list of what was sent fresh.
func (s *Server) sentEvents(w http.ResponseWriter, r *http.Request, x who) {
	s.follow(w, r, x, feed{
		sections: []string{"sent"},
		view: func(_ context.Context, w words, x who) (any, error) {
			return announceView{frame: frame{words: w, Me: x}, Sent: s.sentRows(w, x)}, nil
		},
	})
}

func (s *Server) sentRows(w words, x who) []sentRow {
	now := time.Now()
	all := slices.DeleteFunc(s.options.Commands.States(), func(c command.Command) bool { return !x.SeesCommune(c.To.Commune) })
	rows := make([]sentRow, 0, len(all))
	over := make(map[string]bool) // announcements that were taken back
	for _, c := range all[:min(len(all), 60)] {
		row := sentRow{At: s.when(c.Issued, now), Robot: x.called(c.To.Commune, c.To.Robot), By: c.By, Key: c.To.Commune + "/" + c.To.Robot}
		switch order := c.Order.(type) {
		case schema.Announce:
			row.What, row.Text = w.T("Thông báo", "Announcement"), w.Label(order.Text)
			ended := order.Ends != nil && now.After(*order.Ends)
			if !over[row.Key+order.Announcement] && !ended && c.State == command.Done {
				row.Withdraw = order.Announcement
			}
		case schema.Withdraw:
			row.What = w.T("Gỡ thông báo", "Withdrawal")
			over[row.Key+order.Announcement] = true
		case schema.Goto:
			row.What, row.Text = w.gotoText(order)
		case schema.Reply:
			row.What, row.Text = w.T("Trả lời người gọi", "Answer to a call"), w.T("Cửa ", "Door ")+strconv.Itoa(order.Door)
		case schema.Report:
			row.What = w.T("Hỏi trạng thái", "Question for status")
		default:
			row.What = string(c.Order.Verb())
		}
		row.State, row.Class = w.commandState(c)
		rows = append(rows, row)
	}
	return rows
}

func (w words) gotoText(g schema.Goto) (what, text string) {
	if g.Kind == schema.GotoPlace {
		return w.T("Di chuyển", "Errand"), g.Place
	}
	return w.say(orders(), string(g.Kind)), g.Place
}

func (w words) commandState(c command.Command) (text, class string) {
	switch c.State {
	case command.Sent:
		return w.T("Đã gửi, robot chưa trả lời", "Sent, no answer yet"), "off"
	case command.Accepted:
		return w.T("Robot đã nhận", "Accepted"), "ok"
	case command.Running:
		return w.T("Đang làm", "Running"), "ok"
	case command.Done:
		return w.T("Đã làm xong", "Done"), "ok"
	case command.Rejected:
		return w.T("Robot từ chối: ", "Rejected: ") + w.say(reasons(), string(c.Reason)), "bad"
	case command.Expired:
		return w.T("Hết hạn trước khi tới robot", "Expired before it came"), "bad"
	case command.Unanswered:
		return w.T("Chưa có trả lời", "Not answered"), "warn"
	}
	return string(c.State), "off"
}

func reasons() map[string]pair {
	return map[string]pair{
		"clock-unset":       {"đồng hồ của robot chưa đúng", "its clock is not set"},
		"not-yet":           {"đồng hồ lệch", "the clocks differ"},
		"too-many":          {"quá nhiều lệnh", "too many commands"},
		"bad-text":          {"nội dung không hợp lệ", "the text is not valid"},
		"unknown":           {"không có nơi hoặc thông báo này", "no such place or announcement"},
		"robot-unavailable": {"robot đang bận, đã dừng hoặc có lỗi", "busy, stopped or faulty"},
		"nobody-waits":      {"không còn ai chờ", "nobody waits"},
		"mission-failed":    {"không tới được", "it could not get there"},
		"mission-cancelled": {"bị hủy tại chỗ", "cancelled there"},
	}
}

// announceSend sends what the forms of the page ask for.
func (s *Server) announceSend(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	lang := words{language(w, r)}
	to := s.chosen(r, x)
	if len(to) == 0 {
		s.drawAnnounce(w, r, x, lang.T("Xin chọn ít nhất một robot.", "Please choose a robot."))
		return
	}
	order, about, wrong := s.order(r, lang)
	if wrong != "" {
		s.drawAnnounce(w, r, x, wrong)
		return
	}
	for _, robot := range to {
		entry := office.Entry{At: time.Now(), User: x.Name, Did: "announce", About: about + " " + x.called(robot.Commune, robot.Robot), From: x.from}
		err := s.options.Store.Note(r.Context(), entry) // before it is sent: nothing is done that the record does not have
		if err == nil {
			_, err = s.options.Commands.Send(r.Context(), command.Request{To: robot, Order: order, By: x.Name})
		}
		if err != nil {
			s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot send a command", slog.Any("error", err))
			text := lang.T("Chưa gửi được tới ", "Not sent to ") + robot.Robot
			if errors.Is(err, command.ErrAway) {
				text += lang.T(": mất kết nối với máy chủ tin (broker).", ": no connection to the broker.")
			}
			s.drawAnnounce(w, r, x, text)
			return
		}
	}
	back(w, r, "/announce", "sent")
}

// chosen are the robots that a form names, of those that she sees.
func (s *Server) chosen(r *http.Request, x who) []schema.Topic {
	r.PostFormValue("") // reads the form
	var all []schema.Topic
	for _, robot := range s.options.Now.Robots() {
		if x.SeesCommune(robot.Commune) && slices.Contains(r.PostForm["robot"], robot.Commune+"/"+robot.Name) {
			all = append(all, schema.Topic{Commune: robot.Commune, Robot: robot.Name})
		}
	}
	return all
}

// order reads one form of the page: what is sent, and how the record names it.
func (s *Server) order(r *http.Request, w words) (order schema.Order, about, wrong string) { //nolint:ireturn // an announcement, its withdrawal or an errand
	switch r.PostFormValue("do") {
	case "announce":
		a := schema.Announce{
			Announcement: rand.Text()[:12], Priority: r.PostFormValue("priority"),
			Text: schema.Label{Vi: oneLine(r.PostFormValue("vi")), En: oneLine(r.PostFormValue("en"))},
		}
		if ends := s.moment(r.PostFormValue("ends")); !ends.IsZero() {
			a.Ends = &ends
		}
		switch {
		case a.Text.Vi == "" || len([]rune(a.Text.Vi)) > schema.MaxLetters || len([]rune(a.Text.En)) > schema.MaxLetters:
			return nil, "", w.T("Xin viết nội dung tiếng Việt, tối đa 600 ký tự.", "Please write the Vietnamese text, at most 600 characters.")
		case !slices.Contains([]string{"normal", "high", "emergency"}, a.Priority):
			return nil, "", w.T("Xin chọn mức ưu tiên.", "Please choose a priority.")
		case a.Ends != nil && a.Ends.Before(time.Now()):
			return nil, "", w.T("Giờ kết thúc đã qua.", "The end is past.")
		}
		return a, "announce " + a.Announcement, ""
	case "withdraw":
		name := r.PostFormValue("announcement")
		return schema.Withdraw{Announcement: name}, "withdraw " + name, ""
	case "goto":
		place := strings.TrimSpace(r.PostFormValue("place"))
		return schema.Goto{Place: place}, "goto " + place, emptyPlace(w, place)
	}
	return nil, "", w.T("Không rõ việc cần làm.", "Nothing to do.")
}

func emptyPlace(w words, place string) string {
	if place == "" || len(place) > schema.MaxText {
		return w.T("Xin ghi nơi đến.", "Please name a place.")
	}
	return ""
}
