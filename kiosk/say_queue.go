package kiosk

import (
	"fmt"
	"time"
)

// Words says why no ticket is given and when to come back. It is shown and
// said; now is the time of the question.
func (r Refusal) Words(now time.Time, loc *time.Location) Text {
	return IntakeView{State: r.State, Opens: r.Opens}.Words(now, loc)
}

// Words says why no ticket is given for a service and when to come back; it is
// empty while the intake is open.
func (v IntakeView) Words(now time.Time, loc *time.Location) Text {
	var t Text
	switch v.State {
	case IntakeOpen:
		return Text{}
	case IntakeEarly:
		t = Text{Vi: "Chưa đến giờ làm việc.", En: "The Center is not open yet."}
	case IntakeLunch:
		t = Text{Vi: "Đang nghỉ trưa.", En: "It is the lunch break."}
	case IntakeEnded:
		t = Text{Vi: "Hôm nay đã hết giờ nhận hồ sơ.", En: "No more tickets are given today."}
	case IntakeDayOff:
		t = Text{Vi: "Hôm nay Trung tâm không làm việc.", En: "The Center is closed today."}
	case IntakeNoDoor:
		return Text{
			Vi: "Hiện chưa có cửa nào tiếp nhận dịch vụ này. Xin hỏi cán bộ.",
			En: "No door takes this service now. Please ask a member of staff.",
		}
	}
	if v.Opens.IsZero() {
		return t
	}
	when := comeBack(v.Opens.In(loc), now.In(loc))
	return Text{Vi: t.Vi + " Mời quý khách quay lại " + when.Vi + ".", En: t.En + " Please come back " + when.En + "."}
}

// comeBack names a time to come, the day only when it is another one.
func comeBack(at, now time.Time) Text {
	clock := Text{Vi: "lúc " + clockVi(at), En: "at " + at.Format("15:04")}
	days := int(midnight(at).Sub(midnight(now)).Hours()+12) / 24
	switch days {
	case 0:
		return clock
	case 1:
		return Text{Vi: clock.Vi + " ngày mai", En: clock.En + " tomorrow"}
	}
	return Text{
		Vi: fmt.Sprintf("%s %s ngày %d tháng %d", clock.Vi, weekdayVi(at.Weekday()), at.Day(), int(at.Month())),
		En: clock.En + " on " + at.Format("Monday, 2 January"),
	}
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

func clockVi(t time.Time) string {
	if t.Minute() == 0 {
		return fmt.Sprintf("%d giờ", t.Hour())
	}
	return fmt.Sprintf("%d giờ %02d", t.Hour(), t.Minute())
}

func weekdayVi(d time.Weekday) string {
	return [...]string{"chủ nhật", "thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy"}[d]
}

// Words says what came of a reservation's code.
func (v CheckInView) Words(loc *time.Location) Text {
	at, from := v.At.In(loc), v.From.In(loc)
	switch v.Outcome {
	case CheckInUsed:
		return Text{
			Vi: "Mã hẹn này đã được dùng để lấy số. Xin hỏi cán bộ nếu cần giúp.",
			En: "A number was given for this code before. Please ask a member of staff for help.",
		}
	case CheckInEarly:
		return Text{
			Vi: fmt.Sprintf("Quý khách có hẹn lúc %s ngày %d tháng %d. Xin nhập mã từ %s.", clockVi(at), at.Day(), int(at.Month()), clockVi(from)),
			En: fmt.Sprintf("Your appointment is at %s on %s. Please enter the code from %s on.", at.Format("15:04"), at.Format("2 January"), from.Format("15:04")),
		}
	case CheckInLate:
		return Text{
			Vi: fmt.Sprintf("Đã quá giờ hẹn %s. Mời quý khách lấy số thường hoặc hỏi cán bộ.", clockVi(at)),
			En: fmt.Sprintf("The time of your appointment, %s, has passed. Please take an ordinary number, or ask a member of staff.", at.Format("15:04")),
		}
	case CheckInClosed:
		return Text{
			Vi: "Hiện không lấy được số cho lịch hẹn này. Xin hỏi cán bộ.",
			En: "No number can be given for this appointment now. Please ask a member of staff.",
		}
	case CheckInUnknown:
	}
	return Text{
		Vi: "Không tìm thấy mã hẹn này. Xin kiểm tra sáu chữ số rồi nhập lại, hoặc hỏi cán bộ.",
		En: "This code was not found. Please check the six digits and try again, or ask a member of staff.",
	}
}
