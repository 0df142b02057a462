package console

import (
	"fmt"
	"strings"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// done says what was done.
func done(o order, v, after kiosk.View) string {
	for _, said := range []string{doneHere(o, row(v, o.door), row(after, o.door)), doneForRoom(o, v, after), doneTo(o, v)} {
		if said != "" {
			return said
		}
	}
	return map[string]string{
		"dismiss":  "Đã cho robot về chỗ đón.",
		"resume":   "Robot được phép chạy tiếp.",
		"stay":     "Robot đứng yên cho đến khi được cho đi tiếp.",
		"release":  "Robot được đi lại.",
		"tray":     "Robot đang mang nước và bánh kẹo đi mời.",
		"welcome":  "Robot đang ra cửa vào đón khách.",
		"dock":     "Robot đang về chỗ sạc.",
		"answer":   "Đã báo người dân là bạn đang đến. Xong việc, nhấn Đã giúp xong.",
		"later":    "Đã báo người dân là bạn đến trong 5 phút nữa. Hết 5 phút máy gọi lại.",
		"redirect": "Đã chuyển và báo người dân.",
		"helped":   "Đã ghi nhận giúp xong.",
		"withdraw": "Đã gỡ thông báo khỏi màn hình robot.",
	}[o.action]
}

// doneHere says what was done at the door.
func doneHere(o order, was, is kiosk.DoorRow) string {
	switch o.action {
	case "next", "pick":
		if is.Number == "" {
			return "Đã gọi số tiếp theo."
		}
		return fmt.Sprintf("Đã gọi %s đến cửa %d.", is.Number, o.door)
	case "recall":
		return "Đã gọi lại " + was.Number + "."
	case "close":
		return closed(was)
	case "noshow":
		return "Đã ghi vắng mặt " + was.Number + "."
	case "hold":
		return "Đã giữ lại " + was.Number + ". Số này nằm trong mục Đang giữ."
	case "undo":
		return undone(was.Desk.Undo)
	case "door":
		return doorSet(o, is)
	}
	return ""
}

// doneForRoom says what was done for others than the one at the door.
func doneForRoom(o order, v, after kiosk.View) string {
	switch o.action {
	case "summon":
		return fmt.Sprintf("Đã gọi robot đến cửa %d.", o.door)
	case "strand":
		moved := max(0, len(v.Line.Stranded)-len(after.Line.Stranded))
		return fmt.Sprintf("Đã chuyển %d người không còn cửa. Robot đang báo cho từng người.", moved)
	case "book", "unbook", "checkin":
		return booked(o, after)
	}
	return ""
}

// doneTo says what was done to one ticket.
func doneTo(o order, v kiosk.View) string {
	t, _ := find(v, o.ticket, "")
	if o.ticket == "" {
		t, _ = find(v, o.seen, "")
	}
	switch o.action {
	case "admit":
		if t.Number == "" {
			return "Đã nhận vào hàng chờ."
		}
		return fmt.Sprintf("Đã nhận %s vào hàng chờ.", t.Number)
	case "transfer":
		return fmt.Sprintf("Đã chuyển %s đến %s. Thứ tự của người dân không đổi.", t.Number, destination(o, v))
	case "goon":
		return t.Number + " chờ tiếp ở thứ tự cũ."
	case "takeback":
		return fmt.Sprintf("Đã nhận lại %s vào hàng chờ, sau vài người kế tiếp.", t.Number)
	case "cancel":
		return fmt.Sprintf("Đã hủy %s.", t.Number)
	case "plan":
		if len(o.services) == 0 {
			return t.Number + " không còn dịch vụ tiếp theo."
		}
		names := make([]string, len(o.services))
		for i, id := range o.services {
			names[i] = serviceName(v, id)
		}
		return fmt.Sprintf("Xong dịch vụ này, %s chờ tiếp: %s.", t.Number, strings.Join(names, ", rồi "))
	case "class":
		return fmt.Sprintf("%s nay thuộc diện: %s.", t.Number, className(v, o.class))
	}
	return ""
}

func closed(was kiosk.DoorRow) string {
	if len(was.Facts.PlanNames) > 0 {
		return fmt.Sprintf("Đã kết thúc %s ở cửa này. Người dân chờ tiếp: %s.", was.Number, was.Facts.PlanNames[0].Vi)
	}
	return fmt.Sprintf("Đã kết thúc %s. Robot đang mời đánh giá.", was.Number)
}

func undone(u kiosk.UndoView) string {
	switch u.Act {
	case kiosk.ActCall:
		return fmt.Sprintf("Đã rút lời gọi %s. Người dân giữ nguyên thứ tự.", u.Number)
	case kiosk.ActClose:
		return u.Number + " trở lại cửa: chưa kết thúc."
	case kiosk.ActNoShow:
		return u.Number + " trở lại cửa: không vắng mặt."
	case kiosk.ActTransfer:
		return u.Number + " trở lại cửa: không chuyển nữa."
	case kiosk.ActHold:
		return u.Number + " trở lại cửa: không giữ nữa."
	}
	return "Đã hoàn tác."
}

// undoes names an act on the undo button.
func undoes(u kiosk.UndoView) string {
	return map[kiosk.ActKind]string{
		kiosk.ActCall: "gọi", kiosk.ActClose: "kết thúc", kiosk.ActNoShow: "vắng mặt",
		kiosk.ActTransfer: "chuyển", kiosk.ActHold: "giữ lại",
	}[u.Act] + " " + u.Number
}

func destination(o order, v kiosk.View) string {
	switch {
	case o.toDoor != 0 && o.toService != "":
		return fmt.Sprintf("cửa %d, dịch vụ %s", o.toDoor, serviceName(v, o.toService))
	case o.toDoor != 0:
		return "cửa " + itoa(o.toDoor)
	}
	return "dịch vụ " + serviceName(v, o.toService)
}

func doorSet(o order, is kiosk.DoorRow) string {
	switch o.state {
	case queue.DoorPaused:
		if is.Desk.Back.IsZero() {
			return fmt.Sprintf("Cửa %d tạm nghỉ. Màn hình phòng chờ đã báo.", o.door)
		}
		return fmt.Sprintf("Cửa %d tạm nghỉ, dự kiến mở lại sau %d phút. Màn hình phòng chờ đã báo.", o.door, o.backMin)
	case queue.DoorClosed:
		return fmt.Sprintf("Cửa %d đã đóng. Xem mục Không còn cửa gọi, nếu có.", o.door)
	case queue.DoorOpen:
	}
	return fmt.Sprintf("Cửa %d đã mở.", o.door)
}

// booked says what became of a reservation.
func booked(o order, v kiosk.View) string {
	id := o.what
	if o.action == "book" {
		id = o.bookingID(o.request)
	}
	for _, b := range v.Line.Bookings {
		if b.ID != id {
			continue
		}
		if o.action == "checkin" {
			return fmt.Sprintf("Đã cấp số %s cho lịch hẹn %d.", b.Number, b.Code)
		}
		return fmt.Sprintf("Đã đặt lịch %s. Mã hẹn: %d.", moment(b.At.In(o.at.Location())), b.Code)
	}
	if o.action == "unbook" {
		return "Đã hủy lịch hẹn."
	}
	return "Đã ghi nhận. Xem danh sách lịch hẹn."
}

// moment says a time with its day.
func moment(at time.Time) string { return at.Format("15:04 ngày 02/01") }

// className is a class's name for officials.
func className(v kiosk.View, id string) string {
	for _, c := range v.Line.Classes {
		if c.ID == id {
			return c.Name.Vi
		}
	}
	if id == "" {
		return "Thường"
	}
	return "Ưu tiên"
}
