package console

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"tiepdan/kiosk"
)

const (
	// answerWithin is how long the core may take for a request.
	answerWithin = 8 * time.Second
	// maxID bounds a ticket's ID in a form, in bytes.
	maxID = 128
)

// order is one press of a button.
type order struct {
	action string
	door   int
	seen   string // ticket that the page showed at the door
	ticket string // ticket to admit
	what   string // call for help, or announcement
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
	case "admit":
		return kiosk.Admit{Request: request, Door: o.door, Ticket: o.ticket}, o.ticket != ""
	case "summon":
		return kiosk.SummonRobot{Request: request, Door: o.door}, true
	case "dismiss":
		return kiosk.DismissRobot{Request: request, Door: o.door}, true
	case "resume":
		return kiosk.ResumeRobot{Request: request, Door: o.door}, true
	}
	return o.care(request)
}

// care has the actions that are not of the door's own line.
func (o order) care(request string) (m kiosk.Msg, ok bool) {
	switch o.action {
	case "tray":
		return kiosk.OfferTray{Request: request, Door: o.door}, true
	case "answer":
		return kiosk.AnswerHelp{Request: request, Door: o.door, Help: o.what}, o.what != ""
	case "helped":
		return kiosk.CloseHelp{Request: request, Door: o.door, Help: o.what}, o.what != ""
	case "withdraw":
		return kiosk.Withdraw{Request: request, Door: o.door, ID: o.what}, o.what != ""
	}
	return nil, false
}

// act carries out one press and answers with the sentence for the official.
// The page itself is brought up to date by its stream; after a refusal the
// answer asks it to begin that stream anew.
func (s *Server) act(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.mayAct(w, r)
	if !ok {
		return
	}
	o := order{
		action: r.PathValue("action"), door: ss.Door,
		seen: r.PostFormValue("seen"), ticket: r.PostFormValue("ticket"), what: r.PostFormValue("what"),
	}
	m, ok := o.message(rand.Text())
	if _, sent := r.PostForm["seen"]; !ok || !sent || max(len(o.seen), len(o.ticket), len(o.what)) > maxID {
		s.answer(w, r, http.StatusBadRequest, "Yêu cầu không hợp lệ. Vui lòng tải lại trang.")
		return
	}
	before := row(s.opts.Desk.View(), o.door)
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	if err := s.opts.Desk.Do(ctx, m); err != nil {
		s.refuse(w, r, o, err)
		return
	}
	after := row(s.opts.Desk.View(), o.door)
	s.answer(w, r, http.StatusOK, done(o, before, after))
}

// mayAct returns the official's session, or answers why there is none.
func (s *Server) mayAct(w http.ResponseWriter, r *http.Request) (session, bool) {
	ss, ok := s.official(r)
	if !ok {
		w.Header().Set("HX-Redirect", "/login")
		s.answer(w, r, http.StatusUnauthorized, "Phiên làm việc đã hết. Vui lòng đăng nhập lại.")
		return session{}, false
	}
	if !s.formOurs(r, ss) {
		w.Header().Set("HX-Refresh", "true")
		s.answer(w, r, http.StatusForbidden, "Trang này không còn hợp lệ. Vui lòng tải lại trang.")
		return session{}, false
	}
	return ss, true
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, o order, err error) {
	text, status := refusal(err)
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.opts.Logger.LogAttrs(r.Context(), level, "request of the door console refused",
		slog.String("action", o.action), slog.Int("door", o.door), slog.Any("error", err))
	s.answer(w, r, status, text)
}

type answerData struct {
	Good bool
	Text string
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, status int, text string) {
	good := status < http.StatusBadRequest
	if !good {
		w.Header().Set("HX-Trigger", "stale")
	}
	s.page(w, r, status, "answer", answerData{Good: good, Text: text})
}

// formOurs reports whether the request came from a page of this session.
func (s *Server) formOurs(r *http.Request, ss session) bool {
	sent := r.Header.Get("X-CSRF-Token")
	if sent == "" {
		sent = r.PostFormValue("csrf")
	}
	return hmac.Equal([]byte(sent), []byte(s.sessions.token(ss)))
}

// done says what was done.
func done(o order, before, after kiosk.DoorRow) string {
	switch o.action {
	case "next":
		if after.Number == "" {
			return "Đã gọi số tiếp theo."
		}
		return fmt.Sprintf("Đã gọi %s đến cửa %d.", after.Number, o.door)
	case "recall":
		return fmt.Sprintf("Đã gọi lại %s.", before.Number)
	case "close":
		return fmt.Sprintf("Đã kết thúc %s. Robot đang mời đánh giá.", before.Number)
	case "noshow":
		return fmt.Sprintf("Đã ghi vắng mặt %s.", before.Number)
	case "admit":
		for _, t := range before.Unsure {
			if t.Ticket == o.ticket {
				return fmt.Sprintf("Đã nhận %s vào hàng chờ.", t.Number)
			}
		}
		return "Đã nhận vào hàng chờ."
	case "summon":
		return fmt.Sprintf("Đã gọi robot đến cửa %d.", o.door)
	}
	return map[string]string{
		"dismiss":  "Đã cho robot về chỗ đón.",
		"resume":   "Robot được phép chạy tiếp.",
		"tray":     "Robot đang mang nước và bánh kẹo đến khu chờ.",
		"answer":   "Đã báo người dân là bạn đang đến. Xong việc, nhấn Đã giúp xong.",
		"helped":   "Đã ghi nhận giúp xong.",
		"withdraw": "Đã gỡ thông báo khỏi màn hình robot.",
	}[o.action]
}
