package kiosk

import (
	"fmt"
	"time"
)

// What the robot says. The sentences are short, polite and name the number
// before the place; package speech makes them readable aloud.

func sayCalled(l Lang, number string, door int) string {
	if l == En {
		return fmt.Sprintf("Number %s, please come to door %d. Number %s, please come to door %d.", number, door, number, door)
	}
	return fmt.Sprintf("Xin mời số thứ tự %s đến cửa số %d. Xin mời số thứ tự %s đến cửa số %d.", number, door, number, door)
}

func sayNoteNumber(l Lang, number string) string {
	if l == En {
		return fmt.Sprintf("Please remember your number, %s, and touch the answer on the screen.", number)
	}
	return fmt.Sprintf("Xin ghi nhớ số thứ tự %s, rồi chạm vào câu trả lời trên màn hình.", number)
}

func sayThanks(l Lang) string {
	if l == En {
		return "Thank you for your rating."
	}
	return "Xin cảm ơn ý kiến đánh giá của quý khách."
}

func sayWhy(l Lang) string {
	if l == En {
		return "Thank you. What could we do better?"
	}
	return "Xin cảm ơn. Chúng tôi cần làm tốt hơn điều gì ạ?"
}

func sayHello(l Lang) string {
	if l == En {
		return "Welcome. Please touch a service to get a number."
	}
	return "Xin chào quý khách. Mời quý khách chạm vào dịch vụ để lấy số."
}

func sayHelpAsked(l Lang) string {
	if l == En {
		return "I have called a member of staff. Please wait here."
	}
	return "Tôi đã gọi cán bộ. Xin quý khách chờ tại đây."
}

func sayHelpComes(l Lang, door int) string {
	if l == En {
		return fmt.Sprintf("The official of door %d is coming to you.", door)
	}
	return fmt.Sprintf("Cán bộ cửa số %d đang đến với quý khách.", door)
}

func sayAlarm(l Lang, t Text) string {
	if l == En {
		return "Attention please. " + t.En
	}
	return "Xin chú ý. " + t.Vi
}

// stopped asks people to keep clear and promises nothing: whoever pressed the
// button decides what follows.
func stopped() Text {
	return Text{
		Vi: "Xin chú ý. Robot đã dừng khẩn cấp và đứng yên. Xin quý khách giữ khoảng cách, và nhờ cán bộ đến kiểm tra.",
		En: "Attention please. The robot's emergency stop is on, and it stands still. Please keep clear. Staff, please come and check.",
	}
}

// sayStopped says once, at any hour, that the emergency stop is on.
func (s *step) sayStopped() {
	id := "alarm/e-stop/" + s.at.UTC().Format(time.RFC3339Nano)
	s.do(Speak{ID: id, Lang: Vi, Text: stopped().Vi, Chime: true})
	s.do(Speak{ID: id + "/en", Lang: En, Text: stopped().En})
}

// jogged is why a robot moves that leads nobody.
func jogged() Text {
	return Text{
		Vi: "Kỹ thuật viên đang di chuyển robot. Xin quý khách giữ khoảng cách ạ.",
		En: "A technician is moving the robot. Please keep clear.",
	}
}

func sayEnjoy(l Lang) string {
	if l == En {
		return "You are welcome. Please enjoy."
	}
	return "Kính mời quý khách dùng ạ."
}

func sayNoHurry(l Lang) string {
	if l == En {
		return "Please take your time. I am standing still."
	}
	return "Xin quý khách cứ thong thả. Tôi đứng yên ạ."
}

func sayTest() string { return "Kiểm tra loa. Một, hai, ba." }

// sayPhase is what the robot says when an errand reaches a phase, "" for nothing.
func sayPhase(e Errand) string {
	if e.Mission.Kind != MissionLead {
		return "" // package nav asks for the words of the others
	}
	return sayLead(e).In(e.Lang)
}

// sayOnTheWay is what a code of package nav means, "" for one that has its words
// with the phase of an errand.
func sayOnTheWay(l Lang, code string) string { return onTheWay()[code].In(l) }

func onTheWay() map[string]Text {
	return map[string]Text{
		"ask-way":     {Vi: "Xin phép cho tôi đi qua ạ.", En: "Excuse me, please let me pass."},
		"come-closer": {Vi: "Quý khách còn đi theo tôi không ạ? Xin cứ thong thả, tôi chờ.", En: "Are you still following me? Please take your time, I am waiting."},
		"lost-you":    {Vi: "Xin lỗi, tôi không thấy quý khách nữa. Tôi đã báo cán bộ. Xin mời quý khách đến thẳng cửa ạ.", En: "Sorry, I cannot see you any more. I have told the staff. Please go on to the door."},
		"welcome":     {Vi: "Xin chào quý khách. Mời quý khách chạm vào màn hình để lấy số.", En: "Welcome. Please touch the screen to get a number."},
		"please-take": {Vi: "Kính mời quý khách dùng nước và bánh kẹo ạ.", En: "Please help yourself to a drink and a sweet."},
		"thank":       {Vi: "Xin cảm ơn quý khách.", En: "Thank you."},
		"hand":        {Vi: "Tôi xin phép đi tiếp ạ. Xin quý khách lấy tay khỏi khay.", En: "I have to go on. Please take your hand off the tray."},
		"must-charge": {Vi: "Xin lỗi quý khách, tôi phải đi sạc pin ạ.", En: "Excuse me, I have to charge my battery."},
		"need-staff":  {Vi: "Xin nhờ cán bộ đến giúp tôi ạ.", En: "I need help from the staff, please."},
	}
}

func sayLead(e Errand) Text {
	switch e.Phase {
	case PhaseWaiting:
		if e.Reason == whyBehind { // package nav asks for these words
			return Text{}
		}
		return Text{
			Vi: fmt.Sprintf("Mời số thứ tự %s đến bên tôi. Tôi sẽ đưa quý khách đến cửa số %d.", e.Number, e.Door),
			En: fmt.Sprintf("Number %s, please come to me. I will lead you to door %d.", e.Number, e.Door),
		}
	case PhaseLeading:
		return Text{Vi: "Xin mời đi theo tôi.", En: "Please follow me."}
	case PhaseArrived:
		return Text{Vi: fmt.Sprintf("Đã đến cửa số %d. Xin mời quý khách.", e.Door), En: fmt.Sprintf("This is door %d.", e.Door)}
	default:
		return Text{}
	}
}

func sayUncalled(l Lang, number string) string {
	if l == En {
		return fmt.Sprintf("Sorry, number %s was called too early. Please go on waiting; you keep your place.", number)
	}
	return fmt.Sprintf("Xin lỗi, số thứ tự %s được gọi nhầm. Xin quý khách tiếp tục chờ, thứ tự của quý khách không đổi.", number)
}

// sayMoved tells where a ticket waits now; door 0 is any door of the service.
func sayMoved(l Lang, number, service string, door int) string {
	switch {
	case l == En && door != 0:
		return fmt.Sprintf("Number %s, please wait for door %d. You keep your place.", number, door)
	case l == En:
		return fmt.Sprintf("Number %s, please wait for %s. You keep your place.", number, service)
	case door != 0:
		return fmt.Sprintf("Số thứ tự %s xin chờ gọi vào cửa số %d. Thứ tự của quý khách không đổi.", number, door)
	}
	return fmt.Sprintf("Số thứ tự %s xin chờ gọi cho %s. Thứ tự của quý khách không đổi.", number, service)
}

func sayNextService(l Lang, number, service string) string {
	if l == En {
		return fmt.Sprintf("Number %s, please wait for %s next. Your number stays the same.", number, service)
	}
	return fmt.Sprintf("Số thứ tự %s xin chờ gọi tiếp cho %s. Quý khách giữ nguyên số.", number, service)
}
