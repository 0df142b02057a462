package doctor

import (
	"context"
	"time"
)

// Clock is what the clock's check needs.
type Clock struct {
	Zone   string      // IANA name
	Built  time.Time   // no true time is before it; zero is not known
	Synced func() bool // the kernel holds the clock for synchronised
	Now    func() time.Time
	// Reference reads another clock; nil has none to compare with.
	Reference func(context.Context) (Reading, error)
}

// Reading is what another clock says.
type Reading struct {
	Ahead  time.Duration // how far this clock is before the other
	Within time.Duration // how far Ahead may be wrong
	From   string        // whose clock
}

// From here on a clock is wrong, or drifts.
const (
	clockWrong = 5 * time.Second
	clockDrift = time.Second
)

func clockTroubles() []Trouble {
	p := PartClock
	set := Text{"Nối mạng để máy tự chỉnh giờ (timedatectl set-ntp true); nếu không có mạng: timedatectl set-time.", "Connect the network so that the clock sets itself (timedatectl set-ntp true); without one: timedatectl set-time."}
	return []Trouble{
		{p, "clock.zone", Fail, Text{"Không có múi giờ %q.", "There is no time zone %q."}, Text{"Sửa unit.time_zone, ví dụ Asia/Ho_Chi_Minh.", "Correct unit.time_zone, for instance Asia/Ho_Chi_Minh."}},
		{p, "clock.past", Fail, Text{"Đồng hồ chỉ %s, trước ngày chương trình được dựng.", "The clock says %s, before this program was built."}, set},
		{p, "clock.unset", Warn, Text{"Đồng hồ chưa đồng bộ; giờ trên phiếu và báo cáo có thể sai.", "The clock is not synchronised; times on tickets and reports may be wrong."}, set},
		{p, "clock.wrong", Fail, Text{"Lệch %[1]v so với %[2]s.", "Off by %[1]v from %[2]s."}, set},
		{p, "clock.drift", Warn, Text{"Lệch %[1]v so với %[2]s.", "Off by %[1]v from %[2]s."}, Text{"Xem chỉnh giờ tự động: timedatectl timesync-status.", "Look at the synchronisation: timedatectl timesync-status."}},
		{p, "clock.alone", Skipped, Text{"Chưa so được với đồng hồ khác: %v.", "Not compared with another clock: %v."}, Text{"Chạy lại với --ntp MÁY, ví dụ máy chủ của phường.", "Run again with --ntp HOST, for instance the ward's server."}},
	}
}

// Check examines the clock.
func (c Clock) Check() Check {
	return Check{Part: PartClock, Run: func(ctx context.Context, _ Ask) []Result { return c.examine(ctx) }}
}

func (c Clock) examine(ctx context.Context) []Result {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil || c.Zone == "" {
		return []Result{trouble("clock.zone", c.Zone)}
	}
	now := c.Now().In(zone)
	if now.Before(c.Built) {
		return []Result{trouble("clock.past", now.Format("02/01/2006 15:04"))}
	}
	var out []Result
	if !c.Synced() {
		out = append(out, trouble("clock.unset"))
	}
	if c.Reference == nil {
		return append(out, c.alone(len(out) == 0, now, Text{"không có máy nào để so", "there is none to compare with"})...)
	}
	r, err := c.Reference(ctx)
	if err != nil {
		return append(out, c.alone(len(out) == 0, now, plain(err.Error()))...)
	}
	off := r.Ahead.Abs()
	switch sure := off - r.Within; {
	case sure > clockWrong:
		return append(out, trouble("clock.wrong", r.Ahead.Round(100*time.Millisecond), r.From))
	case sure > clockDrift:
		return append(out, trouble("clock.drift", r.Ahead.Round(100*time.Millisecond), r.From))
	case len(out) > 0:
		return out
	}
	return []Result{pass(PartClock, Text{"Đã đồng bộ, lệch %[1]v (±%[2]v) so với %[3]s; %[4]s.", "Synchronised, %[1]v (±%[2]v) from %[3]s; %[4]s."},
		r.Ahead.Round(time.Millisecond), r.Within.Round(time.Millisecond), r.From, c.Zone)}
}

// alone is what is known without another clock.
func (c Clock) alone(well bool, now time.Time, why Text) []Result {
	out := []Result{trouble("clock.alone", why)}
	if well {
		out = append([]Result{pass(PartClock, Text{"Đã đồng bộ, %[1]s; %[2]s.", "Synchronised, %[1]s; %[2]s."}, now.Format("15:04:05"), c.Zone)}, out...)
	}
	return out
}
