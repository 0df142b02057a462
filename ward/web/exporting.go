package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tiepdan/ward/export"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// exportStore is what files are filled from.
type exportStore interface {
	EachRating(ctx context.Context, from, to string, f func(store.Rating) error) error
	EachVisit(ctx context.Context, from, to string, f func(store.Visit) error) error
	CasesOf(ctx context.Context, from, to string) ([]office.Case, error)
}

// exportView is the page from which files are taken.
type exportView struct {
	frame
	picker

	Months []monthRow
	Tables []tableRow
}

type monthRow struct{ Month, Name string }

type tableRow struct{ Name, Title, About string }

func (s *Server) exportPage(w http.ResponseWriter, r *http.Request, x who) {
	v := exportView{frame: s.frame(w, r, x, "/export")}
	v.picker = s.picker(v.words, r, x, "month", "")
	v.Tables = []tableRow{
		{"ratings", v.T("Đánh giá", "Ratings"), v.T("từng lượt đánh giá: thời điểm, mức, lĩnh vực, cửa, chờ bao lâu", "each rating: moment, face, service, door, how long was waited")},
		{"visits", v.T("Lượt tiếp", "Visits"), v.T("từng lượt: lĩnh vực, cửa, ưu tiên, kết quả, thời gian chờ và tiếp", "each visit: service, door, priority, outcome, wait and service time")},
		{"cases", v.T("Phản ánh", "Feedback"), v.T("từng phản ánh: chủ đề, người phụ trách, hạn, trả lời khi nào", "each message: topic, owner, deadline, when answered")},
		{"calls", v.T("Gọi nhân viên", "Calls"), v.T("từng cuộc gọi: hỏi gì, cửa nào trả lời, sau bao lâu", "each call: what is asked, which door answered, after how long")},
		{"alerts", v.T("Cảnh báo", "Alerts"), v.T("từng cảnh báo: về gì, người phụ trách, hạn, đã làm gì", "each alert: about what, owner, deadline, what was done")},
	}
	first := s.today().AddDate(0, 0, 1-s.today().Day())
	for i := range 12 {
		m := first.AddDate(0, -i, 0)
		v.Months = append(v.Months, monthRow{m.Format("2006-01"), v.T("Tháng ", "") + m.Format("01/2006")})
	}
	s.draw(w, r, "export.html", v)
}

// exportFile sends one table as a file: ratings.csv, visits.xlsx, …
func (s *Server) exportFile(w http.ResponseWriter, r *http.Request, x who) {
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	v := words{language(w, r)}
	sheet, ok := s.sheets(v, x.User)[name]
	if !ok || kind != "csv" && kind != "xlsx" {
		http.NotFound(w, r)
		return
	}
	p := s.period(r, x, "month")
	entry := office.Entry{At: time.Now(), User: x.Name, Did: "export", About: name + "." + kind + " " + p.From + " " + p.To, From: x.from}
	if err := s.options.Store.Note(r.Context(), entry); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s_%s_%s.%s"`, name, p.From, p.To, kind))
	make1, mime := export.CSV, "text/csv; charset=utf-8"
	if kind == "xlsx" {
		mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		make1 = func(out io.Writer, head []string) (export.Table, error) { return export.Excel(out, sheet.title, head) }
	}
	w.Header().Set("Content-Type", mime)
	// A year of ratings takes longer than a page may.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(exportWait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.fail(w, r, err)
		return
	}
	out := &counted{Writer: w}
	if err := s.write(r.Context(), out, make1, sheet, p); err != nil {
		s.failExport(w, r, out, err)
	}
}

const exportWait = 10 * time.Minute

// counted remembers whether anything went out: then an error can no longer be
// told but by ending the connection, so that half a file is not taken for one.
type counted struct {
	io.Writer

	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func (s *Server) failExport(w http.ResponseWriter, r *http.Request, out *counted, err error) {
	if out.n > 0 {
		s.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "cannot send a file", slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
	w.Header().Del("Content-Disposition")
	if errors.Is(err, export.ErrTooMany) {
		http.Error(w, "Quá nhiều dòng cho một tệp Excel; xin chọn ít ngày hơn hoặc dùng CSV. / More rows than Excel takes; choose fewer days or CSV.", http.StatusRequestEntityTooLarge)
		return
	}
	s.fail(w, r, err)
}

// sheet is one table that can be taken as a file.
type sheet struct {
	title string
	head  []string
	each  func(ctx context.Context, p period, row func(...any) error) error
}

func (s *Server) write(
	ctx context.Context, out io.Writer, begin func(io.Writer, []string) (export.Table, error), x sheet, p period,
) error {
	table, err := begin(out, x.head)
	if err != nil {
		return err
	}
	if err := x.each(ctx, p, table.Row); err != nil {
		return err
	}
	return table.Close()
}

// sheets are the tables that she may take, with the rows that she may see.
func (s *Server) sheets(w words, u office.User) map[string]sheet {
	names := s.serviceNames(w, u)
	service := func(code string) string {
		if name := names[code]; name != "" {
			return name
		}
		return code
	}
	return map[string]sheet{
		"ratings": s.ratingSheet(w, u, service), "visits": s.visitSheet(w, u, service), "cases": s.caseSheet(w, u, service),
		"calls": s.callSheet(w, u), "alerts": s.alertSheet(w, u),
	}
}

func (s *Server) ratingSheet(w words, u office.User, service func(string) string) sheet {
	return sheet{
		title: w.T("Đánh giá", "Ratings"),
		head: []string{
			w.T("Ngày", "Day"), w.T("Thời điểm", "Moment"), w.T("Phường", "Commune"), "Robot", w.T("Nguồn", "Source"), w.T("Mức", "Face"), w.T("Lĩnh vực", "Service"),
			w.T("Cửa", "Door"), w.T("Ngôn ngữ", "Language"), w.T("Chờ (giây)", "Wait (s)"), w.T("Tiếp (giây)", "Service time (s)"),
			w.T("Bấm dồn", "Burst"), w.T("Không có lượt nào vừa xong", "No visit had just ended"),
		},
		each: func(ctx context.Context, p period, row func(...any) error) error {
			if !u.Leads() {
				return s.ownRatings(ctx, w, u, p, row)
			}
			return s.options.Store.EachRating(ctx, p.From, p.To, func(r store.Rating) error {
				if !p.has(r.Commune) {
					return nil
				}
				var door any
				if r.Door > 0 {
					door = r.Door
				}
				return row(r.Day, r.At, r.Commune, r.Robot, w.source(r.Source), w.say(faceNames(), r.Face), service(r.Service), door, r.Lang,
					seconds(r.Wait), seconds(r.Serve), r.Burst, r.NoVisit)
			})
		},
	}
}

// source names where a rating was given.
func (w words) source(source string) string {
	if source == "panel" {
		return w.T("bảng nút bấm", "button panel")
	}
	return w.T("sau khi được tiếp", "after a visit")
}

func (s *Server) visitSheet(w words, u office.User, service func(string) string) sheet {
	return sheet{
		title: w.T("Lượt tiếp", "Visits"),
		head: []string{
			w.T("Ngày", "Day"), w.T("Kết thúc lúc", "Ended"), w.T("Phường", "Commune"), "Robot", w.T("Lĩnh vực", "Service"), w.T("Cửa", "Door"),
			w.T("Ưu tiên", "Priority"), w.T("Kết quả", "Outcome"), w.T("Chờ (giây)", "Wait (s)"), w.T("Tiếp (giây)", "Service time (s)"),
		},
		each: func(ctx context.Context, p period, row func(...any) error) error {
			return s.options.Store.EachVisit(ctx, p.From, p.To, func(v store.Visit) error {
				if !p.has(v.Commune) || !u.SeesDoor(v.Door) {
					return nil
				}
				outcome := w.T("đã tiếp", "closed")
				if v.Outcome == "no-show" {
					outcome = w.T("không có mặt", "not there")
				}
				return row(v.Day, v.At, v.Commune, v.Robot, service(v.Service), v.Door, v.Priority, outcome, seconds(v.Wait), seconds(v.Serve))
			})
		},
	}
}

func (s *Server) caseSheet(w words, u office.User, service func(string) string) sheet {
	return sheet{
		title: w.T("Phản ánh", "Feedback"),
		head: []string{
			w.T("Số", "Number"), w.T("Nhận lúc", "Came"), w.T("Chủ đề", "Topic"), w.T("Lĩnh vực", "Service"), w.T("Trạng thái", "State"),
			w.T("Phụ trách", "Owner"), w.T("Hạn", "Deadline"), w.T("Trả lời lúc", "Answered"), w.T("Trong ngày", "Same day"),
			w.T("Nội dung", "Text"), w.T("Trả lời", "Answer"),
		},
		each: func(ctx context.Context, p period, row func(...any) error) error {
			names, _, err := s.people(ctx)
			if err != nil {
				return err
			}
			cases, err := s.options.Store.CasesOf(ctx, p.From, p.To)
			if err != nil {
				return err
			}
			for _, c := range cases {
				if !c.MayAct(u) || p.asked && !p.has(c.Commune) {
					continue
				}
				x := s.caseRow(w, c, names, u, time.Now())
				var answered any
				same := false
				if !c.Answered.IsZero() {
					answered, same = c.Answered, s.dayOf(c.Answered) == s.dayOf(c.Opened)
				}
				topic := w.say(topics(), c.Topic)
				if err := row(c.Number, c.Opened, topic, service(c.Service), x.State, x.Owned, c.Due, answered, same, c.Text, c.Answer); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (s *Server) dayOf(t time.Time) string { return t.In(s.options.Location).Format(time.DateOnly) }

// seconds is a time as a table has it, nil when it is not known.
func seconds(t *time.Duration) any {
	if t == nil {
		return nil
	}
	return int(t.Seconds())
}
