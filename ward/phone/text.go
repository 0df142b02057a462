package phone

import (
	"tiepdan/report/schema"
	"tiepdan/ward/line"
)

// pageText is what stands on a page that has no figures of its own.
type pageText struct {
	tone      string
	lead, big pair
	notes     []pair
}

func takeNew() pair {
	return pair{"Nếu vẫn cần làm thủ tục, xin lấy phiếu mới tại màn hình lấy số.", "If you still need the service, please take a new ticket."}
}

func askRoom() pair {
	return pair{"Xin theo dõi màn hình trong phòng hoặc hỏi cán bộ.", "Please look at the screen in the room, or ask an official."}
}

func unknown() pageText {
	return pageText{
		tone: "over", big: pair{"Không tìm thấy phiếu này", "Ticket not found"},
		notes: []pair{
			{"Phiếu vừa in có thể cần vài giây: trang sẽ tự xem lại.", "A ticket printed just now may take some seconds: the page looks again."},
			{"Phiếu cũ đã hết hạn.", "An old ticket has expired."},
		},
	}
}

func limited() pageText {
	return pageText{
		tone: "over", big: pair{"Xin thử lại sau ít phút", "Please try again in some minutes"},
		notes: []pair{{"Từ mạng này đã hỏi nhiều phiếu không có.", "This network has asked for many tickets that do not exist."}},
	}
}

func failed() pageText {
	return pageText{tone: "over", big: pair{"Chưa đọc được số liệu", "The data cannot be read now"}, notes: []pair{askRoom()}}
}

func unheard() pageText {
	return pageText{tone: "over", big: pair{"Chưa có số liệu", "No data yet"}, notes: []pair{askRoom()}}
}

func expired() pageText {
	return pageText{
		tone: "over", big: pair{"Phiếu này đã hết hạn", "This ticket has expired"},
		notes: []pair{{"Phiếu chỉ có giá trị trong ngày lấy số.", "A ticket is good for the day it was taken."}, takeNew()},
	}
}

func lapsed() pageText {
	return pageText{
		tone: "over", lead: pair{"Đã gọi nhưng chưa gặp quý khách", "We called you, and did not see you"},
		big: pair{"Phiếu đã hết hiệu lực", "This ticket has lapsed"}, notes: []pair{takeNew()},
	}
}

func overText(o line.Outcome) pageText {
	switch o {
	case line.Served:
		return pageText{
			tone: "done", lead: pair{"Lượt của quý khách đã kết thúc", "Your visit has ended"}, big: pair{"Cảm ơn quý khách", "Thank you"},
		}
	case line.Lapsed:
		return lapsed()
	case line.Taken:
		return takenText()
	case line.Gone:
	}
	return pageText{
		tone: "over", big: pair{"Phiếu không còn trong hàng chờ", "This ticket is no longer in the line"}, notes: []pair{askRoom(), takeNew()},
	}
}

func takenText() pageText {
	return pageText{
		tone: "over", lead: pair{"Cán bộ đã rút phiếu khỏi hàng chờ", "An official took it out of the line"},
		big:   pair{"Phiếu không còn hiệu lực", "This ticket is no longer valid"},
		notes: []pair{{"Nếu có nhầm lẫn, xin hỏi cán bộ.", "If this is a mistake, please ask an official."}},
	}
}

// stranded is for who waits while no door can call.
func stranded() pageText {
	return pageText{
		tone: "missed", lead: pair{"Quý khách vẫn giữ thứ tự", "You keep your place"}, big: pair{"Cửa đang đóng", "The door is closed"},
		notes: []pair{{"Cán bộ sẽ hướng dẫn quý khách sang cửa khác.", "Staff will direct you to another door."}},
	}
}

// ticketText is what stands on the page of a live ticket, before its figures.
func ticketText(s schema.TicketState) pageText {
	switch s {
	case schema.TicketWaiting:
		return pageText{tone: "waiting", lead: pair{"Trước quý khách còn", "Ahead of you"}}
	case schema.TicketCalled:
		return pageText{tone: "called", lead: pair{"Mời quý khách đến", "Please go to"}}
	case schema.TicketHeld:
		return pageText{
			tone: "next", lead: pair{"Phiếu đang được giữ", "Your ticket is on hold"}, big: pair{"Sẽ được gọi tiếp", "You will be called again"},
			notes: []pair{{"Khi đã sẵn sàng, chẳng hạn điền xong tờ khai, xin báo cán bộ.", "When you are ready, with the form filled in for instance, please tell the official."}},
		}
	case schema.TicketMissed:
		return pageText{
			tone: "missed", lead: pair{"Đã gọi nhưng chưa gặp quý khách", "We called you, and did not see you"},
			notes: []pair{{"Xin đến cửa và báo cán bộ để được vào lại hàng chờ.", "Go to the door and tell the official, to be back in the line."}},
		}
	case schema.TicketLeft:
		return takenText()
	case schema.TicketReserved:
	}
	return pageText{
		tone: "next", lead: pair{"Phiếu đang được xác nhận", "Your ticket is being confirmed"}, big: pair{"Xin đợi giây lát", "One moment, please"},
		notes: []pair{{"Nếu chưa có phiếu giấy, xin xem màn hình lấy số.", "If you have no paper ticket yet, please look at the screen where you took it."}},
	}
}
