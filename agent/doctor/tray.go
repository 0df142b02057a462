package doctor

import (
	"context"
	"fmt"
)

// Tray is what the check of the tray's sensors needs; the zero value is a unit
// without a tray.
type Tray struct {
	// State waits until the sensors have been read, or ctx ends.
	State func(context.Context) (TrayState, error)
}

// TrayState is what the sensors say.
type TrayState struct {
	Link, Present, Hand, Jammed bool
	Stock                       int // 0 to 100; -1 is not known
	Detail                      string
}

func trayTroubles() []Trouble {
	p := PartTray
	return []Trouble{
		{p, "tray.none", Skipped, Text{"Cấu hình không có khay.", "The configuration has no tray."}, Text{"Nếu máy có khay, đặt tray.kind.", "If this unit has one, set tray.kind."}},
		{p, "tray.off", Fail, Text{"Không đọc được cảm biến của khay%s.", "The tray's sensors cannot be read%s."}, Text{"Kiểm tra dây của hộp cảm biến, rồi bảng [tray] của cấu hình.", "Check the sensor box's cable, then the configuration's table [tray]."}},
		{p, "tray.jammed", Fail, Text{"Cảm biến tay báo liên tục hơn hai phút.", "The sensor for hands has reported one for over two minutes."}, Text{"Dọn vật che tia sáng ở khay, lau mắt cảm biến.", "Clear what lies in the light barrier, wipe the sensors."}},
		{p, "tray.hand", Warn, Text{"Cảm biến đang báo có tay trong khay.", "The sensor reports a hand in the tray."}, Text{"Nếu không có tay nào ở đó, lau mắt cảm biến rồi kiểm tra lại.", "If there is none, wipe the sensors and examine again."}},
		{p, "tray.away", Warn, Text{"Không thấy khay trên robot.", "There is no tray on the robot."}, Text{"Đặt khay đúng khớp; nếu khay đã ở đó, kiểm tra công tắc khay.", "Put the tray on until it fits; if it is there, check its switch."}},
	}
}

// Check examines the tray's sensors.
func (d Tray) Check() Check {
	return Check{Part: PartTray, Device: "base", Run: d.examine}
}

func (d Tray) examine(ctx context.Context, _ Ask) []Result {
	if d.State == nil {
		return []Result{trouble("tray.none")}
	}
	s, err := d.State(ctx)
	if err != nil {
		s = TrayState{Detail: err.Error()}
	}
	switch {
	case !s.Link && s.Detail != "":
		return []Result{trouble("tray.off", ": "+s.Detail)}
	case !s.Link:
		return []Result{trouble("tray.off", "")}
	case s.Jammed:
		return []Result{trouble("tray.jammed")}
	case s.Hand:
		return []Result{trouble("tray.hand")}
	case !s.Present:
		return []Result{trouble("tray.away")}
	}
	stock := Text{"chưa rõ", "not known"}
	if s.Stock >= 0 {
		stock = plain(fmt.Sprintf("%d %%", s.Stock))
	}
	return []Result{pass(PartTray, Text{"Khay ở đó, không có tay, lượng còn: %s.", "The tray is there, no hand in it, stock: %s."}, stock)}
}
