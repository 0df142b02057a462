package paper

import (
	"image"
	"strings"
)

// letters is every letter of Vietnamese with every tone mark, each vowel's
// family as one word.
const letters = "aàảãáạ ăằẳẵắặ âầẩẫấậ b c d đ eèẻẽéẹ êềểễếệ g h iìỉĩíị k l m n " +
	"oòỏõóọ ôồổỗốộ ơờởỡớợ p q r s t uùủũúụ ưừửữứự v x yỳỷỹýỵ"

// trial lays out a technician's test page: what a ticket must be able to
// show, and nothing that could be taken for a number.
func (l *layout) trial(t Ticket) error {
	l.masthead(t.Ward, t.WardEn)
	l.tag("BẢN IN THỬ", "TEST")
	l.space(20)
	l.text(bold, 38, t.ServiceVi)
	if t.ServiceEn != "" {
		l.space(4)
		l.text(regular, 26, t.ServiceEn)
	}
	l.rule(2, 20, 22)
	l.text(regular, 32, letters)
	l.space(14)
	l.text(bold, 32, strings.ToUpper(letters))
	l.space(14)
	l.text(semiBold, 32, "0123456789")
	l.space(22)
	l.edges()
	l.rule(2, 22, 14)
	if err := l.foot(t); err != nil {
		return err
	}
	l.space(12)
	return nil
}

// edges draws a scale over the whole width: a dead dot of the print head, or a
// paper that lies askew, is seen in it.
func (l *layout) edges() {
	const bars = 32
	wide := l.right - l.left
	for i := range bars {
		from, to := l.left+i*wide/bars, l.left+(i+1)*wide/bars
		top := l.y + (i%2)*l.dots(14)
		l.box(image.Rect(from, top, to, top+l.dots(14)))
	}
	l.space(28)
}
