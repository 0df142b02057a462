package main_test

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/assist"
	"tiepdan/cmd/internal/freeport"
	"tiepdan/kiosk"
	"tiepdan/ui"
)

// stand is a display on which the screen and a browser in kiosk mode show the
// same home screen, one after the other.
type stand struct {
	*rig
	view  kiosk.View // of the home screen, as kioskd shows it
	ours  *rival
	peer  *rival
	shots string // where pictures of both are kept; "" nowhere
}

// rival is one of the two.
type rival struct {
	name   string
	launch func() *process
}

// screenTOML is the screen alone: no robot, no panel, no voice, no ward. A
// simulated printer answers, lest a warning stand on the home screen and the
// rest take turns for want of room.
const screenTOML = `
version = 1
[unit]
id = "bench"
ward = "Phường Cửa Nam"
ward_en = "Cua Nam Ward"
commune = "cua-nam"
state_dir = "@DIR@/state"
portal_url = "https://dichvucong.gov.vn"
[screen]
width_px = @WIDTH@
height_px = @HEIGHT@
attract_after_s = 0
idle_reset_s = 3600
motion = @MOTION@
[printer]
address = "tcp://@PRINTER@"
[speech]
enabled = false
[report]
enabled = false
[console]
listen = "127.0.0.1:0"
@SERVICES@
@NEWS@
`

// news are announcements in both languages.
type news struct{ vi, en string }

// oneNews does not page.
func oneNews() []news {
	return []news{{"Hôm nay Trung tâm làm việc đến 17 giờ.", "The Center is open until 5 p.m. today."}}
}

// longNews are three that page, one of them over several leaves.
func longNews() []news {
	return append(oneNews(),
		news{"Quét mã QR trên màn hình để nộp hồ sơ trực tuyến.", "You can also apply online: scan the QR code on this screen."},
		news{
			"Từ ngày 01 tháng 8, hồ sơ nộp sau 15 giờ được trả kết quả vào ngày làm việc tiếp theo. Sáng thứ Bảy chỉ nhận hồ sơ thuộc lĩnh vực công an. " +
				"Người cao tuổi, người khuyết tật, phụ nữ mang thai và người có công được ưu tiên: xin chạm vào ô Ưu tiên trước khi lấy số. " +
				"Xin quý khách chuẩn bị sẵn căn cước và điện thoại đã cài VNeID trước khi đến cửa.",
			"From 1 August, files handed in after 3 p.m. are answered on the next working day. On Saturday mornings only police procedures are received. " +
				"Older and disabled people, pregnant women and people of merit come first: please touch Priority before you take a number. " +
				"Please have your identity card and VNeID ready before you go to the door.",
		})
}

// newStand starts the display, looks at the home screen of kioskd, and makes the
// browser's page of it.
func newStand(tb testing.TB) *stand {
	tb.Helper()
	s := &stand{rig: &rig{t: tb, root: tb, dir: tb.TempDir(), size: image.Pt(1920, 1080)}, shots: os.Getenv("BENCH_SHOTS")}
	s.startX()
	s.printerAddr = freeport.Address(tb)
	s.printer = start(tb, nil, "kiosksim", "printer", "--listen", s.printerAddr, "--out", s.dir)
	s.printer.line("ready ")
	s.config = filepath.Join(s.dir, "kioskd.toml")
	s.configure(oneNews(), false)
	s.ours = &rival{"kioskd", func() *process { return start(s.root, s.env, "kioskd", "--config", s.config) }}
	p := s.ours.launch()
	s.view = s.until("the home screen, the printer ready", func(v kiosk.View) bool {
		return v.Screen == kiosk.ScreenHome && v.Printer.Ready() && len(v.Notices) == 0
	})
	s.end(p)
	s.peer = s.browser(s.page("home", s.view, oneNews()))
	return s
}

// screenServices are the services on the home screen, each with a door.
func screenServices() [][2]string {
	return [][2]string{
		{"Chứng thực", "Certification"},
		{"Hộ tịch", "Civil status"},
		{"Cư trú – Căn cước", "Residence and identity cards"},
		{"Bảo trợ xã hội – Người có công", "Social protection and merit"},
		{"Đất đai – Xây dựng", "Land and construction"},
	}
}

// configure writes the configuration of kioskd.
func (s *stand) configure(all []news, motion bool) {
	s.t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		s.t.Fatal(err)
	}
	var services, told strings.Builder
	for i, v := range screenServices() {
		fmt.Fprintf(&services, "[[services]]\nid = \"s%d\"\nprefix = \"%c\"\nname_vi = %q\nname_en = %q\ndoors = [%d]\n", i, 'A'+i, v[0], v[1], i+1)
		fmt.Fprintf(&services, "[[doors]]\nnumber = %d\nname_vi = %q\nname_en = %q\npin_hash = %q\n", i+1, v[0], v[1], hash)
	}
	for _, n := range all {
		fmt.Fprintf(&told, "[[announcements]]\nvi = %q\nen = %q\n", n.vi, n.en)
	}
	text := strings.NewReplacer(
		"@DIR@", s.dir, "@WIDTH@", fmt.Sprint(s.size.X), "@HEIGHT@", fmt.Sprint(s.size.Y), "@PRINTER@", s.printerAddr,
		"@SERVICES@", services.String(), "@NEWS@", told.String(), "@MOTION@", fmt.Sprint(motion),
	).Replace(screenTOML)
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// controls are those of a view on kioskd's screen.
func (s *stand) controls(v kiosk.View) []ui.Control {
	s.t.Helper()
	u, err := ui.New(ui.Options{Catalogue: assist.New(nil, nil)}) // with a catalogue there is a way to it
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Scene(v, time.Now(), s.size).Controls()
}

// whereOn is the place of the first control of a screen whose message is of a
// kind.
func (s *stand) whereOn(v kiosk.View, is func(kiosk.Msg) bool) image.Rectangle {
	s.t.Helper()
	for _, c := range s.controls(v) {
		if c.Msg != nil && is(c.Msg) {
			return c.Bounds
		}
	}
	s.t.Fatalf("%s has no such control", v.Screen)
	return image.Rectangle{}
}

// tile is the place of the first service.
func (s *stand) tile() image.Rectangle {
	s.t.Helper()
	return s.whereOn(s.view, func(m kiosk.Msg) bool { _, ok := m.(kiosk.ServicePicked); return ok })
}

// end stops a program and waits until the display is dark and all its
// processes are gone.
func (s *stand) end(p *process) {
	s.t.Helper()
	all := tree(p.cmd.Process.Pid)
	p.stop()
	eventually(s.t, p.name+" is gone", 20*time.Second, func() error {
		for _, pid := range all {
			if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
				return fmt.Errorf("process %d is there", pid)
			}
		}
		if s.dot(image.Pt(5, 200)) != (color.RGBA{A: 0xFF}) {
			return errNotYet
		}
		return nil
	})
}

// dot is the colour of a pixel on the display.
func (s *stand) dot(at image.Point) color.RGBA {
	s.t.Helper()
	img, err := s.screen.Look(image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))})
	if err != nil {
		s.t.Fatal(err)
	}
	return img.RGBAAt(0, 0)
}
