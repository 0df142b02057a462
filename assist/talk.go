package assist

// Reply returns what the robot says to talk. Nothing in it is a fact about a
// procedure, and nothing is promised.
func (t Talk) Reply() Text {
	for _, r := range [...]struct {
		to   Talk
		says Text
	}{
		{TalkGreeting, Text{"Xin chào ông/bà. Ông/bà cần làm việc gì ạ?", "Hello. What can I help you with?"}},
		{TalkThanks, Text{"Dạ, không có gì ạ. Ông/bà cần gì nữa cứ gọi tôi.", "You are welcome. Call me if you need anything else."}},
		{TalkBye, Text{"Xin chào, chúc ông/bà một ngày tốt lành.", "Goodbye, and have a good day."}},
		{TalkWho, Text{
			"Tôi là robot Tiếp Dân. Tôi chỉ dẫn thủ tục, lấy số, đưa ông/bà đến cửa và gọi cán bộ.",
			"I am the robot Tiếp Dân. I explain procedures, give numbers, show the way to the door and call an official.",
		}},
		{TalkRobot, Text{"Tôi là robot, không phải người. Cần gặp người thì tôi gọi cán bộ ạ.", "I am a robot, not a person. I can call a person for you."}},
		{TalkHow, Text{"Cảm ơn, tôi vẫn chạy tốt. Ông/bà cần việc gì ạ?", "Thank you, I am running well. What can I help you with?"}},
		{TalkJoke, Text{
			"Có người hỏi robot sao không bao giờ trễ hẹn. Vì robot ngủ ngay tại cơ quan ạ.",
			"Why is the robot never late for work? It sleeps at the office.",
		}},
		{TalkBored, Text{"Xin lỗi vì ông/bà phải chờ. Tôi kể chuyện vui nhé?", "I am sorry that you must wait. Shall I tell a joke?"}},
		{TalkPraise, Text{"Cảm ơn ông/bà ạ.", "Thank you."}},
		{TalkComplaint, Text{"Tôi xin lỗi về việc này. Tôi gọi người phụ trách đến gặp ông/bà.", "I am sorry about this. I am calling somebody in charge."}},
		{TalkPerson, Text{"Vâng, tôi gọi cán bộ đến giúp ông/bà.", "Yes, I am calling an official to help you."}},
		{TalkEmergency, Text{"Tôi gọi người đến ngay. Gọi cấp cứu 115, công an 113, cứu hỏa 114.", "I am calling somebody at once. Ambulance 115, police 113, fire 114."}},
	} {
		if r.to == t {
			return r.says
		}
	}
	return Text{}
}

// FetchesPerson reports whether talk is for a person to answer.
func (t Talk) FetchesPerson() bool {
	return t == TalkComplaint || t == TalkPerson || t == TalkEmergency
}
