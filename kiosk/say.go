package kiosk

import "fmt"

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

// sayPhase is what the robot says when an errand reaches a phase, "" for nothing.
func sayPhase(e Errand) string {
	switch {
	case e.Mission.Kind == MissionLead && e.Phase == PhaseWaiting:
		if e.Lang == En {
			return fmt.Sprintf("Number %s, please come to me. I will lead you to door %d.", e.Number, e.Door)
		}
		return fmt.Sprintf("Mời số thứ tự %s đến bên tôi. Tôi sẽ đưa quý khách đến cửa số %d.", e.Number, e.Door)
	case e.Mission.Kind == MissionLead && e.Phase == PhaseLeading:
		if e.Lang == En {
			return "Please follow me."
		}
		return "Xin mời đi theo tôi."
	case e.Mission.Kind == MissionLead && e.Phase == PhaseArrived:
		if e.Lang == En {
			return fmt.Sprintf("This is door %d.", e.Door)
		}
		return fmt.Sprintf("Đã đến cửa số %d. Xin mời quý khách.", e.Door)
	case e.Phase == PhaseBlocked:
		if e.Lang == En {
			return "Excuse me, please let me pass."
		}
		return "Xin phép cho tôi đi qua ạ."
	}
	return ""
}
