package ui

import "tiepdan/kiosk"

// key names one text of the screen.
type key int

// in gives the text in a language.
func (k key) in(l kiosk.Lang) string { return words[k].In(l) }

const (
	wPlace key = iota
	wVietnamese
	wEnglish
	wChoose
	wPage
	wMore
	wBack
	wPriority
	wPriorityWho
	wOn
	wOff
	wServing
	wNobody
	wDoor
	wOr
	wWaiting
	wNoneWaiting
	wAbout
	wAboutOne
	wUnder
	wNoWait
	wUnknownWait
	wAnnouncements
	wScan
	wYourNumber
	wPriorityTicket
	wGoTo
	wAhead
	wPeople
	wNobodyAhead
	wEstimate
	wListen
	wHome
	wPrinting
	wPrintingHint
	wReprinting
	wTakeTicket
	wTakeTicketHint
	wNoteNumber
	wNoteNumberHint
	wNoted
	wPrintAgain
	wDidItCome
	wDidItComeHint
	wPaperEndHint
	wItCame
	wItDidNot
	wKeepNumber
	wKeepNumberHint
	wInvite
	wPleaseGo
	wEarlier
	wTakeNumber
	wRobotComing
	wRobotComingHint
	wFollowMe
	wFollowMeHint
	wIFollow
	wLeading
	wLeadingHint
	wBlocked
	wBlockedHint
	wPaused
	wArrived
	wArrivedHint
	wRobotGaveUp
	wGoYourself
	wRate
	wRateHint
	wVerySatisfied
	wSatisfied
	wNeutral
	wDissatisfied
	wSkip
	wThanks
	wThanksHint
	wYourAnswer
	wOut
	wOutHint
	keyCount
)

// words is every text of the screen, in both languages.
// Where a text has a verb (%s, %d) the two languages take the same arguments.
//
//nolint:gochecknoglobals // a table that is never written; a function would build it at every use
var words = [keyCount]kiosk.Text{
	wPlace:      {Vi: "Điểm phục vụ hành chính công", En: "Public Administration Service Point"},
	wVietnamese: {Vi: "Tiếng Việt", En: "Tiếng Việt"},
	wEnglish:    {Vi: "English", En: "English"},

	wChoose:        {Vi: "Mời quý khách chạm vào dịch vụ để lấy số", En: "Please touch a service to get a number"},
	wPage:          {Vi: "Trang %d trong %d", En: "Page %d of %d"},
	wMore:          {Vi: "Dịch vụ khác", En: "More services"},
	wBack:          {Vi: "Trang trước", En: "Back"},
	wPriority:      {Vi: "Ưu tiên", En: "Priority"},
	wPriorityWho:   {Vi: "Người cao tuổi, người khuyết tật, phụ nữ mang thai, người có công", En: "Older or disabled people, pregnant women, people of merit"},
	wOn:            {Vi: "Đang bật", En: "On"},
	wOff:           {Vi: "Đang tắt", En: "Off"},
	wServing:       {Vi: "Đang phục vụ", En: "Now serving"},
	wNobody:        {Vi: "–", En: "–"},
	wDoor:          {Vi: "Cửa", En: "Door"},
	wOr:            {Vi: "hoặc", En: "or"},
	wWaiting:       {Vi: "%d người chờ", En: "%d waiting"},
	wNoneWaiting:   {Vi: "Không ai chờ", En: "None waiting"},
	wAbout:         {Vi: "%d–%d phút", En: "%d–%d min"},
	wAboutOne:      {Vi: "Khoảng %d phút", En: "About %d min"},
	wUnder:         {Vi: "Dưới %d phút", En: "Under %d min"},
	wNoWait:        {Vi: "Không phải chờ", En: "No wait"},
	wUnknownWait:   {Vi: "Chưa đủ dữ liệu", En: "Not enough data yet"},
	wAnnouncements: {Vi: "Thông báo", En: "Announcements"},
	wScan:          {Vi: "Quét mã để tra cứu và được hỗ trợ trực tuyến", En: "Scan for procedures and help online"},

	wYourNumber:     {Vi: "Số của quý khách", En: "Your number"},
	wPriorityTicket: {Vi: "Ưu tiên", En: "Priority"},
	wGoTo:           {Vi: "Khi được gọi, mời đến", En: "When called, please go to"},
	wAhead:          {Vi: "Trước quý khách", En: "Ahead of you"},
	wPeople:         {Vi: "%d người", En: "%d people"},
	wNobodyAhead:    {Vi: "Không có ai", En: "Nobody"},
	wEstimate:       {Vi: "Dự kiến chờ", En: "Estimated wait"},
	wListen:         {Vi: "Mời quý khách ngồi chờ và theo dõi màn hình.", En: "Please take a seat and watch the screen."},
	wHome:           {Vi: "Về trang đầu", En: "Back to start"},

	wPrinting:       {Vi: "Đang in phiếu", En: "Printing your ticket"},
	wPrintingHint:   {Vi: "Xin chờ trong giây lát.", En: "One moment, please."},
	wReprinting:     {Vi: "Đang in lại phiếu", En: "Printing your ticket again"},
	wTakeTicket:     {Vi: "Mời quý khách lấy phiếu", En: "Please take your ticket"},
	wTakeTicketHint: {Vi: "Xin quý khách mang phiếu theo khi đến cửa.", En: "Please bring it along when you go to the door."},
	wNoteNumber:     {Vi: "Xin quý khách ghi lại số này", En: "Please note your number"},
	wNoteNumberHint: {Vi: "Máy chưa in được phiếu. Số vẫn có hiệu lực khi quý khách xác nhận đã ghi.", En: "The ticket could not be printed. Your number counts once you confirm that you have noted it."},
	wNoted:          {Vi: "Tôi đã ghi số", En: "I have noted it"},
	wPrintAgain:     {Vi: "In phiếu", En: "Print the ticket"},
	wDidItCome:      {Vi: "Phiếu đã ra chưa?", En: "Has your ticket come out?"},
	wDidItComeHint:  {Vi: "Máy in không trả lời. Xin quý khách xem khe in phiếu.", En: "The printer did not answer. Please look at the ticket slot."},
	wPaperEndHint:   {Vi: "Giấy in vừa hết. Xin quý khách xem khe in phiếu.", En: "The paper has just run out. Please look at the ticket slot."},
	wItCame:         {Vi: "Tôi đã có phiếu", En: "I have my ticket"},
	wItDidNot:       {Vi: "Chưa có, in lại", En: "No, print it again"},
	wKeepNumber:     {Vi: "Xin quý khách giữ số này", En: "Please keep this number"},
	wKeepNumberHint: {Vi: "Khi đến lượt, số sẽ hiện trên màn hình.", En: "It will be shown on the screen when it is your turn."},

	wInvite:          {Vi: "Mời số", En: "Now calling number"},
	wPleaseGo:        {Vi: "đến", En: "please go to"},
	wEarlier:         {Vi: "Vừa gọi", En: "Called before"},
	wTakeNumber:      {Vi: "Lấy số mới", En: "Take a number"},
	wRobotComing:     {Vi: "Robot đang đến đón", En: "The robot is coming to you"},
	wRobotComingHint: {Vi: "Mời quý khách chờ tại khu vực chờ.", En: "Please stay in the waiting area."},
	wFollowMe:        {Vi: "Mời đi theo tôi", En: "Please follow me"},
	wFollowMeHint:    {Vi: "Chạm vào nút khi quý khách sẵn sàng.", En: "Touch the button when you are ready."},
	wIFollow:         {Vi: "Tôi đi theo", En: "I am ready to follow"},
	wLeading:         {Vi: "Đang dẫn đường", En: "Leading the way"},
	wLeadingHint:     {Vi: "Mời quý khách đi theo robot.", En: "Please follow the robot."},
	wBlocked:         {Vi: "Xin nhường đường cho robot", En: "Please make way for the robot"},
	wBlockedHint:     {Vi: "Robot sẽ đi tiếp khi lối đi trống.", En: "It goes on when the way is clear."},
	wPaused:          {Vi: "Robot đang tạm dừng", En: "The robot has paused"},
	wArrived:         {Vi: "Đã đến cửa %d", En: "We have reached door %d"},
	wArrivedHint:     {Vi: "Mời quý khách đến quầy.", En: "Please go to the counter."},
	wRobotGaveUp:     {Vi: "Robot không dẫn đường được", En: "The robot cannot lead you"},
	wGoYourself:      {Vi: "Mời quý khách tự đi đến cửa.", En: "Please go to the door yourself."},

	wRate:          {Vi: "Quý khách có hài lòng với lần phục vụ này không?", En: "Were you satisfied with this visit?"},
	wRateHint:      {Vi: "Mời quý khách chạm vào một khuôn mặt.", En: "Please touch one of the faces."},
	wVerySatisfied: {Vi: "Rất hài lòng", En: "Very satisfied"},
	wSatisfied:     {Vi: "Hài lòng", En: "Satisfied"},
	wNeutral:       {Vi: "Bình thường", En: "Neutral"},
	wDissatisfied:  {Vi: "Không hài lòng", En: "Not satisfied"},
	wSkip:          {Vi: "Bỏ qua", En: "Skip"},
	wThanks:        {Vi: "Cảm ơn quý khách!", En: "Thank you!"},
	wThanksHint:    {Vi: "Đánh giá của quý khách đã được ghi nhận.", En: "Your rating has been recorded."},
	wYourAnswer:    {Vi: "Quý khách đã chọn", En: "You chose"},

	wOut:     {Vi: "Màn hình tạm ngừng phục vụ", En: "This screen is out of service"},
	wOutHint: {Vi: "Xin quý khách đến thẳng các cửa để được cán bộ hướng dẫn.", En: "Please go to the doors: the staff will help you."},
}

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
	case kiosk.NoticeStoreFailed:
		return kiosk.Text{Vi: "Máy không ghi được dữ liệu nên tạm ngừng cấp số.", En: "Data cannot be saved, so no numbers are given out."}
	default:
		return kiosk.Text{Vi: "Một chức năng tạm ngừng.", En: "A function is off."}
	}
}
