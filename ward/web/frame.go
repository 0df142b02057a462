package web

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"tiepdan/ward/office"
	"tiepdan/ward/updates"
)

// frame is what every page has around it.
type frame struct {
	words

	Unit, Assets string
	Title        string
	Zone         string
	Path         string       // of the page, for the switch of languages
	Query        template.URL // of the page, without lang
	Me           who
	Locked       bool // there is a log-in to leave
	Users        bool // people have names
	Nav          []navItem
	Live         bool   // parts of the page come as events
	Feed         string // where from
	FeedQuery    template.URL
	Charts       bool
	Said         string // what was done just now
	Wrong        string // what was not
	Unwritten    string // why nothing can be written now
}

// navItem is one page in the row of pages.
type navItem struct {
	Path, Name string
	Here       bool
	Badge      int
}

// frame makes the frame of a page; here is the page's place in the row.
func (s *Server) frame(w http.ResponseWriter, r *http.Request, x who, here string) frame {
	f := frame{
		words: words{language(w, r)}, Assets: s.assets, Zone: s.options.Location.String(), Path: r.URL.Path, Me: x,
		Locked: x.session != "", Users: x.ID != idHere && x.ID != idWard,
	}
	f.Unit = f.T(s.options.Unit, s.options.UnitEn)
	query := r.URL.Query()
	query.Del("lang")
	query.Del("said")
	if len(query) > 0 {
		f.Query = template.URL("&" + query.Encode()) //nolint:gosec // Encode escapes it
	}
	if why := s.unwritten(); why != "" {
		f.Unwritten = f.notWritten(why)
	}
	switch word := r.URL.Query().Get("said"); word {
	case "over", "over-need", "away", "unsent":
		f.Wrong = f.said(word)
	default:
		f.Said = f.said(word)
	}
	f.Nav = s.nav(r, f.words, x, here)
	if x.Commune == office.NoCommune {
		f.Wrong = f.T("Máy chủ có dữ liệu của nhiều phường. Xin lãnh đạo chọn phường cho tài khoản của bạn.",
			"This server has data of several communes. Please ask a leader to choose one for your account.")
	}
	for _, item := range f.Nav {
		if item.Here {
			f.Title = item.Name
		}
	}
	return f
}

// unwritten says why nothing can be written, "" while it can.
func (s *Server) unwritten() string {
	return cmp.Or(s.options.Now.Ward().Store, s.sessions.Unwritten())
}

func (w words) notWritten(why string) string {
	return w.T("Chưa ghi được dữ liệu: ", "Data cannot be written: ") + why
}

// place is one page of the row and who has it.
type place struct {
	path   string
	vi, en string
	may    rights
}

func places() []place {
	return []place{
		{"/", "Trực tiếp", "Live", managers},
		{"/ratings", "Đánh giá", "Ratings", managers},
		{"/waits", "Chờ và tiếp", "Waits", managers},
		{"/robots", "Robot", "Robots", anybody},
		{"/alerts", "Cảnh báo", "Alerts", managers},
		{"/cases", "Phản ánh", "Feedback", managers},
		{"/pillars", "Chỉ số", "Index", managers},
		{"/export", "Báo cáo", "Reports", managers},
	}
}

func (s *Server) nav(r *http.Request, w words, x who, here string) []navItem {
	var all []navItem
	list := places()
	if s.options.Commands != nil {
		list = append(list, place{"/announce", "Thông báo", "Announce", leaders})
	}
	for _, p := range list {
		if !p.may(x.User) {
			continue
		}
		all = append(all, navItem{Path: p.path, Name: w.T(p.vi, p.en), Here: p.path == here, Badge: s.badge(r, p.path, x)})
	}
	return all
}

// badge counts what waits for her on a page. A count that cannot be had now is
// none: the page itself says what is wrong.
func (s *Server) badge(r *http.Request, path string, x who) int {
	count := s.options.Store.CountAlerts
	switch path {
	case "/alerts":
	case "/cases":
		count = s.options.Store.CountCases
	default:
		return 0
	}
	n, err := count(r.Context(), x.User)
	if err != nil {
		return 0
	}
	return n
}

// said tells what was done, by the word that the page's address carries.
func (w words) said(word string) string {
	return w.say(map[string]pair{
		"":          {"", ""},
		"saved":     {"Đã lưu.", "Saved."},
		"password":  {"Đã đổi mật khẩu. Các phiên khác đã bị đăng xuất.", "The password was changed. Other sessions were logged out."},
		"answered":  {"Đã trả lời người dân.", "The citizen was answered."},
		"closed":    {"Đã đóng.", "Closed."},
		"sent":      {"Đã gửi tới robot.", "Sent to the robots."},
		"over-need": {"Robot không còn cần nữa.", "The robot needs nobody for that any more."},
		"over":      {"Không còn ai gọi ở đó.", "Nobody calls there any more."},
		"away":      {"Chưa gửi được: mất kết nối với máy chủ tin (broker).", "Not sent: no connection to the broker."},
		"unsent":    {"Chưa gửi được. Xin thử lại.", "Not sent. Please try again."},
		"ended":     {"Đã đăng xuất phiên.", "The session was logged out."},
		"revoked":   {"Đã thu hồi.", "Revoked."},
		"erased":    {"Đã xóa nội dung.", "The text was erased."},
		"withdrawn": {"Đã thu hồi.", "Withdrawn."},
		"desired":   {"Đã lưu. Robot nhận ngay nếu đang kết nối, nếu không thì khi kết nối lại.", "Kept. The robot gets it now, or when it connects again."},
	}, knownWord(word))
}

// knownWord lets only words of ours through: the address is anybody's.
func knownWord(word string) string {
	switch word {
	case "saved", "password", "answered", "closed", "sent", "ended", "revoked", "erased", "desired", "withdrawn", "over", "over-need", "away", "unsent":
		return word
	}
	return ""
}

// wrong says what a change was refused for.
func (w words) wrong(err error) string {
	for _, x := range []struct {
		err    error
		vi, en string
	}{
		{office.ErrName, "Tên đăng nhập gồm 2–32 ký tự a–z, 0–9, dấu chấm, gạch ngang, gạch dưới.", "The name has 2 to 32 of a–z, 0–9, dot, dash and underscore."},
		{office.ErrTaken, "Tên đăng nhập đã có người dùng.", "The name is taken."},
		{office.ErrPassword, "Mật khẩu cần ít nhất 10 ký tự và không quá 72 byte.", "The password needs at least 10 characters and at most 72 bytes."},
		{office.ErrRole, "Vai trò không hợp lệ.", "There is no such role."},
		{office.ErrTitle, "Tên gọi trống hoặc dài quá 80 ký tự.", "The title is empty or longer than 80 characters."},
		{office.ErrCommune, "Không có phường này.", "There is no such commune."},
		{office.ErrPlaces, "Số cửa hoặc mã lĩnh vực không hợp lệ.", "A door or a service is none."},
		{errFirst, "Lãnh đạo đầu tiên được tạo trên máy chủ bằng lệnh wardd init hoặc wardd leader.", "The first leader is made at the server, by wardd init or wardd leader."},
		{office.ErrLastLeader, "Phải còn ít nhất một lãnh đạo.", "At least one leader must be left."},
		{office.ErrNone, "Không còn mục này.", "There is no such thing any more."},
		{office.ErrRights, "Bạn không có quyền làm việc này, hoặc mật khẩu hiện tại chưa đúng.", "You may not do that, or the present password is wrong."},
		{office.ErrBusy, "Máy chủ đang bận kiểm tra mật khẩu. Xin thử lại sau vài giây.", "Too many passwords are being looked at. Please try again in a few seconds."},
		{office.ErrClosed, "Mục này đã đóng.", "It is closed already."},
		{office.ErrText, "Nội dung trống hoặc dài quá 2000 ký tự.", "The text is empty or longer than 2000 characters."},
		{office.ErrTopic, "Xin chọn một chủ đề.", "Please choose a topic."},
		{updates.ErrWindow, "Khung giờ cần đủ hai giờ khác nhau.", "The hours need a beginning and another end."},
		{updates.ErrChanged, "Trạng thái vừa đổi. Xin xem lại rồi thử lại.", "It has changed just now. Please look again and try again."},
		{updates.ErrNobody, "Xin chọn ít nhất một robot.", "Please choose a robot."},
		{updates.ErrNone, "Bản này không có trong kho.", "The shelf has no such version."},
		{updates.ErrBundle, "Tệp trong kho không còn đúng như bản đã ký.", "The bundle on the shelf is not what was signed."},
		{updates.ErrSignature, "Bản trong kho không có chữ ký của nhà sản xuất.", "The version on the shelf is not the maker's."},
		{updates.ErrRobot, "Robot này không có chứng thư còn hiệu lực.", "This robot has no certificate that is good."},
		{office.ErrNorms, "Định mức từ 0 đến 480 phút.", "A norm is 0 to 480 minutes."},
	} {
		if errors.Is(err, x.err) {
			return w.T(x.vi, x.en)
		}
	}
	return ""
}

// settle answers a form: a change that was kept leads to a page that says so and
// is drawn anew where it is open; one that was refused shows the form again.
func (s *Server) settle(w http.ResponseWriter, r *http.Request, err error, to, said string, again func()) {
	switch {
	case err == nil:
		s.options.Now.Stored()
		back(w, r, to, said)
	case words{}.wrong(err) != "":
		again()
	default:
		s.fail(w, r, err)
	}
}

// when writes an instant of the ward, short when it is of today.
func (s *Server) when(at, now time.Time) string {
	if at.IsZero() {
		return "–"
	}
	at = at.In(s.options.Location)
	if at.Format(time.DateOnly) == now.In(s.options.Location).Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return at.Format("15:04 02/01/2006")
}

// back sends the browser to a page of ours, with a word of what was done.
func back(w http.ResponseWriter, r *http.Request, path, said string) {
	if said != "" {
		if strings.Contains(path, "?") {
			path += "&said=" + said
		} else {
			path += "?said=" + said
		}
	}
	http.Redirect(w, r, path, http.StatusSeeOther) //nolint:gosec // the mux matched the path: it begins with a place of ours
}
