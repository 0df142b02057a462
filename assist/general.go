package assist

import "slices"

// generalWords are said of any procedure: what people bring, what is done with it,
// and what becomes of it.
const generalWords = `giấy tờ hồ sơ đơn khai thủ tục xác nhận chứng cấp lại đổi sửa gia hạn mới bị mất hỏng rách nộp bổ sung đăng ký kí kết quả trả lệ phí lấy việc vấn đề
paper papers document documents form forms file files apply application register registration renew replace lost new certificate procedure`

// General returns those of some ways of saying that name no procedure: "giấy tờ",
// "xin cấp lại". Whoever says so may want anything, and one that has it among its
// ways would draw all of them to itself.
func General(phrases []string) []string {
	l, general := newLanguage(), written(generalWords).words
	return slices.DeleteFunc(slices.Clone(phrases), func(phrase string) bool {
		s := l.read(phrase, func(string) bool { return true })
		return slices.ContainsFunc(s.words, func(w token) bool {
			return !w.filler && !slices.ContainsFunc(general, func(g token) bool { return w.is(&g, !s.bare) })
		})
	})
}
