package kiosk

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// upper begins a sentence.
func upper(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}

// sayHelpCalled names who was called; nobody in particular is the staff.
func sayHelpCalled(l Lang, title Text) string {
	if title.Vi == "" {
		return sayHelpAsked(l)
	}
	return Text{
		Vi: "Tôi đã gọi " + title.Vi + ". Xin quý khách chờ tại đây.",
		En: "I have called " + title.In(En) + ". Please wait here.",
	}.In(l)
}

func sayHelpLater(door int) Text {
	return Text{
		Vi: fmt.Sprintf("Cán bộ cửa số %d sẽ đến trong 5 phút nữa. Xin quý khách thông cảm. Hết 5 phút tôi sẽ gọi lại.", door),
		En: fmt.Sprintf("The official of door %d will come in five minutes. Thank you for your patience. I will call again then.", door),
	}
}

func sayHelpAgain() Text {
	return Text{Vi: "Đã hết 5 phút. Tôi đang gọi lại cán bộ.", En: "Five minutes have passed. I am calling the official again."}
}

func sayHelpRedirected(to Official, door int) Text {
	if to.ID == "" {
		return Text{
			Vi: fmt.Sprintf("Câu hỏi của quý khách được chuyển cho cửa số %d. Xin quý khách chờ tại đây.", door),
			En: fmt.Sprintf("Your question was passed on to door %d. Please wait here.", door),
		}
	}
	return Text{
		Vi: "Câu hỏi của quý khách được chuyển cho " + to.Title.Vi + ". Xin quý khách chờ tại đây.",
		En: "Your question was passed on to " + to.Title.In(En) + ". Please wait here.",
	}
}

func sayHelpDeputy(d Official) Text {
	return Text{
		Vi: "Chưa có ai trả lời. Tôi gọi người thay là " + d.Title.Vi + ".",
		En: "Nobody has answered yet. I am calling a deputy: " + d.Title.In(En) + ".",
	}
}

// sayHelpLate says that the leaders are told only while the ward can be reached.
func sayHelpLate(reached bool) Text {
	t := Text{Vi: "Xin lỗi quý khách, vẫn chưa có ai trả lời.", En: "I am sorry, still nobody has answered."}
	if reached {
		t.Vi += " Tôi đang báo lãnh đạo phường."
		t.En += " I am telling the ward's leaders."
	}
	t.Vi += " Mời quý khách lấy số hoặc đến thẳng một cửa bất kỳ."
	t.En += " Please take a number, or go to any door."
	return t
}

// sayAbsent offers what the screen has a button for.
func sayAbsent(l Lang, t Text) string {
	if l == En {
		return t.En + " You can take a number here."
	}
	return t.Vi + " Quý khách có thể lấy số ngay tại đây."
}
