package ui

import "tiepdan/kiosk"

// phrase is one text of the screen in both languages. Where a text has a verb
// (%s, %d) the two languages take the same arguments.
type phrase struct{ Vi, En string }

// in gives the text in a language.
func (w phrase) in(l kiosk.Lang) string {
	if l == kiosk.En {
		return w.En
	}
	return w.Vi
}

// The texts of every screen's surroundings, of the home screen, the ticket, the
// call and the rating. Those of other screens stand beside them.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wPlace      = phrase{Vi: "Điểm phục vụ hành chính công", En: "Public Administration Service Point"}
	wVietnamese = phrase{Vi: "Tiếng Việt", En: "Tiếng Việt"}
	wEnglish    = phrase{Vi: "English", En: "English"}

	wChoose        = phrase{Vi: "Mời quý khách chạm vào dịch vụ để lấy số", En: "Please touch a service to get a number"}
	wFind          = phrase{Vi: "Tìm thủ tục, hỏi giấy tờ", En: "Procedures and papers"}
	wLooks         = phrase{Vi: "Dễ dùng hơn", En: "Easier to use"}
	wStaff         = phrase{Vi: "Gọi cán bộ", En: "Call staff"}
	wGoBack        = phrase{Vi: "Quay lại", En: "Back"}
	wPrevious      = phrase{Vi: "Trang trước", En: "Previous"}
	wNext          = phrase{Vi: "Trang sau", En: "Next"}
	wInstructions  = phrase{Vi: "Hướng dẫn của Trung tâm", En: "From the Center"}
	wPage          = phrase{Vi: "Trang %d trong %d", En: "Page %d of %d"}
	wServing       = phrase{Vi: "Đang phục vụ", En: "Now serving"}
	wNobody        = phrase{Vi: "–", En: "–"}
	wDoor          = phrase{Vi: "Cửa", En: "Door"}
	wOr            = phrase{Vi: "hoặc", En: "or"}
	wWaiting       = phrase{Vi: "%d người chờ", En: "%d waiting"}
	wNoneWaiting   = phrase{Vi: "Không ai chờ", En: "None waiting"}
	wAbout         = phrase{Vi: "%d–%d phút", En: "%d–%d min"}
	wAboutOne      = phrase{Vi: "Khoảng %d phút", En: "About %d min"}
	wUnder         = phrase{Vi: "Dưới %d phút", En: "Under %d min"}
	wNoWait        = phrase{Vi: "Không phải chờ", En: "No wait"}
	wUnknownWait   = phrase{Vi: "Chưa đủ dữ liệu", En: "Not enough data yet"}
	wAnnouncements = phrase{Vi: "Thông báo", En: "Announcements"}
	wScan          = phrase{Vi: "Quét mã để tra cứu và được hỗ trợ trực tuyến", En: "Scan for procedures and help online"}

	wYourNumber     = phrase{Vi: "Số của quý khách", En: "Your number"}
	wPriorityTicket = phrase{Vi: "Ưu tiên", En: "Priority"}
	wGoTo           = phrase{Vi: "Khi được gọi, mời đến", En: "When called, please go to"}
	wAhead          = phrase{Vi: "Trước quý khách", En: "Ahead of you"}
	wPeople         = phrase{Vi: "%d người", En: "%d people"}
	wNobodyAhead    = phrase{Vi: "Không có ai", En: "Nobody"}
	wEstimate       = phrase{Vi: "Dự kiến chờ", En: "Estimated wait"}
	wHome           = phrase{Vi: "Về trang đầu", En: "Back to start"}

	wPrinting       = phrase{Vi: "Đang in phiếu", En: "Printing your ticket"}
	wPrintingHint   = phrase{Vi: "Xin chờ trong giây lát.", En: "One moment, please."}
	wReprinting     = phrase{Vi: "Đang in lại phiếu", En: "Printing your ticket again"}
	wTakeTicket     = phrase{Vi: "Mời quý khách lấy phiếu", En: "Please take your ticket"}
	wTakeTicketHint = phrase{Vi: "Xin quý khách mang phiếu theo khi đến cửa.", En: "Please bring it along when you go to the door."}
	wNoteNumber     = phrase{Vi: "Xin quý khách ghi lại số này", En: "Please note your number"}
	wNoteNumberHint = phrase{Vi: "Máy chưa in được phiếu. Số có hiệu lực sau khi quý khách xác nhận đã ghi.", En: "The ticket could not be printed. Your number counts once you confirm that you have noted it."}
	wNoted          = phrase{Vi: "Tôi đã ghi số", En: "I have noted it"}
	wPrintAgain     = phrase{Vi: "In phiếu", En: "Print the ticket"}
	wDidItCome      = phrase{Vi: "Phiếu đã ra chưa?", En: "Has your ticket come out?"}
	wDidItComeHint  = phrase{Vi: "Máy in không trả lời. Xin quý khách xem khe in phiếu.", En: "The printer did not answer. Please look at the ticket slot."}
	wPaperEndHint   = phrase{Vi: "Giấy in vừa hết. Xin quý khách xem khe in phiếu.", En: "The paper has just run out. Please look at the ticket slot."}
	wItCame         = phrase{Vi: "Tôi đã có phiếu", En: "I have my ticket"}
	wItDidNot       = phrase{Vi: "Chưa có, in lại", En: "No, print it again"}
	wKeepNumber     = phrase{Vi: "Xin quý khách giữ số này", En: "Please keep this number"}
	wKeepNumberHint = phrase{Vi: "Khi đến lượt, số sẽ hiện trên màn hình.", En: "It will be shown on the screen when it is your turn."}

	wInvite          = phrase{Vi: "Mời số", En: "Now calling number"}
	wPleaseGo        = phrase{Vi: "đến", En: "please go to"}
	wEarlier         = phrase{Vi: "Vừa gọi", En: "Called before"}
	wTakeNumber      = phrase{Vi: "Lấy số mới", En: "Take a number"}
	wRobotComing     = phrase{Vi: "Robot đang đến đón", En: "The robot is coming to you"}
	wRobotComingHint = phrase{Vi: "Mời quý khách chờ tại khu vực chờ.", En: "Please stay in the waiting area."}
	wFollowMe        = phrase{Vi: "Mời đi theo tôi", En: "Please follow me"}
	wFollowMeHint    = phrase{Vi: "Chạm vào nút khi quý khách sẵn sàng.", En: "Touch the button when you are ready."}
	wIFollow         = phrase{Vi: "Tôi đi theo", En: "I am ready to follow"}
	wLeading         = phrase{Vi: "Đi theo tôi tới cửa\u00a0%d", En: "Follow me to door\u00a0%d"}
	wLeadingHint     = phrase{Vi: "Tôi đi theo nhịp bước của quý khách.", En: "I keep to your pace."}
	wBehind          = phrase{Vi: "Quý khách còn đi theo không?", En: "Are you still following?"}
	wBehindHint      = phrase{Vi: "Tôi chờ ở đây. Xin mời lại gần, hoặc chạm vào nút.", En: "I am waiting: come closer, or touch the button."}
	wBlocked         = phrase{Vi: "Xin nhường đường cho robot", En: "Please make way for the robot"}
	wBlockedHint     = phrase{Vi: "Robot sẽ đi tiếp khi lối đi trống.", En: "It goes on when the way is clear."}
	wPaused          = phrase{Vi: "Robot đang tạm dừng", En: "The robot has paused"}
	wArrived         = phrase{Vi: "Đã đến cửa %d", En: "We have reached door %d"}
	wArrivedHint     = phrase{Vi: "Mời quý khách đến quầy.", En: "Please go to the counter."}
	wRobotGaveUp     = phrase{Vi: "Robot không dẫn đường được", En: "The robot cannot lead you"}
	wGoYourself      = phrase{Vi: "Mời quý khách tự đi đến cửa.", En: "Please go to the door yourself."}

	wRate          = phrase{Vi: "Quý khách có hài lòng với lần phục vụ này không?", En: "Were you satisfied with this visit?"}
	wRateHint      = phrase{Vi: "Mời quý khách chạm vào một khuôn mặt.", En: "Please touch one of the faces."}
	wVerySatisfied = phrase{Vi: "Rất hài lòng", En: "Very satisfied"}
	wSatisfied     = phrase{Vi: "Hài lòng", En: "Satisfied"}
	wNeutral       = phrase{Vi: "Bình thường", En: "Neutral"}
	wDissatisfied  = phrase{Vi: "Không hài lòng", En: "Not satisfied"}
	wSkip          = phrase{Vi: "Bỏ qua", En: "Skip"}
	wThanks        = phrase{Vi: "Cảm ơn quý khách!", En: "Thank you!"}
	wThanksHint    = phrase{Vi: "Đánh giá của quý khách đã được ghi nhận.", En: "Your rating has been recorded."}
	wYourAnswer    = phrase{Vi: "Quý khách đã chọn", En: "You chose"}

	wOut     = phrase{Vi: "Màn hình tạm ngừng phục vụ", En: "This screen is out of service"}
	wOutHint = phrase{Vi: "Xin quý khách đến thẳng các cửa để được cán bộ hướng dẫn.", En: "Please go to the doors: the staff will help you."}
)

// noticeText says what a degraded function means for the visitor.
func noticeText(n kiosk.Notice) kiosk.Text {
	switch n {
	case kiosk.NoticePaperEnd:
		return kiosk.Text{Vi: "Máy in hết giấy. Quý khách vẫn lấy được số: xin ghi lại số trên màn hình.", En: "The printer is out of paper. You can still take a number: please note it."}
	case kiosk.NoticePaperNear:
		return kiosk.Text{Vi: "Giấy in phiếu sắp hết.", En: "The ticket paper is running low."}
	case kiosk.NoticePrinterOff:
		return kiosk.Text{Vi: "Máy in tạm ngừng. Quý khách vẫn lấy được số: xin ghi lại số trên màn hình.", En: "The printer is off. You can still take a number: please note it."}
	case kiosk.NoticeRobotStop:
		return kiosk.Text{Vi: "Robot đang dừng khẩn cấp. Mời quý khách đi theo số cửa.", En: "The robot has made an emergency stop. Please follow the door numbers."}
	case kiosk.NoticeRobotOff:
		return kiosk.Text{Vi: "Robot tạm thời không dẫn đường. Mời quý khách đi theo số cửa.", En: "The robot does not lead at the moment. Please follow the door numbers."}
	case kiosk.NoticeVoiceOff:
		return kiosk.Text{Vi: "Loa tạm ngừng. Xin quý khách theo dõi số trên màn hình.", En: "The loudspeaker is off. Please watch the numbers on the screen."}
	case kiosk.NoticePanelOff:
		return kiosk.Text{Vi: "Nút đánh giá tạm ngừng. Mời quý khách đánh giá trên màn hình.", En: "The rating buttons are off. Please rate on the screen."}
	case kiosk.NoticeWardAway:
		return kiosk.Text{Vi: "Đang mất kết nối với phường. Đánh giá vẫn được lưu và sẽ gửi sau.", En: "The ward cannot be reached. Ratings are kept and sent later."}
	case kiosk.NoticeTouchOff:
		return kiosk.Text{Vi: "Màn cảm ứng tạm ngừng. Mời quý khách đến thẳng các cửa.", En: "The touch screen does not work. Please go to the doors."}
	case kiosk.NoticeStoreFailed:
		return kiosk.Text{Vi: "Máy không ghi được dữ liệu nên tạm ngừng cấp số.", En: "Data cannot be saved, so no numbers are given out."}
	default:
		return kiosk.Text{Vi: "Một chức năng tạm ngừng.", En: "A function is off."}
	}
}
