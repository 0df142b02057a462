package web

import (
	"net/http"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/stats"
)

// pillarsView is the page of the six pillars of the index of service.
type pillarsView struct {
	frame
	picker

	Pillars []pillarRow
}

type pillarRow struct {
	Name, State, Class string
	Text               string // what our data says of it, or why nothing
	Figure, Range      string // "" when nothing is measured
	Detail             string
}

func (s *Server) pillarsPage(w http.ResponseWriter, r *http.Request, x who) {
	v := pillarsView{frame: s.frame(w, r, x, "/pillars")}
	v.picker = s.picker(v.words, r, x, "30", "")
	all, err := s.groups(r.Context(), v.Period.filter(), 0, x.User)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	waits, err := s.onTime(r, v.Period, x.User)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, p := range stats.Pillars() {
		row := v.pillar(p)
		switch {
		case p.Pillar == stats.Satisfaction && (x.Leads() || !stats.Few(all[0].Ticket.N())):
			row.Figure, row.Range = v.Share(all[0].Satisfied()), v.Range(all[0].Satisfied())
			row.Detail = v.T("trong ", "of ") + v.Count(all[0].Ticket.N()) + v.T(" lượt đánh giá", " ratings")
		case p.Pillar == stats.Progress && waits.Known():
			row.Figure, row.Range = v.Share(waits), v.Range(waits)
			row.Detail = v.T("lượt được gọi trong định mức chờ", "of visits were called within the norm")
		}
		v.Pillars = append(v.Pillars, row)
	}
	s.draw(w, r, "pillars.html", v)
}

// onTime is how many visits were called within the ward's norm; not known
// while it has none.
func (s *Server) onTime(r *http.Request, p period, u office.User) (stats.Share, error) {
	norms, err := s.settings.Norms(r.Context())
	if err != nil || norms.WaitMin == 0 {
		return stats.Share{}, err
	}
	times, err := s.times(r.Context(), p.filter(), 0, u)
	if err != nil || len(times) == 0 {
		return stats.Share{}, err
	}
	wait := times[0].Wait
	return stats.ShareOf(wait.Within(time.Duration(norms.WaitMin)*time.Minute), wait.N()), nil
}

func (w words) pillar(p stats.Reach) pillarRow {
	row := pillarRow{Name: w.say(pillarNames(), string(p.Pillar)), Text: w.say(pillarTexts(), string(p.Pillar))}
	switch p.Measured {
	case stats.MeasuredBy:
		row.State, row.Class = w.T("Đo được", "Measured"), "ok"
	case stats.MeasuredPart:
		row.State, row.Class = w.T("Đo một phần", "In part"), "warn"
	case stats.MeasuredNot:
		row.State, row.Class = w.T("Không đo", "Not measured"), "off"
	}
	return row
}

func pillarNames() map[string]pair {
	return map[string]pair{
		"openness":     {"Công khai, minh bạch", "Openness"},
		"progress":     {"Tiến độ giải quyết", "Progress of files"},
		"online":       {"Dịch vụ công trực tuyến", "Online services"},
		"payment":      {"Thanh toán trực tuyến", "Online payment"},
		"satisfaction": {"Mức độ hài lòng", "Satisfaction"},
		"digitised":    {"Số hóa hồ sơ", "Digitised records"},
	}
}

func pillarTexts() map[string]pair {
	return map[string]pair{
		"openness": {
			"Robot hiển thị thủ tục, giấy tờ và phí, nhưng không biết thủ tục đã được công khai đúng hạn trên Cổng dịch vụ công hay chưa.",
			"The robot shows procedures, papers and fees, but does not know whether they were published in time on the portal.",
		},
		"progress": {
			"Đo được thời gian chờ và thời gian tiếp tại cửa. Thời hạn giải quyết hồ sơ nằm ở hệ thống một cửa, robot không có.",
			"The wait and the time at the door are measured. The time that a file takes is known to the one-stop system only.",
		},
		"online": {
			"Hồ sơ nộp trực tuyến không đi qua robot.",
			"Files handed in online do not pass the robot.",
		},
		"payment": {
			"Robot không thu tiền và không biết ai đã thanh toán trực tuyến.",
			"The robot takes no money and does not know who paid online.",
		},
		"satisfaction": {
			"Đo bằng đánh giá sau khi được tiếp: rất hài lòng và hài lòng, trên tổng số lượt đánh giá, kèm khoảng tin cậy 95 %.",
			"Measured by ratings after a visit: very satisfied and satisfied, of all ratings, with an interval of 95%.",
		},
		"digitised": {
			"Robot không nhận và không lưu hồ sơ.",
			"The robot neither takes nor keeps files.",
		},
	}
}
