package console

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"tiepdan/kiosk"
)

// answerWithin is how long the core may take for a request.
const answerWithin = 8 * time.Second

// act carries out one press and answers with the sentence for the official.
// The page itself is brought up to date by its stream; after a refusal the
// answer asks it to begin that stream anew.
func (s *Server) act(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.mayAct(w, r)
	if !ok {
		return
	}
	o, ok := read(r, ss, zone(s.opts.Desk.View().TimeZone))
	if ok {
		_, ok = o.message("")
	}
	if !ok {
		s.answer(w, r, http.StatusBadRequest, "Yêu cầu không hợp lệ. Vui lòng tải lại trang.")
		return
	}
	if o.request == "" {
		o.request = rand.Text()
	}
	e, first := s.answers.claim(o.request)
	if !first {
		status, text := e.wait(r.Context())
		s.answer(w, r, status, text)
		return
	}
	status, text := s.carryOut(r.Context(), o)
	s.answers.settle(o.request, e, status, text)
	s.answer(w, r, status, text)
}

// carryOut asks the core and says what came of it.
func (s *Server) carryOut(ctx context.Context, o order) (status int, text string) {
	before := s.opts.Desk.View()
	if t, ok := find(before, o.ticket, ""); ok && !t.concerns(o.door) {
		if t.place == atDoor { // a colleague was quicker
			return http.StatusConflict, t.now() + " Lần nhấn của bạn chưa được thực hiện."
		}
		return http.StatusForbidden, t.elsewhere()
	}
	m, _ := o.message(o.request)
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s.hands.begin(o)
	err := s.opts.Desk.Do(ctx, m)
	s.hands.end(o, err == nil)
	after := s.opts.Desk.View()
	if err == nil {
		return http.StatusOK, done(o, before, after)
	}
	return s.refused(ctx, o, err, after)
}

// refused says why an order was not done, and notes it.
func (s *Server) refused(ctx context.Context, o order, err error, v kiosk.View) (status int, text string) {
	text, status = refusal(err)
	if told := happened(err, o, v, s.hands.another(o)); told != "" {
		text = told
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.opts.Logger.LogAttrs(ctx, level, "request of the door console refused",
		slog.String("action", o.action), slog.Int("door", o.door), slog.Any("error", err))
	return status, text
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, o order, err error) {
	status, text := s.refused(r.Context(), o, err, s.opts.Desk.View())
	s.answer(w, r, status, text)
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
