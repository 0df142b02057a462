package main

import (
	"context"
	"fmt"
	"image"

	"tiepdan/agent"
	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui/paper"
)

// PrintSlip puts a procedure's list of papers on paper.
func (t *tickets) PrintSlip(ctx context.Context, s kiosk.SlipPaper) error {
	pr, ok := t.found.Find(s.Code)
	if !ok {
		return fmt.Errorf("%w: the catalogue has no procedure %q", agent.ErrNotPrinted, s.Code)
	}
	return t.put(ctx, t.PrintAfter, func(press *paper.Press) (*image.Paletted, error) { return press.Slip(slipOf(pr, s)) })
}

// slipOf says on paper what the guide's screen says. What is not known is left
// out: nothing is said of a fee that only the ward can name.
func slipOf(pr *assist.Procedure, s kiosk.SlipPaper) paper.Slip {
	title := pr.Plain
	if title == (assist.Text{}) {
		title = pr.Title
	}
	out := paper.Slip{
		Ward: s.Ward.Vi, WardEn: s.Ward.En, TitleVi: title.Vi, TitleEn: title.En, Owner: pr.Owner.Vi, Source: pr.Source.Vi,
		IssuedAt: s.IssuedAt, URL: pr.PortalURL, Large: s.Large,
		Footer: "Phiếu này không phải là số thứ tự.", FooterEn: "This is not a queue number.",
	}
	for _, p := range pr.Papers {
		out.Papers = append(out.Papers, paper.Line(p))
	}
	out.Have, out.Lacking = s.Have, lackingOf(pr, s.Have)
	add := func(name paper.Line, value assist.Text) {
		if value.Vi != "" {
			out.Facts = append(out.Facts, paper.Fact{Name: name, Value: paper.Line(value)})
		}
	}
	for i, t := range pr.Time {
		name := paper.Line{}
		if i == 0 {
			name = paper.Line{Vi: "Thời hạn", En: "Time"}
		}
		add(name, t)
	}
	add(paper.Line{Vi: "Lệ phí", En: "Fee"}, pr.Fee)
	add(paper.Line{Vi: "Kết quả", En: "You receive"}, pr.Result)
	return out
}

// lackingOf says what a visitor lacks who has ticked papers on the screen;
// nothing of one who has ticked none.
func lackingOf(pr *assist.Procedure, have []int) paper.Line {
	always, sometimes := pr.Lacking(have)
	switch {
	case len(have) == 0:
		return paper.Line{}
	case always == 0 && sometimes == 0:
		return paper.Line{Vi: "Đã đủ giấy tờ trong danh sách. Cán bộ sẽ kiểm tra tại cửa.", En: "You have all on the list. The official checks it at the door."}
	case always == 0:
		return paper.Line{Vi: "Đã có giấy tờ chính. Ô trống chỉ cần trong một số trường hợp.", En: "You have the main papers. Empty boxes are for some cases only."}
	}
	out := paper.Line{Vi: fmt.Sprintf("Còn thiếu %d giấy tờ.", always), En: fmt.Sprintf("%d still missing.", always)}
	if sometimes > 0 {
		out.Vi += " Ô trống khác chỉ cần trong một số trường hợp."
		out.En += " Other empty boxes are for some cases only."
	}
	return out
}
