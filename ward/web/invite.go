package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"tiepdan/report/schema"
	"tiepdan/ward/enrol"
	"tiepdan/ward/office"
)

// Invite invites a robot to ask for its certificate by itself; a commune of "" is
// the server's own.
type Invite func(ctx context.Context, by office.Actor, commune, robot string, replace bool) (schema.Invitation, time.Time, error)

// inviteView is the page that invites a robot.
type inviteView struct {
	frame

	Robot    string
	Commune  string
	Communes []commune
	Replace  bool
	Made     *inviteMade
}

// inviteMade is a new invitation, shown this once.
type inviteMade struct {
	schema.Invitation

	Until string
	Code  string
	QR    template.HTML // drawn here: no address leads to it
}

func (s *Server) invitePage(w http.ResponseWriter, r *http.Request, x who) {
	s.drawInvite(w, r, x, inviteView{}, "")
}

func (s *Server) drawInvite(w http.ResponseWriter, r *http.Request, x who, v inviteView, wrong string) {
	v.frame = s.frame(w, r, x, "/robots")
	v.Title = v.T("Mời robot đăng ký", "Invite a robot")
	v.Communes = v.communes(x, v.Commune)
	if wrong != "" {
		v.Wrong = wrong
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	s.draw(w, r, "invite.html", v)
}

func (s *Server) inviteMake(w http.ResponseWriter, r *http.Request, x who) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	v := inviteView{
		Robot: strings.ToLower(strings.TrimSpace(r.PostFormValue("robot"))), Commune: r.PostFormValue("commune"), Replace: r.PostFormValue("replace") != "",
	}
	if x.Commune != "" {
		v.Commune = x.Commune
	}
	lang := words{language(w, r)}
	made, until, err := s.options.Invite(r.Context(), x.actor(), v.Commune, v.Robot, v.Replace)
	switch {
	case err == nil:
	case errors.Is(err, enrol.ErrHas):
		s.drawInvite(w, r, x, v, lang.T("Robot này đã có chứng thư. Đánh dấu ô bên dưới nếu cần thay.", "This robot has a certificate. Mark the box below to replace it."))
		return
	case errors.Is(err, office.ErrRights):
		s.refuse(w, r, x)
		return
	case schema.CheckUnit(v.Robot) != nil:
		s.drawInvite(w, r, x, v, lang.T("Mã robot gồm các ký tự a-z, 0-9 và dấu -, ví dụ kb-01.", "A robot's name has a-z, 0-9 and -, as kb-01."))
		return
	default:
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot invite a robot", slog.Any("error", err))
		s.drawInvite(w, r, x, v, lang.T("Chưa tạo được lời mời. Xin thử lại sau.", "The invitation could not be made. Please try again later."))
		return
	}
	qr, err := drawn(made.String())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Made = &inviteMade{Invitation: made, Code: made.Code, Until: until.In(s.options.Location).Format("15:04 02/01/2006"), QR: qr}
	s.drawInvite(w, r, x, v, "")
}

// drawn is a QR code as SVG within the page: an image of its own would have an
// address, and stay in the browser's cache.
func drawn(text string) (template.HTML, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", fmt.Errorf("cannot draw the code: %w", err)
	}
	bits := code.Bitmap()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" width="260" height="260" role="img"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, len(bits), len(bits), len(bits), len(bits))
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil //nolint:gosec // numbers alone
}
