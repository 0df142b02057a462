package console

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"tiepdan/kiosk"
)

// screenData is the technician's page.
type screenData struct {
	Unit, Ward string
	Token      string
	Watchable  bool // there is a screen to see
	Shows      string
	Parts      []part
}

// part is one line of the table of parts.
type part struct {
	Name, State, Tone, Detail, Since string
}

func (s *Server) screenPage(w http.ResponseWriter, r *http.Request, ss session) {
	s.page(w, r, http.StatusOK, "screen.html", s.screenData(ss))
}

func (s *Server) screenData(ss session) screenData {
	v := s.opts.Desk.View()
	return screenData{
		Unit: v.Unit, Ward: v.Ward.Vi, Token: s.sessions.token(ss), Watchable: s.pictures != nil,
		Shows: shows(v), Parts: parts(v, s.opts.Now().In(zone(v.TimeZone))),
	}
}

func parts(v kiosk.View, now time.Time) []part {
	names := map[kiosk.Part]string{
		kiosk.PartPrinter: "Máy in phiếu", kiosk.PartPanel: "Bảng nút đánh giá", kiosk.PartBase: "Đế di chuyển",
		kiosk.PartVoice: "Giọng nói", kiosk.PartWard: "Máy chủ phường", kiosk.PartStore: "Bộ nhớ",
		kiosk.PartTouch: "Màn hình cảm ứng", kiosk.PartScreen: "Màn hình", kiosk.PartEar: "Nghe tiếng nói",
		kiosk.PartTray: "Khay mời", kiosk.PartLine: "Hàng chờ chung",
	}
	out := make([]part, 0, len(v.Parts)+2)
	for _, p := range v.Parts {
		line := part{Name: names[p.Part], State: "Hoạt động", Tone: "ok", Detail: p.Detail, Since: since(p.Since, now)}
		if line.Name == "" {
			line.Name = string(p.Part)
		}
		if p.Part == kiosk.PartPrinter && v.Printer.Left.Known {
			line.Detail = "" // the line of the paper says it
		}
		if !p.Up {
			line.State, line.Tone = "Không hoạt động", "stop"
		}
		out = append(out, line)
	}
	if v.Printer.Checked {
		out = append(out, paperPart(v.Printer))
	}
	if v.Robot.Configured {
		text, tone := state(v.Robot)
		out = append(out, part{Name: "Robot", State: text, Tone: tone, Detail: robot(v.Robot).Battery})
	}
	return out
}

func paperPart(p kiosk.Printer) part {
	out := part{Name: "Giấy in", State: "Còn giấy", Tone: "ok", Detail: p.Error}
	switch {
	case p.Cover:
		out.State, out.Tone = "Nắp đang mở", "stop"
	case p.Paper == "end":
		out.State, out.Tone = "Hết giấy", "stop"
	case p.Paper == "near-end":
		out.State, out.Tone = "Sắp hết giấy", "warn"
		if p.Left.Known && out.Detail == "" {
			out.Detail = fmt.Sprintf("còn khoảng %d phiếu", p.Left.Tickets)
		}
	case p.Paper != "ok":
		out.State, out.Tone = "Chưa rõ", "warn"
	}
	return out
}

func since(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(now.Location()).Format("15:04 02/01")
}

// shows names the screen that visitors see.
func shows(v kiosk.View) string {
	name, ok := map[kiosk.Screen]string{
		kiosk.ScreenHome: "Màn hình chính", kiosk.ScreenTicket: "Phiếu vừa lấy", kiosk.ScreenCalled: "Mời đến cửa",
		kiosk.ScreenRating: "Đánh giá", kiosk.ScreenOut: "Tạm ngừng phục vụ", kiosk.ScreenAttract: "Lời chào",
		kiosk.ScreenFind: "Tìm thủ tục", kiosk.ScreenGroup: "Thủ tục theo lĩnh vực", kiosk.ScreenSearch: "Tìm bằng bàn phím",
		kiosk.ScreenListen: "Tìm bằng giọng nói", kiosk.ScreenGuide: "Hướng dẫn thủ tục", kiosk.ScreenLooks: "Cách hiển thị",
		kiosk.ScreenHelp: "Gọi nhân viên", kiosk.ScreenFeedback: "Góp ý", kiosk.ScreenTray: "Mời nước và bánh kẹo",
		kiosk.ScreenEmergency: "Thông báo khẩn cấp", kiosk.ScreenMaintenance: "Đang bảo trì", kiosk.ScreenTechnician: "Trang kỹ thuật",
	}[v.Screen]
	if !ok {
		return string(v.Screen)
	}
	return name
}

// screenLive tells when there is a new picture, and how the parts stand.
func (s *Server) screenLive(w http.ResponseWriter, r *http.Request, ss session) {
	st := stream{w: w, rc: http.NewResponseController(w)}
	if err := st.begin(); err != nil {
		s.opts.Logger.LogAttrs(r.Context(), slog.LevelError, "cannot stream to the technician's page", slog.Any("error", err))
		return
	}
	var follower sync.WaitGroup
	defer follower.Wait()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	versions := make(chan uint64, 1)
	if s.pictures != nil {
		defer s.watchers.join(ss.ID)()
		follower.Go(func() { s.pictures.follow(ctx, versions) })
	}
	if err := s.watch(ctx, &st, ss, versions); err != nil && ctx.Err() == nil {
		s.opts.Logger.LogAttrs(ctx, slog.LevelDebug, "a live view ended", slog.Any("error", err))
	}
}

// watch sends what changes until the session, the client or ctx ends.
func (s *Server) watch(ctx context.Context, st *stream, ss session, versions <-chan uint64) error {
	changed := s.opts.Desk.Changed(ctx)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	err := s.sendParts(ctx, st, ss)
	for err == nil {
		picture := ""
		select {
		case <-ctx.Done():
		case version := <-versions:
			picture = strconv.FormatUint(version, 10)
		case <-changed:
		case <-tick.C:
		}
		switch {
		case ctx.Err() != nil || !s.sessions.valid(ss):
			return nil
		case picture != "":
			err = st.emit("picture", picture)
		default:
			err = s.sendParts(ctx, st, ss)
		}
	}
	return err
}

// sendParts sends how the parts stand, and rests so that many changes are one.
func (s *Server) sendParts(ctx context.Context, st *stream, ss session) error {
	live, err := s.render("parts", s.screenData(ss))
	if err != nil {
		return fmt.Errorf("cannot draw the parts: %w", err)
	}
	if err := st.send(live); err != nil {
		return err
	}
	pause(ctx)
	return nil
}
