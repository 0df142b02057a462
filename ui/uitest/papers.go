package uitest

import (
	"tiepdan/assist"
	"tiepdan/kiosk"
)

// manyPapers is the procedure with more papers than any ward asks for.
const manyPapers = "3.00024"

// longPapers are nine, some of them as long as the longest of the real ones.
func longPapers() []assist.Text {
	var out []assist.Text
	for range 3 {
		out = append(out,
			assist.Text{Vi: "Đơn đề nghị cấp phép theo mẫu", En: "Application form"},
			assist.Text{
				Vi: "Chứng cứ về quan hệ cha, mẹ, con (kết luận giám định hoặc của cơ quan y tế). Không có thì viết cam đoan và có ít nhất 2 người làm chứng",
				En: "Proof of parentage (an expert's or a medical finding). Without it, a declaration with at least two witnesses of full age",
			},
			assist.Text{Vi: "Văn bản ủy quyền nếu nhờ người khác", En: "A letter of authority if you act for somebody else"})
	}
	return out
}

// Having is a guide on which a visitor has ticked papers.
func Having(v kiosk.View, papers ...int) kiosk.View {
	v.Having = papers
	return v
}

// ticked lists the guides with papers that a visitor has ticked.
func ticked(l kiosk.Lang) []Screen {
	guide := func() kiosk.View { return Slip(Visiting(kiosk.ScreenGuide, l), "") }
	many := guide()
	many.Spot.Group, many.Spot.Code = "xay-dung", manyPapers
	many.Services[2].Groups = []string{"xay-dung"}
	calling := Noticed(Having(guide(), 0), kiosk.NoticeRobotStop)
	calling.Calls = Called(l, "").Calls
	return []Screen{
		{Name: "guide-calling", Alike: true, View: calling},
		{Name: "guide-ticked", View: Having(guide(), 0, 2)},
		{Name: "guide-ticked-main", Alike: true, View: Having(guide(), 0, 1, 2)},
		{Name: "guide-ticked-all", View: Having(guide(), 0, 1, 2, 3)},
		{Name: "guide-ticked-closed", Alike: true, View: Having(Shut(guide(), kiosk.IntakeEnded, Monday()), 1)},
		{Name: "guide-many", View: Having(many, 1, 4)},
	}
}
