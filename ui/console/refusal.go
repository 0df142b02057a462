package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tiepdan/kiosk"
)

// reason is an error of the core and what an official reads of it.
type reason struct {
	err  error
	text string
}

// refusal says why it was not done and what to do next.
func refusal(err error) (text string, status int) {
	for _, r := range append(lineReasons(), roomReasons()...) {
		if errors.Is(err, r.err) {
			return r.text, http.StatusConflict
		}
	}
	if keeper, ok := errors.AsType[kiosk.AtKeeperError](err); ok {
		return strings.TrimSpace("Hàng chờ do robot khác giữ. Vui lòng gọi số trên trang các cửa của robot đó. " + keeper.Where), http.StatusConflict
	}
	switch {
	case errors.Is(err, kiosk.ErrStoreFailed):
		return "Robot không ghi được dữ liệu nên chưa thực hiện. Mời người dân bằng lời và báo kỹ thuật ngay.", http.StatusServiceUnavailable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "Robot chưa trả lời. Vui lòng xem số đang hiện trước khi nhấn lại.", http.StatusGatewayTimeout
	}
	return "Chưa thực hiện được do lỗi của robot. Vui lòng thử lại; nếu vẫn lỗi, báo kỹ thuật.", http.StatusInternalServerError
}

func lineReasons() []reason {
	return []reason{
		{kiosk.ErrStalePage, "Cửa vừa có thay đổi, trang đã được cập nhật. Vui lòng xem lại số đang hiện rồi nhấn lại."},
		{kiosk.ErrNobodyWaits, "Chưa có ai chờ cửa này. Có người lấy số thì danh sách chờ sẽ hiện."},
		{kiosk.ErrDoorBusy, "Cửa đang phục vụ một số. Nhấn Kết thúc (C) hoặc Vắng mặt (V) rồi gọi tiếp."},
		{kiosk.ErrNoCurrent, "Cửa chưa gọi số nào. Nhấn Gọi tiếp (N) trước."},
		{kiosk.ErrRecallLimit, "Đã gọi lại đủ số lần quy định. Nếu người dân không đến, nhấn Vắng mặt (V)."},
		{kiosk.ErrAlreadyWaiting, "Số này đã ở trong hàng chờ. Gọi theo thứ tự như bình thường."},
		{kiosk.ErrUnknownTicket, "Số này không còn trong hàng. Nếu cần, mời người dân lấy số mới."},
		{kiosk.ErrUnknownDoor, "Cửa này không có trong cấu hình của robot. Đăng xuất, chọn lại cửa; nếu vẫn lỗi, báo kỹ thuật."},
		{kiosk.ErrUnknownService, "Dịch vụ này không còn trong cấu hình. Tải lại trang rồi chọn dịch vụ khác."},
		{kiosk.ErrUnknownClass, "Diện ưu tiên này không còn trong cấu hình. Tải lại trang rồi chọn lại."},
		{kiosk.ErrDoorNotOpen, "Cửa đang tạm nghỉ hoặc đóng. Nhấn Mở, nghỉ (P), chọn Mở cửa rồi gọi."},
		{kiosk.ErrWrongState, "Số này vừa đổi trạng thái nên chưa thực hiện. Vui lòng xem lại danh sách."},
		{kiosk.ErrTooLate, "Đã quá thời hạn. Số vắng quá lâu thì mời lấy số mới; lịch hẹn thì chọn giờ chưa qua."},
		{kiosk.ErrSamePlace, "Người dân đang ở đúng chỗ đó rồi. Vui lòng chọn cửa hoặc dịch vụ khác."},
		{kiosk.ErrNothingToUndo, "Đã quá 10 giây hoặc việc đã thay đổi, không hoàn tác được nữa."},
		{kiosk.ErrRated, "Người dân đã đánh giá lượt này nên không hoàn tác được."},
	}
}

func roomReasons() []reason {
	return []reason{
		{kiosk.ErrNoBooking, "Không còn lịch hẹn này. Có thể cửa khác vừa hủy."},
		{kiosk.ErrArrived, "Lịch hẹn này đã được cấp số trước đó."},
		{kiosk.ErrDuplicate, "Mã lịch hẹn bị trùng. Vui lòng nhấn đặt lịch lần nữa."},
		{kiosk.ErrTooMany, "Đã đủ số lượng cho phép. Vui lòng bớt đi rồi thử lại."},
		{kiosk.ErrBadTime, "Thời gian nằm ngoài khoảng cho phép: lịch hẹn trong 60 ngày tới, tạm nghỉ không quá 24 giờ."},
		{kiosk.ErrOutsideHours, "Giờ hẹn nằm ngoài giờ làm việc. Vui lòng chọn ngày, giờ mà dịch vụ có tiếp nhận."},
		{kiosk.ErrNoRobot, "Robot đang bận hoặc chưa chạy được. Xem trạng thái robot rồi thử lại."},
		{kiosk.ErrNoRound, "Robot chưa có lượt mời này. Báo kỹ thuật đặt các điểm dừng."},
		{kiosk.ErrNoPlace, "Chưa đặt vị trí này cho robot. Báo kỹ thuật đặt vị trí trên sơ đồ."},
		{kiosk.ErrStopPressed, "Nút dừng khẩn cấp vẫn đang nhấn. Kiểm tra quanh robot, nhả nút rồi nhấn lại."},
		{kiosk.ErrHeld, "Robot đang được giữ đứng yên rồi."},
		{kiosk.ErrNotHeld, "Robot không bị giữ, không cần cho đi tiếp."},
		{kiosk.ErrNotStopped, "Robot không ở trạng thái dừng khẩn cấp, không cần cho chạy tiếp."},
		{kiosk.ErrLaterAgain, "Đã hẹn người dân hai lần. Xin đến ngay hoặc chuyển cho người khác."},
		{kiosk.ErrOffDuty, "Cán bộ này hiện không có ở cửa. Vui lòng chuyển cho người khác."},
		{kiosk.ErrRedirects, "Câu hỏi đã được chuyển nhiều lần. Xin đến gặp người dân."},
		{kiosk.ErrNoOfficial, "Cán bộ này không còn trong danh sách. Vui lòng chọn lại."},
		{kiosk.ErrNoHelp, "Không còn ai chờ giúp, hoặc cửa khác đã nhận. Xem dòng báo ở đầu trang."},
		{kiosk.ErrBadText, "Nội dung tiếng Việt cần có từ 1 đến 600 chữ cái, tiếng Anh không quá 600. Vui lòng sửa rồi gửi lại."},
		{kiosk.ErrTooManyTexts, "Đã có quá nhiều thông báo. Vui lòng gỡ bớt một thông báo rồi gửi lại."},
		{kiosk.ErrNoText, "Thông báo này đã được gỡ trước đó."},
	}
}

// happened tells what a refusal is about as things stand now: what a colleague
// who was quicker has done, or why the chosen place takes nobody; "" when the
// reason alone says it.
func happened(err error, o order, v kiosk.View, another bool) string {
	switch {
	case errors.Is(err, kiosk.ErrStalePage):
		return stale(o, row(v, o.door), another)
	case errors.Is(err, kiosk.ErrWrongState) && o.ticket != "":
		if t, ok := find(v, o.ticket, ""); ok {
			return t.now() + " Lần nhấn của bạn chưa được thực hiện."
		}
	case errors.Is(err, kiosk.ErrDoorNotOpen) && (o.action == "transfer" || o.action == "strand"):
		return unmanned(o, v)
	case o.action == "strand":
		return unmoved(err, v)
	}
	return ""
}

// stale says why a press came from an old page. Only what somebody else did is
// said to be somebody else's.
func stale(o order, r kiosk.DoorRow, another bool) string {
	switch {
	case !another:
		return "Trang chưa kịp cập nhật, xin xem lại số đang hiện. Lần nhấn vừa rồi chưa được thực hiện."
	case r.Number == "":
		return fmt.Sprintf("Một cán bộ khác vừa làm trống cửa %d. Lần nhấn của bạn chưa được thực hiện; trang đã được cập nhật.", o.door)
	}
	return fmt.Sprintf("Một cán bộ khác vừa gọi %s đến cửa %d. Lần nhấn của bạn chưa được thực hiện; trang đã được cập nhật.", r.Number, o.door)
}

// unmanned says that nobody would be called where an order sends people.
func unmanned(o order, v kiosk.View) string {
	switch {
	case o.toDoor != 0:
		return fmt.Sprintf("Cửa %d đang đóng, chuyển đến đó sẽ không ai gọi. Vui lòng chọn cửa hoặc dịch vụ khác.", o.toDoor)
	case o.toService != "":
		return fmt.Sprintf("Dịch vụ %s không có cửa nào mở. Vui lòng chọn cửa hoặc dịch vụ khác.", serviceName(v, o.toService))
	}
	return "Nơi chuyển đến không có cửa nào mở. Vui lòng chọn cửa hoặc dịch vụ khác."
}

// unmoved says why those without a door were not moved.
func unmoved(err error, v kiosk.View) string {
	switch {
	case errors.Is(err, kiosk.ErrNobodyWaits) && len(v.Line.Stranded) == 0:
		return "Không còn ai để chuyển: mọi người đang chờ đều có cửa gọi, hoặc cán bộ khác đã chuyển rồi."
	case errors.Is(err, kiosk.ErrNobodyWaits):
		return "Không còn ai của dịch vụ này để chuyển. Xem lại mục Không còn cửa gọi."
	case errors.Is(err, kiosk.ErrSamePlace):
		return "Chưa chọn nơi chuyển đến khác chỗ cũ. Vui lòng chọn cửa hoặc dịch vụ."
	}
	return ""
}

// now says where a ticket is.
func (f found) now() string {
	switch f.place {
	case atDoor:
		return fmt.Sprintf("%s vừa được gọi đến cửa %d.", f.Number, f.door)
	case held:
		return f.Number + " đang được giữ lại."
	case returnable:
		return f.Number + " đã được ghi vắng mặt."
	case waits, stranded:
		return f.Number + " đang chờ trong hàng."
	case unsure:
	}
	return f.Number + " chưa vào hàng chờ."
}
