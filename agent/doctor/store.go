package doctor

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// Store is what the checks of the database and of the outbox need.
type Store struct {
	// Look examines the file; an error that wraps [fs.ErrNotExist] is a unit that
	// has never run.
	Look func(context.Context) (StoreFacts, error)
	Now  func() time.Time
	// Reports is whether there is a ward to send to.
	Reports bool
}

// StoreFacts are what is in the file.
type StoreFacts struct {
	Damage  []string // what SQLite's quick_check says, nothing when it is well
	Rows    int64    // of the journal
	Waiting int      // events without the ward's receipt
	Oldest  time.Time
}

// From here on a backlog is long, and old.
const (
	backlogLong = 2000
	backlogOld  = time.Hour
	backlogLost = 3 * 24 * time.Hour
)

func storeTroubles() []Trouble {
	p, o := PartStore, PartOutbox
	ward := Text{"Xem mục Mạng, máy chủ: dữ liệu vẫn giữ trong máy và tự gửi khi nối lại.", "See Network, ward server: everything is kept here and is sent once the connection is back."}
	return []Trouble{
		{p, "database.none", Skipped, Text{"Chưa có dữ liệu: kioskd chưa chạy lần nào.", "There is none yet: kioskd has never run."}, Text{"Khởi động kioskd (systemctl start kioskd) rồi kiểm tra lại.", "Start kioskd (systemctl start kioskd) and examine again."}},
		{p, "database.unreadable", Fail, Text{"Không đọc được: %v.", "Cannot be read: %v."}, Text{"Kiểm tra quyền của kiosk.db trong thư mục dữ liệu và mục Ổ đĩa.", "Check whom kiosk.db in the state directory belongs to, and Disk."}},
		{p, "database.corrupt", Fail, Text{"Hỏng: %s.", "Damaged: %s."}, Text{"Dừng kioskd, chép kiosk.db ra ngoài để gửi hỗ trợ, chuyển tệp đi rồi khởi động lại; hàng chờ hôm nay bắt đầu lại.", "Stop kioskd, copy kiosk.db for support, move the file away and start again; today's line begins anew."}},
		{o, "outbox.backlog", Warn, Text{"%[1]d sự kiện chờ gửi, cũ nhất từ %[2]s.", "%[1]d events wait to be sent, the oldest since %[2]s."}, ward},
		{o, "outbox.stuck", Fail, Text{"%[1]d sự kiện chờ gửi, cũ nhất từ %[2]s.", "%[1]d events wait to be sent, the oldest since %[2]s."}, ward},
		{o, "outbox.unknown", Skipped, Text{"Không đọc được dữ liệu chờ gửi.", "What waits to be sent cannot be read."}, Text{"Sửa mục Nhật ký dữ liệu trước.", "Mend Database first."}},
		{o, "outbox.none", Skipped, Text{"Cấu hình không gửi gì về phường.", "The configuration reports nothing to the ward."}, Text{"Không cần làm gì.", "Nothing to do."}},
	}
}

// Check examines the database and what waits in it.
func (s Store) Check() Check {
	return Check{Part: PartStore, Limit: time.Minute, Run: func(ctx context.Context, _ Ask) []Result { return s.examine(ctx) }}
}

func (s Store) examine(ctx context.Context) []Result {
	f, err := s.Look(ctx)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []Result{trouble("database.none"), trouble("outbox.unknown")}
	case err != nil:
		return []Result{trouble("database.unreadable", err), trouble("outbox.unknown")}
	case len(f.Damage) > 0:
		return []Result{trouble("database.corrupt", f.Damage[0]), trouble("outbox.unknown")}
	}
	return []Result{pass(PartStore, Text{"Nguyên vẹn, %d dòng.", "Whole, %d rows."}, f.Rows), s.outbox(f)}
}

func (s Store) outbox(f StoreFacts) Result {
	age := s.Now().Sub(f.Oldest)
	since := f.Oldest.In(s.Now().Location()).Format("15:04 02/01")
	switch {
	case !s.Reports:
		return trouble("outbox.none")
	case f.Waiting == 0:
		return pass(PartOutbox, Text{"Phường đã nhận hết.", "The ward has received all."})
	case age > backlogLost:
		return trouble("outbox.stuck", f.Waiting, since)
	case age > backlogOld, f.Waiting > backlogLong:
		return trouble("outbox.backlog", f.Waiting, since)
	}
	return pass(PartOutbox, Text{"%d sự kiện đang trên đường gửi.", "%d events are on their way."}, f.Waiting)
}
