package console

import (
	"context"
	"errors"
	"net/http"

	"tiepdan/kiosk"
)

// refusal says why it was not done and what to do next.
func refusal(err error) (text string, status int) {
	for _, r := range []struct {
		err  error
		text string
	}{
		{kiosk.ErrStalePage, "Cửa vừa có thay đổi, trang đã được cập nhật. Vui lòng xem lại số đang hiện rồi nhấn lại."},
		{kiosk.ErrNobodyWaits, "Chưa có ai chờ cửa này. Có người lấy số thì danh sách chờ sẽ hiện."},
		{kiosk.ErrDoorBusy, "Cửa đang phục vụ một số. Nhấn Kết thúc (C) hoặc Vắng mặt (V) rồi gọi tiếp."},
		{kiosk.ErrNoCurrent, "Cửa chưa gọi số nào. Nhấn Gọi tiếp (N) trước."},
		{kiosk.ErrRecallLimit, "Đã gọi lại đủ số lần quy định. Nếu người dân không đến, nhấn Vắng mặt (V)."},
		{kiosk.ErrAlreadyWaiting, "Số này đã ở trong hàng chờ. Gọi theo thứ tự như bình thường."},
		{kiosk.ErrUnknownTicket, "Số này không còn trong hàng. Nếu cần, mời người dân lấy số mới."},
		{kiosk.ErrUnknownDoor, "Cửa này không có trong cấu hình của robot. Đăng xuất, chọn lại cửa; nếu vẫn lỗi, báo kỹ thuật."},
		{kiosk.ErrNoRobot, "Robot đang bận hoặc chưa chạy được. Xem trạng thái robot rồi thử lại."},
		{kiosk.ErrStopPressed, "Nút dừng khẩn cấp vẫn đang nhấn. Kiểm tra quanh robot, nhả nút rồi nhấn lại."},
		{kiosk.ErrNotStopped, "Robot không ở trạng thái dừng khẩn cấp, không cần cho chạy tiếp."},
		{kiosk.ErrNoHelp, "Không còn ai chờ giúp, hoặc cửa khác đã nhận. Xem dòng báo ở đầu trang."},
		{kiosk.ErrBadText, "Nội dung tiếng Việt cần có từ 1 đến 600 chữ cái, tiếng Anh không quá 600. Vui lòng sửa rồi gửi lại."},
		{kiosk.ErrTooManyTexts, "Đã có quá nhiều thông báo. Vui lòng gỡ bớt một thông báo rồi gửi lại."},
		{kiosk.ErrNoText, "Thông báo này đã được gỡ trước đó."},
	} {
		if errors.Is(err, r.err) {
			return r.text, http.StatusConflict
		}
	}
	switch {
	case errors.Is(err, kiosk.ErrStoreFailed):
		return "Robot không ghi được dữ liệu nên chưa thực hiện. Mời người dân bằng lời và báo kỹ thuật ngay.", http.StatusServiceUnavailable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "Robot chưa trả lời. Vui lòng xem số đang hiện trước khi nhấn lại.", http.StatusGatewayTimeout
	}
	return "Chưa thực hiện được do lỗi của robot. Vui lòng thử lại; nếu vẫn lỗi, báo kỹ thuật.", http.StatusInternalServerError
}
