package doctor

import (
	"context"
	"errors"
	"time"
)

// Printer is what the printer's check needs; the zero value is a unit without
// one.
type Printer struct {
	// Status waits until the printer has told how it is, or ctx ends.
	Status func(context.Context) (PrinterStatus, error)
	// Page prints a page and returns nil once the printer has confirmed its end,
	// and an error that wraps [ErrNotPrinted] when surely nothing came out. nil
	// prints none.
	Page func(context.Context) error
}

// ErrNotPrinted says that surely nothing came out.
var ErrNotPrinted = errors.New("nothing was printed")

// PrinterStatus is what a printer says of itself.
type PrinterStatus struct {
	Link                       bool   // it answers
	Paper                      string // "ok", "near-end", "end"; "" is not told
	Cover, Cutter, Hot, Broken bool
	Left                       int    // tickets left, 0 is not known
	Model                      string // as far as it tells
	Sure                       bool   // it confirms the end of a page
}

// pageLimit is how long a page may take, with a printer that cools down first.
const pageLimit = 40 * time.Second

func printerTroubles() []Trouble {
	p := PartPrinter
	roll := Text{"Mở nắp, lắp cuộn giấy nhiệt 80 mm mới (mặt nhiệt hướng đầu in), đóng nắp.", "Open the cover, put in a new 80 mm thermal roll (its coated side to the head), close it."}
	look := Text{"Xem giấy trong máy: nếu có trang thử thì máy in không báo xong được, hãy đặt printer.model = \"auto\"; nếu không, kiểm tra nắp, giấy, dây rồi in lại.", "Look at the paper: if the page is there, the printer cannot confirm, so set printer.model = \"auto\"; else check cover, paper and cable and print again."}
	return []Trouble{
		{p, "printer.none", Skipped, Text{"Cấu hình không có máy in.", "The configuration has no printer."}, Text{"Nếu máy có máy in, đặt printer.address.", "If this unit has a printer, set printer.address."}},
		{p, "printer.setup", Fail, Text{"Cấu hình máy in không dùng được: %v.", "The printer's configuration cannot be used: %v."}, Text{"Sửa printer.address và printer.model theo kioskctl config check.", "Correct printer.address and printer.model as kioskctl config check says."}},
		{p, "printer.off", Fail, Text{"Máy in không trả lời.", "The printer does not answer."}, Text{"Kiểm tra nguồn, công tắc và dây của máy in; địa chỉ và tốc độ trong printer.address phải đúng như máy in.", "Check the printer's power, switch and cable; address and speed in printer.address must be the printer's."}},
		{p, "printer.cover", Fail, Text{"Nắp máy in đang mở.", "The printer's cover is open."}, Text{"Đóng nắp đến khi nghe tiếng khớp.", "Close the cover until it clicks."}},
		{p, "printer.paper", Fail, Text{"Máy in hết giấy.", "The printer is out of paper."}, roll},
		{p, "printer.low", Warn, Text{"Sắp hết giấy, còn khoảng %d phiếu.", "The paper is near its end, about %d tickets left."}, roll},
		{p, "printer.ending", Warn, Text{"Sắp hết giấy.", "The paper is near its end."}, roll},
		{p, "printer.cutter", Fail, Text{"Dao cắt bị kẹt.", "The cutter is jammed."}, Text{"Tắt máy in, mở nắp, gỡ giấy kẹt, xoay bánh xe dao về vị trí đầu, bật lại.", "Switch the printer off, open it, take jammed paper out, turn the cutter's wheel to its start, switch it on."}},
		{p, "printer.hot", Warn, Text{"Đầu in quá nóng, máy in đang chờ nguội.", "The print head is too hot and cools down."}, Text{"Chờ vài phút rồi kiểm tra lại.", "Wait a few minutes and examine again."}},
		{p, "printer.fault", Fail, Text{"Máy in báo lỗi phần cứng.", "The printer reports a fault."}, Text{"Tắt máy in 10 giây rồi bật lại; nếu còn lỗi, thay máy in.", "Switch the printer off for 10 seconds and on; if the fault stays, replace it."}},
		{p, "printer.silent", Warn, Text{"Máy in nhận dữ liệu nhưng không báo về giấy.", "The printer takes data and does not tell about its paper."}, Text{"Dây hoặc bộ chuyển đổi chỉ truyền một chiều: dùng dây đủ hai chiều.", "The cable or adapter carries one direction only: use one that carries both."}},
		{p, "printer.page", Skipped, Text{"Chưa in trang thử.", "No page was printed."}, Text{"Chạy kioskctl doctor --print, hoặc bấm “In trang thử” ở trang kỹ thuật trên màn hình.", "Run kioskctl doctor --print, or touch “Print a test page” on the screen's technician page."}},
		{p, "printer.unprinted", Fail, Text{"Không in được trang thử: %v.", "The page was not printed: %v."}, Text{"Sửa lỗi nêu trên của máy in rồi in lại.", "Mend what is said of the printer above, then print again."}},
		{p, "printer.unconfirmed", Fail, Text{"Đã gửi trang thử nhưng máy in không báo đã in xong: %v.", "The page was sent, and the printer did not confirm its end: %v."}, look},
		{p, "printer.estimated", Warn, Text{"Trang thử đã gửi; máy in này không biết báo đã in xong.", "The page was sent; this printer cannot confirm that it is done."}, look},
	}
}

// Check examines the printer, and prints a page if Page is set.
func (d Printer) Check() Check {
	return Check{Part: PartPrinter, Device: "printer", Limit: usualLimit + pageLimit, Run: d.examine}
}

func (d Printer) examine(ctx context.Context, ask Ask) []Result {
	if d.Status == nil {
		return []Result{trouble("printer.none")}
	}
	within, cancel := context.WithTimeout(ctx, usualLimit)
	defer cancel()
	s, err := d.Status(within)
	if err != nil {
		return []Result{trouble("printer.setup", err)}
	}
	out := s.troubles()
	if len(out) == 0 {
		out = append(out, pass(PartPrinter, Text{"Sẵn sàng, có giấy (%s).", "Ready, has paper (%s)."}, s.Model))
	}
	switch {
	case !s.Link:
		return out
	case d.Page == nil:
		return append(out, trouble("printer.page"))
	}
	ask(Text{"Đang in trang thử.", "A page is being printed."})
	switch err := d.Page(ctx); {
	case errors.Is(err, ErrNotPrinted):
		return append(out, trouble("printer.unprinted", err))
	case err != nil:
		return append(out, trouble("printer.unconfirmed", err))
	case !s.Sure:
		return append(out, trouble("printer.estimated"))
	}
	return append(out, pass(PartPrinter, Text{"Đã in trang thử, máy in xác nhận đã xong.", "Printed a page, and the printer confirmed its end."}))
}

func (s PrinterStatus) troubles() []Result {
	switch {
	case !s.Link:
		return []Result{trouble("printer.off")}
	case s.Cover:
		return []Result{trouble("printer.cover")}
	case s.Paper == "end":
		return []Result{trouble("printer.paper")}
	case s.Cutter:
		return []Result{trouble("printer.cutter")}
	case s.Broken:
		return []Result{trouble("printer.fault")}
	}
	var out []Result
	if s.Hot {
		out = append(out, trouble("printer.hot"))
	}
	switch {
	case s.Paper == "":
		out = append(out, trouble("printer.silent"))
	case s.Paper == "near-end" && s.Left > 0:
		out = append(out, trouble("printer.low", s.Left))
	case s.Paper == "near-end":
		out = append(out, trouble("printer.ending"))
	}
	return out
}
