package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tiepdan/kiosk"
)

// The texts of the floor's editor.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wFloorOpen     = phrase{Vi: "Sơ đồ", En: "Floor"}
	wFloorMap      = phrase{Vi: "Bản đồ", En: "Map"}
	wFloorClose    = phrase{Vi: "Đóng", En: "Close"}
	wFloorUndo     = phrase{Vi: "Hoàn tác", En: "Undo"}
	wFloorSave     = phrase{Vi: "Lưu", En: "Save"}
	wFloorList     = phrase{Vi: "Danh sách", En: "List"}
	wFloorPlace    = phrase{Vi: "Điểm", En: "Place"}
	wFloorZone     = phrase{Vi: "Vùng", En: "Zone"}
	wFloorRound    = phrase{Vi: "Vòng", En: "Round"}
	wFloorRevert   = phrase{Vi: "Bỏ thay đổi", En: "Drop changes"}
	wFloorOriginal = phrase{Vi: "Như cấu hình gốc", En: "As configured"}
	wFloorHere     = phrase{Vi: "Đặt ở chỗ robot đang đứng", En: "Put where the robot stands"}
	wFloorLeft     = phrase{Vi: "Xoay trái 15°", En: "Left 15°"}
	wFloorRight    = phrase{Vi: "Xoay phải 15°", En: "Right 15°"}
	wFloorSeat     = phrase{Vi: "Ghế ngồi", En: "A seat"}
	wFloorRename   = phrase{Vi: "Đổi tên", En: "Rename"}
	wFloorDelete   = phrase{Vi: "Xóa", En: "Delete"}
	wFloorCorner   = phrase{Vi: "Bớt góc", En: "Corner back"}
	wFloorDrawn    = phrase{Vi: "Xong vùng", En: "Zone is done"}
	wFloorDrop     = phrase{Vi: "Thôi vẽ", En: "Stop drawing"}
	wFloorSlower   = phrase{Vi: "Bớt", En: "Slower"}
	wFloorFaster   = phrase{Vi: "Thêm", En: "Faster"}
	wFloorStopUp   = phrase{Vi: "Lên trước", En: "Earlier"}
	wFloorStopCut  = phrase{Vi: "Bỏ điểm", En: "Remove"}
	wZoomIn        = phrase{Vi: "Phóng to", En: "Zoom in"}
	wZoomOut       = phrase{Vi: "Thu nhỏ", En: "Zoom out"}
	wZoomAll       = phrase{Vi: "Xem hết", En: "Show all"}
	wPanLeft       = phrase{Vi: "Sang trái", En: "To the left"}
	wPanRight      = phrase{Vi: "Sang phải", En: "To the right"}
	wPanUp         = phrase{Vi: "Lên trên", En: "Upwards"}
	wPanDown       = phrase{Vi: "Xuống dưới", En: "Downwards"}

	wFloorLoading  = phrase{Vi: "Đang mở sơ đồ", En: "Opening the floor"}
	wFloorSaving   = phrase{Vi: "Đang lưu", En: "Saving"}
	wFloorChecking = phrase{Vi: "Đang kiểm tra", En: "Checking"}
	wFloorWrong    = phrase{Vi: "Còn %d lỗi: chưa lưu được", En: "%d problems: it cannot be saved"}
	wFloorDirty    = phrase{Vi: "Có thay đổi chưa lưu", En: "Not saved yet"}
	wFloorSaved    = phrase{Vi: "Đã lưu và đang dùng", En: "Saved and in use"}
	wFloorLater    = phrase{Vi: "Đã lưu. Sẽ dùng khi robot đứng yên hoặc khởi động lại", En: "Saved. Used once the robot rests or is started again"}
	wFloorOwn      = phrase{Vi: "Đang dùng cấu hình gốc của phường", En: "The ward's own configuration is in use"}
	wFloorEdited   = phrase{Vi: "Đang dùng bản đã sửa tại robot", En: "What was edited at the robot is in use"}
	wFloorTrouble  = phrase{Vi: "Lỗi tệp: %s", En: "The file: %s"}
	wFloorMapless  = phrase{Vi: "Chưa có bản đồ: chưa kiểm tra được lối đi", En: "No map yet: ways are not checked"}
	wFloorSpot     = phrase{Vi: "Robot: %s; %s m · %s° · ±%s m", En: "Robot: %s; %s m · %s° · ±%s m"}
	wFloorNoSpot   = phrase{Vi: "Robot chưa biết mình ở đâu", En: "The robot does not know where it is"}
	wFloorAskLeave = phrase{Vi: "Thay đổi chưa lưu. Đóng sơ đồ?", En: "Changes are not saved. Close?"}
	wFloorAskOwn   = phrase{Vi: "Bỏ mọi điều đã sửa tại robot, trở về cấu hình gốc?", En: "Drop all that was edited at the robot and go back to the configuration?"}
	wFloorNoDock   = phrase{Vi: "Không còn chỗ sạc: robot sẽ không tự sạc", En: "No charger: the robot will not charge by itself"}
	wFloorAskDock  = phrase{Vi: "Không còn chỗ sạc: robot sẽ không tự sạc. Vẫn lưu?", En: "There is no charger: the robot will not charge by itself. Save it?"}
	wFloorSaveSo   = phrase{Vi: "Lưu, không có chỗ sạc", En: "Save without a charger"}
	wFloorSaveGo   = phrase{Vi: "Lưu rồi đóng", En: "Save and close"}
	wFloorDropGo   = phrase{Vi: "Không lưu, đóng", En: "Close without saving"}
	wFloorGoBack   = phrase{Vi: "Trở về cấu hình gốc", En: "Go back to it"}
	wFloorStay     = phrase{Vi: "Sửa tiếp", En: "Go on editing"}
	wFloorDraw     = phrase{Vi: "Chạm từng góc của vùng trên bản đồ: %d góc", En: "Touch the zone's corners on the map: %d so far"}
	wFloorStops    = phrase{Vi: "Chạm các điểm trên bản đồ theo thứ tự đi", En: "Touch places on the map in their order"}
	wFloorDragHint = phrase{Vi: "Kéo điểm trên bản đồ để dời", En: "Pull it on the map to move it"}
	wFloorDragZone = phrase{Vi: "Kéo góc trên bản đồ để sửa", En: "Pull its corners on the map"}
	wFloorName     = phrase{Vi: "Tên gồm a–z, 0–9 và -", En: "A name of a–z, 0–9 and -"}
	wFloorNameDone = phrase{Vi: "Dùng tên này", En: "Take this name"}
	wFloorPoints   = phrase{Vi: "%d điểm dừng", En: "%d stops"}
)

// Icons of the map's own.
const (
	iconSouth icon = "M 12 3.4 L 12 20.4 M 4.6 13 L 12 20.4 L 19.4 13"
	iconWhole icon = "M 4 9 L 4 4 L 9 4 M 15 4 L 20 4 L 20 9 M 20 15 L 20 20 L 15 20 M 9 20 L 4 20 L 4 15"
)

// zoneWord, roleWord and the like are what codes of the core are called.
func zoneWord(kind string) phrase {
	switch kind {
	case kiosk.ZoneKeepOut:
		return phrase{Vi: "Vùng cấm", En: "Keep out"}
	case kiosk.ZoneSpeed:
		return phrase{Vi: "Đi chậm", En: "Slow"}
	}
	return phrase{Vi: "Chỗ chờ", En: "Waiting"}
}

func roleWord(role string) phrase {
	switch role {
	case "dock":
		return phrase{Vi: "Chỗ sạc", En: "Charger"}
	case "entrance":
		return phrase{Vi: "Lối vào", En: "Entrance"}
	case "welcome":
		return phrase{Vi: "Chỗ đứng", En: "Home"}
	}
	return phrase{Vi: "Nơi đón", En: "Meeting"}
}

func problemWord(code string) phrase {
	switch code {
	case kiosk.FloorForbidden:
		return phrase{Vi: "Nằm trong vùng cấm", En: "In a keep-out zone"}
	case kiosk.FloorUnreachable:
		return phrase{Vi: "Không có lối đi tới", En: "No way leads there"}
	case kiosk.FloorNoRoom:
		return phrase{Vi: "Không đủ chỗ cho robot", En: "No room for the robot"}
	case kiosk.FloorOutside:
		return phrase{Vi: "Ngoài bản đồ", En: "Outside the map"}
	case kiosk.FloorCrossing:
		return phrase{Vi: "Các cạnh cắt nhau", En: "Edges cross"}
	case kiosk.FloorNoArea:
		return phrase{Vi: "Vùng quá nhỏ", En: "No area"}
	case kiosk.FloorNoPlace:
		return phrase{Vi: "Có điểm không tồn tại", En: "Names a place that is not there"}
	case kiosk.FloorNoStops:
		return phrase{Vi: "Chưa có điểm dừng", En: "No stops yet"}
	case kiosk.FloorBadSpeed:
		return phrase{Vi: "Tốc độ không hợp lệ", En: "Bad speed"}
	}
	return phrase{Vi: "Không hợp lệ", En: "Not valid"}
}

// problemText says what is wrong; what the screen has no word for is said as it is.
func problemText(p *kiosk.FloorProblem, l kiosk.Lang) string {
	text := problemWord(p.Code).in(l)
	if p.Code == kiosk.FloorOther {
		text += ": " + brief(p.Detail)
	}
	return text
}

func refusalWord(r kiosk.FloorRefusal) phrase {
	switch r {
	case kiosk.RefusedName:
		return phrase{Vi: "Tên chưa đúng: chỉ a–z, 0–9 và -", En: "Not a name: only a–z, 0–9 and -"}
	case kiosk.RefusedTaken:
		return phrase{Vi: "Tên này đã có", En: "There is one of that name"}
	case kiosk.RefusedDoor:
		return phrase{Vi: "Một cửa cần điểm này: chỉ dời được", En: "A door needs this place: it can only be moved"}
	case kiosk.RefusedRole:
		return phrase{Vi: "Robot cần điểm này: giao việc của nó cho điểm khác trước", En: "The robot needs this place: give its part to another one first"}
	case kiosk.RefusedLost:
		return phrase{Vi: "Robot chưa biết chắc mình ở đâu", En: "The robot does not know well where it is"}
	case kiosk.RefusedCross:
		return phrase{Vi: "Góc này làm các cạnh cắt nhau", En: "Edges would cross"}
	case kiosk.RefusedCorners:
		return phrase{Vi: "Vùng cần ít nhất ba góc", En: "A zone has three corners at least"}
	case kiosk.RefusedMany:
		return phrase{Vi: "Quá nhiều hoặc quá xa", En: "Too many, or too far away"}
	case kiosk.RefusedWrong:
	}
	return phrase{Vi: "Chưa kiểm tra xong hoặc còn lỗi", En: "Not checked yet, or not valid"}
}

// metres writes a length as the language does.
func metres(v float64, l kiosk.Lang) string {
	text := fmt.Sprintf("%.2f", v)
	if l != kiosk.En {
		text = strings.Replace(text, ".", ",", 1)
	}
	return strings.Replace(text, "-", "−", 1)
}

func whole(v float64) string {
	return strings.Replace(strconv.Itoa(int(math.Round(v))), "-", "−", 1)
}

// spotText says where the robot stands.
func spotText(s kiosk.FloorSpot, l kiosk.Lang) string {
	if !s.Known {
		return wFloorNoSpot.in(l)
	}
	return fmt.Sprintf(wFloorSpot.in(l), metres(s.XM, l), metres(s.YM, l), whole(s.HeadingDeg), metres(s.SigmaM, l))
}
