package doctor

// Part is what is examined.
type Part string

// The parts, in the order of the report.
const (
	PartAgent   Part = "agent" // kioskd itself
	PartDisplay Part = "display"
	PartTouch   Part = "touch"
	PartPrinter Part = "printer"
	PartPanel   Part = "panel"
	PartBase    Part = "base"
	PartTray    Part = "tray"
	PartAudio   Part = "audio"
	PartNetwork Part = "network"
	PartClock   Part = "clock"
	PartCerts   Part = "certificates"
	PartDisk    Part = "disk"
	PartHeat    Part = "temperature"
	PartMemory  Part = "memory"
	PartModels  Part = "models"
	PartConfig  Part = "configuration"
	PartStore   Part = "database"
	PartOutbox  Part = "outbox"
)

// named is a part with what it is called.
type named struct {
	part Part
	name Text
}

func parts() []named {
	return []named{
		{PartAgent, Text{"kioskd", "kioskd"}},
		{PartDisplay, Text{"Màn hình", "Display"}},
		{PartTouch, Text{"Tấm cảm ứng", "Touch panel"}},
		{PartPrinter, Text{"Máy in", "Printer"}},
		{PartPanel, Text{"Nút đánh giá", "Rating panel"}},
		{PartBase, Text{"Đế di chuyển", "Motion base"}},
		{PartTray, Text{"Khay mời", "Tray"}},
		{PartAudio, Text{"Loa và micro", "Loudspeaker, microphone"}},
		{PartNetwork, Text{"Mạng, máy chủ", "Network, ward server"}},
		{PartClock, Text{"Đồng hồ", "Clock"}},
		{PartCerts, Text{"Chứng thư", "Certificates"}},
		{PartDisk, Text{"Ổ đĩa", "Disk"}},
		{PartHeat, Text{"Nhiệt độ", "Temperature"}},
		{PartMemory, Text{"Bộ nhớ", "Memory"}},
		{PartModels, Text{"Mô hình giọng nói", "Speech models"}},
		{PartConfig, Text{"Cấu hình", "Configuration"}},
		{PartStore, Text{"Nhật ký dữ liệu", "Database"}},
		{PartOutbox, Text{"Dữ liệu chờ gửi", "Waiting to be sent"}},
	}
}

// Name is what a part is called.
func (p Part) Name() Text {
	for _, n := range parts() {
		if n.part == p {
			return n.name
		}
	}
	return plain(string(p))
}

// rank is a part's place in the report.
func (p Part) rank() int {
	for i, n := range parts() {
		if n.part == p {
			return i
		}
	}
	return len(parts())
}

// Software are the parts that a new version of the software is judged by: an
// empty printer is no reason to go back to the old one.
func Software() []Part { return []Part{PartAgent, PartConfig, PartStore} }
