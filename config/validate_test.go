package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
)

// spoilt are rows that spoil one line of the example.
func spoilt() []struct{ old, new, want string } {
	return []struct{ old, new, want string }{
		{`version = 2 `, `version = 3 `, "version: is 3, expected at most 2"},
		{`version = 2 `, `version = "2" `, "version: is a text"},
		{`id = "cua-nam-01"`, `id = "Cửa Nam"`, "unit.id: "},
		{`id = "cua-nam-01"`, `id = ""`, "unit.id: is empty"},
		{`commune = "cua-nam"`, `commune = "a/b"`, "unit.commune: "},
		{`ward = "Phường Cửa Nam"`, `ward = "   "`, "unit.ward: is empty"},
		{`ward = "Phường Cửa Nam"`, "ward = \"Phu\u031bo\u031b\u0300ng\"", "unit.ward: has accents apart"},
		{`ward = "Phường Cửa Nam"`, `ward = "` + strings.Repeat("ư", 61) + `"`, "unit.ward: has 61 letters, expected at most 60"},
		{`time_zone = "Asia/Ho_Chi_Minh"`, `time_zone = "Hanoi"`, "unit.time_zone: "},
		{`state_dir = "/var/lib/tiepdan"`, `state_dir = ""`, "unit.state_dir: is empty"},
		{`day_reset = "00:00"`, `day_reset = "24:00"`, "unit.day_reset: "},
		{`day_reset = "00:00"`, `day_reset = "4:00"`, "unit.day_reset: "},
		{`portal_url = "https://dichvucong.gov.vn"`, `portal_url = "dichvucong.gov.vn"`, "unit.portal_url: "},
		{`feedback_url = ""`, `feedback_url = "http://a.example"`, "unit.feedback_url: is not an address"},
		{`feedback_url = ""`, `feedback_url = "https://ward:word@a.example"`, "unit.feedback_url: holds a password or a key"},
		{`feedback_url = ""`, `feedback_url = "https://a.example/?unit=1&token=x"`, "unit.feedback_url: holds a password or a key"},
		{`help_url = ""`, `help_url = "https:///help"`, "unit.help_url: "},
		{`ticket_url = ""`, `ticket_url = "ftp://a.example/t/"`, "unit.ticket_url: is not an address"},
		{`ticket_url = ""`, `ticket_url = "https://a.example/t/?k=1"`, "unit.ticket_url: is not an address"},
		{`ticket_url = ""`, `ticket_url = "https://a.example/t"`, "unit.ticket_url: does not end with"},
		{`ticket_url = ""`, `ticket_url = "https://a.example/` + strings.Repeat("t", 70) + `/"`, "unit.ticket_url: has 89 letters"},
		{`warn_before_s = 20`, `warn_before_s = 4`, "screen.warn_before_s: is 4, expected 5 to 60 seconds"},
		{`idle_reset_s = 120`, `idle_reset_s = 20`, "screen.warn_before_s: is 20, expected less than idle_reset_s"},
		{`attract_after_s = 60`, `attract_after_s = 5`, "screen.attract_after_s: is 5, expected 10 to 3600 seconds, or 0"},
		{`motion = true`, `motion = 1`, "screen.motion: is a whole number"},
		{`theme = "normal"`, `theme = "dark"`, "screen.theme: "},
		{`text_size = "normal"`, `text_size = "larges"`, `screen.text_size: is "larges", did you mean`},
		{`lower_edge_mm = 900`, `lower_edge_mm = 90`, "screen.lower_edge_mm: "},
		{`height_mm = 268`, `height_mm = 26`, "screen.height_mm: "},
		{`touch_device = ""`, `touch_device = " ILITEK"`, "screen.touch_device: "},
		{`technician_pin_hash = ""`, `technician_pin_hash = "246800"`, "screen.technician_pin_hash: is not a bcrypt hash"},
		{`groups = ["chung-thuc"]`, `groups = ["Chứng thực"]`, "services[1].groups[1]: "},
		{`groups = ["chung-thuc"]`, `groups = ["chung-thuc", "chung-thuc"]`, "services[1].groups[2]: "},
		{`map_source = "base"`, `map_source = "slam"`, "nav.map_source: "},
		{`map_source = "base"`, `map_source = "file"`, "nav.map_file: is empty"},
		{`map_source = "base"`, "map_source = \"file\"\nmap_file = \"hall.pgm\" #", "nav.map_file: "},
		{`reasons_for = ["neutral", `, `reasons_for = ["satisfied", `, "rating.reasons_for[1]: "},
		{`reservations_file = ""`, `reservations_file = "a\nb"`, "queue.reservations_file: "},
		{`keys = []`, `keys = ["c2hvcnQ="]`, "ward.keys[1]: is no public key"},
		{`ward_file = ""`, `ward_file = "a\nb"`, "catalogue.ward_file: "},
		{`kind = "instruction"`, `kind = "order"`, "announcements[3].kind: "},
		{`en = "Elderly`, `en = "` + strings.Repeat("a", 600) + `Elderly`, "announcements[2].en: has 6"},
		{`name_vi = "Cửa số 2"`, `name_vi = "` + strings.Repeat("ử", 251) + `"`, "doors[2].name_vi: has 251 letters, expected at most 250"},
		{`orientation = "landscape"`, `orientation = "landscpe"`, `screen.orientation: is "landscpe", did you mean "landscape"?`},
		{`orientation = "landscape"`, `orientation = "portrait"`, "screen.orientation: "},
		{`width_px = 1920`, `width_px = 0`, "screen.width_px: is 0, expected 320 to 7680 pixels"},
		{`id = "ho-tich"`, `id = "chung-thuc"`, "services[2].id: "},
		{`prefix = "B"`, `prefix = "b"`, "services[2].prefix: "},
		{`prefix = "B"`, `prefix = "Đ"`, "services[2].prefix: "},
		{`prefix = "B"`, `# prefix`, "services[2].prefix: is missing"},
		{`name_vi = "Hộ tịch"`, `name_vi = "Hộ tịch (Miễn  Phí)"`, `services[2].name_vi: says "miễn phí"`},
		{`name_vi = "Hộ tịch"`, `name_vi = "Hộ\ntịch"`, "services[2].name_vi: "},
		{`age_after_min = 60`, `age_after_min = 5`, "queue.age_after_min: is 5, expected 10 to 480 minutes, or 0"},
		{`return_behind = 2`, `return_behind = 11`, "queue.return_behind: "},
		{`return_within_min = 30`, `return_within_min = -1`, "queue.return_within_min: "},
		{`check_in_late_min = 15`, `check_in_late_min = 300`, "queue.check_in_late_min: "},
		{`weight = 3`, `weight = 11`, "queue.classes[1].weight: "},
		{`id = "khuyet-tat"`, `id = "cao-tuoi"`, "queue.classes[2].id: "},
		{`name_vi = "Trẻ em"`, `name_vi = ""`, "queue.classes[5].name_vi: is empty"},
		{`sat = ["08:00-12:00"]`, `sat = ["08:00-1200"]`, "services[3].hours.sat[1]: "},
		{`intake_end_min = 15`, `intake_end_min = 241`, "hours.intake_end_min: "},
		{`doors = [3]`, `doors = []`, "services[3].doors: is empty"},
		{`doors = [3]`, `doors = [3, 3]`, "services[3].doors[2]: "},
		{`number = 2`, `number = 100`, "doors[2].number: "},
		{`name_en = "Door 2"`, ``, "doors[2].name_en: is missing"},
		{`place = "door-2"`, ``, "doors[2].place: is missing"},
		{`pin_hash = "$2a$10$`, `pin_hash = "135790`, "doors[1].pin_hash: is not a bcrypt hash"},
		{`priority = "strict"`, `priority = "fair"`, "queue.priority: "},
		{`priority_share = 3`, `priority_share = 11`, "queue.priority_share: "},
		{`recall_limit = 2`, `recall_limit = -1`, "queue.recall_limit: "},
		{`min_samples = 5`, `min_samples = 0`, "queue.min_samples: "},
		{`address = "usblp:///dev/usb/lp0"`, `address = "lp0"`, "printer.address: "},
		{`address = "usblp:///dev/usb/lp0"`, `address = "tcp://printer:99999"`, "printer.address: has the port"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyS0?bauds=9600"`, "printer.address: has the parameters"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyS0?flow=dtr"`, "printer.address: has the parameters"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyS0?baud=0&flow=none"`, "printer.address: has the parameters"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "usblp:///dev/usb/lp0?flow=none"`, "printer.address: has the parameters"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyS0?baud=12345"`, "printer.address: has the rate 12345"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "tcp://printer:0"`, `printer.address: has the port "0"`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "tcp://user:word@printer:9100"`, "printer.address: names a user"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial://user@/dev/ttyS0"`, "printer.address: names a user"},
		{`address = "usblp:///dev/usb/lp0"`, `address = "tcp://printer#x"`, `printer.address: has "x" behind #`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "usblp:///dev/usb/lp0#x"`, `printer.address: has "x" behind #`},
		{`model = "generic-80mm" `, `model = "epson" `, `printer.model: is "epson", expected one of "auto"`},
		{`model = "generic-80mm" `, `model = "rongta-rp32" `, `printer.model: is "rongta-rp32", did you mean "rongta-rp326"?`},
		{"logo = \"\"", `logo = "/etc/tiepdan/logo.svg"`, "printer.logo: "},
		{`footer_vi = ""`, `footer_vi = "` + strings.Repeat("ế", 61) + `"`, "printer.footer_vi: has 61 letters"},
		{`footer_en = ""`, `footer_en = "` + strings.Repeat("a", 61) + `"`, "printer.footer_en: has 61 letters"},
		{`address = "usblp:///dev/usb/lp0"`, ``, "printer.address: is missing"},
		{`kind = "serial"`, `kind = "usb"`, "panel.kind: "},
		{`device = "/dev/tiepdan-panel"`, `device = ""`, "panel.device: is empty"},
		{`device = "/dev/tiepdan-calls"`, `device = ""`, "call_boxes[1].device: is empty"},
		{`device = "/dev/tiepdan-calls"`, `device = "/dev/tiepdan-panel"`, `call_boxes[1].device: is "/dev/tiepdan-panel", which another box has`},
		{`doors = [1, 0, 0, 0] `, `doors = [] `, "call_boxes[1].doors: has 0 doors, expected 1 to 4"},
		{`doors = [1, 0, 0, 0] `, `doors = [1, 99] `, "call_boxes[1].doors[2]: is 99, expected the number of a door"},
		{`debounce_ms = 20`, `debounce_ms = 0`, "panel.debounce_ms: "},
		{`device = "/dev/tiepdan-base"`, ``, "base.device: is missing"},
		{`baud = 921600`, `baud = 0`, "base.baud: "},
		{`signing_link_id = 0`, `signing_link_id = 256`, "base.signing_link_id: is 256, expected 0 to 255"},
		{`signing_key_file = ""`, `signing_key_file = " k"`, "base.signing_key_file: "},
		{`tee = ""`, `tee = "192.168.1.5:14550"`, "base.tee: "},
		{`metrics = "127.0.0.1:9464"`, `metrics = "0.0.0.0:9464"`, "diagnostics.metrics: "},
		{`metrics = "127.0.0.1:9464"`, `metrics = "9464"`, "diagnostics.metrics: "},
		{`tee = ""`, `tee = "0.0.0.0:14550"`, "base.tee: "},
		{`tee = ""`, `tee = "localhost:14550"`, "base.tee: "},
		{`tee = ""`, `tee = "127.0.0.1:0"`, "base.tee: "},
		{`entrance = "welcome"`, "welcome_at_opening = true #", "nav.welcome_at_opening: "},
		{`kind = "gpio"`, `kind = "serial"`, "tray.device: is empty"},
		{`kind = "gpio"`, `kind = "seral"`, `tray.kind: is "seral", did you mean "serial"?`},
		{`every_min = 0`, `every_min = 5`, "nav.rounds[1].every_min: is 5, expected 15 to 480"},
		{`speed_mps = 0.6`, `speed_mps = 0.9`, "nav.speed_mps: is 0.9, expected 0.05 to 0.8"},
		{`speed_mps = 0.6`, `speed_mps = nan`, "nav.speed_mps: "},
		{`welcome = "welcome"`, `welcome = "entrance"`, "nav.welcome: "},
		{`waiting = "waiting"`, ``, "nav.waiting: is missing"},
		{`lead_wait_s = 30`, `lead_wait_s = 1`, "nav.lead_wait_s: "},
		{`name = "dock"`, `name = "door-1"`, "nav.places[8].name: "},
		{`x_m = 19.3`, ``, "nav.places[8].x_m: is missing"},
		{`y_m = 5.0`, `y_m = inf`, "nav.places[8].y_m: "},
		{`heading_deg = 180.0`, `heading_deg = 361`, "nav.places[8].heading_deg: "},
		{`dock = "dock"`, `dock = "dok"`, `nav.dock: is "dok"`},
		{`entrance = "welcome"`, `entrance = "gate"`, `nav.entrance: is "gate"`},
		{`quiet = ["17:30-07:30"]`, `quiet = ["17:30"]`, "hours.quiet[1]: "},
		{`lunch = ["11:30-13:30"]`, `lunch = ["11:30-13:30", "noon"]`, "hours.lunch[2]: "},
		{`speed_mps = 0.0  `, `speed_mps = 0.9  `, "nav.places[1].speed_mps: is 0.9"},
		{`else = ""`, `else = "welcome"`, "nav.places[1].else: is the place itself"},
		{`else = ""`, `else = "hall"`, `nav.places[1].else: is "hall"`},
		{`present = "GPIO5"`, ``, "tray.present: is missing"},
		{`hands = ["GPIO6", "GPIO13"]`, `hands = []`, "tray.hands: is empty"},
		{`stock = ["GPIO19"`, `stock = [""`, "tray.stock[1]: is empty"},
		{`stock = ["GPIO19"`, `stock = ["GPIO26"`, "tray.stock[2]: is \"GPIO26\", which tray.stock[1]"},
		{`name = "tea"`, `name = "Trà"`, "nav.rounds[1].name: "},
		{`["waiting", "door-1", "door-4"]`, `[]`, "nav.rounds[1].stops: is empty"},
		{`["waiting", "door-1", "door-4"]`, `["waiting", "door-44"]`, "nav.rounds[1].stops[2]: "},
		{`serve_s = 0 `, `serve_s = 10 `, "nav.rounds[1].serve_s: is 10"},
		{`name = "seats"`, ``, "nav.zones[1].name: is missing"},
		{`kind = "waiting"`, `kind = "slow"`, "nav.zones[1].kind: "},
		{`kind = "waiting"`, `kind = "speed"`, "nav.zones[1].speed_mps: is 0,"},
		{`[9.5, 8.0], [3.5, 8.0]]`, `]`, "nav.zones[1].corners: has 2 corners"},
		{`[[3.5, 3.3]`, `[[3.5, inf]`, "nav.zones[1].corners[1]: is +Inf"},
		{`[[3.5, 3.3]`, `[[3.5]`, "nav.zones[1].corners[1]: has 1 numbers"},
		{`voice = "vi"`, `voice = ""`, "speech.voice: is empty"},
		{`output = "auto"`, `output = "alsa"`, "speech.output: "},
		{`read_number = "digits"`, `read_number = "digit"`, `speech.read_number: is "digit", did you mean "digits"?`},
		{`speechd = ""`, `speechd = "a\u0000b"`, "speech.speechd: "},
		{`volume_pct = 80`, `volume_pct = 101`, "speech.volume_pct: "},
		{`input = "auto"`, `input = "usb"`, `speech.input: is "usb"`},
		{`models_dir = "/var/lib/tiepdan/models"`, `models_dir = ""`, "speech.models_dir: "},
		{`listen_most_s = 15`, `listen_most_s = 30`, "speech.listen_most_s: "},
		{`wake_words = []`, `wake_words = ["xin chào"]`, "speech.wake_words[1]: has 2 syllables"},
		{`wake_words = []`, `wake_words = ["gọi số 5 nhé"]`, "speech.wake_words[1]: is"},
		{`wake_words = []`, `wake_words = ["a b c", "a b c", "a b c", "a b c", "a b c"]`, "speech.wake_words: has 5"},
		{`wake_threshold = 0.35`, `wake_threshold = 1.0`, "speech.wake_threshold: "},
		{`wake_model = ""`, `wake_model = "../x"`, "speech.wake_model: "},
		{`music = "built-in"`, `music = "loud"`, "speech.music: "},
		{`music_db = 18`, `music_db = 0`, "speech.music_db: "},
		{`volume_pct = 50`, `volume_pct = 0`, "speech.hours[1].volume_pct: "},
		{`at = "11:30-13:30"`, `at = "noon"`, "speech.hours[1].at: "},
		{`["mqtts://tiepdan.cua-nam.example:8883"]`, `[]`, "report.broker: is empty"},
		{`["mqtts://tiepdan`, `["http://tiepdan`, `report.broker[1]: has the scheme "http"`},
		{`["mqtts://tiepdan`, `["mqtt://tiepdan`, "report.broker[1]: sends ratings to"},
		{`["mqtts://tiepdan`, `["mqtt://127.0.0.1:1883", "mqtts://a/b?c`, "report.broker[2]: "},
		{`key_file = "/etc/tiepdan/robot.key"`, ``, "report.key_file: is missing"},
		{`status_every_s = 5`, `status_every_s = 1`, "report.status_every_s: "},
		{`listen = ":8443"`, `listen = "8443"`, "console.listen: "},
		{`listen = ":8443"`, `listen = ":https!"`, "console.listen: "},
		{`session_h = 10`, `session_h = 0`, "console.session_h: "},
		{`en = "Elderly`, `# en = "Elderly`, "announcements[2].en: is missing"},
		{`[unit]`, `[[unit]]`, "unit: is one table, expected [unit]"},
		{`heading_deg = 180.0`, "heading_deg = 180.0\n[unit.id]\n", "unit.id: is a text in quotes"},
		{`enabled = true`, `enabled = "yes"`, "speech.enabled: is a text, expected true or false"},
		{`vi = "Xin`, `vi.x = "Xin`, "announcements[1].vi: is a text in quotes"},
		{`doors = [4]`, `doors = 4`, "services[4].doors: is a whole number, expected a list [ ]"},
		{`idle_reset_s = 120`, `idle_reset = 120`, "did you mean idle_reset_s?"},
		{`idle_reset_s = 120`, `brightness = 120`, "screen.brightness: is not a setting, expected one of orientation, width_px, height_px, idle_reset_s, warn_before_s"},
		{`[queue]`, `[quiz]`, "quiz: is not a setting"},
	}
}

// Exactly one problem must follow of each.
func TestValues(t *testing.T) {
	for _, tc := range spoilt() {
		text := edit(t, readExample(t), tc.old, tc.new)
		got := problems(t, text)
		if len(got) != 1 || !strings.Contains(got[0].String(), tc.want) {
			t.Errorf("%s\ninstead of %s: got\n%v\nwant one problem, %q", tc.new, tc.old, &config.Errors{Problems: got}, tc.want)
		}
	}
}

// allowed are rows that change the example to what may be left out, or be as it
// likes because it is not used.
func allowed() []struct{ old, new string } {
	return []struct{ old, new string }{
		{`heading_deg = 180.0`, ``},
		{`pins = [`, `# pins = [`},
		{`baud = 921600`, `baud = 115_200`},
		{`speed_mps = 0.6`, `speed_mps = 5e-1`},
		{`x_m = 14.0`, `x_m = 14`},
		{`["mqtts://tiepdan`, `["mqtt://localhost:1883", "tcp://[::1]:1883", "mqtts://user:word@tiepdan`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "tcp://192.168.1.60:9100"`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyUSB0?baud=19200"`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyUSB0?baud=19200&flow=rtscts"`},
		{`address = "usblp:///dev/usb/lp0"`, `address = "serial:///dev/ttyUSB0?flow=none"`},
		{`footer_vi = ""`, `footer_vi = "` + strings.Repeat("ế", 60) + `"`},
		{`pins = ["GPIO17",`, `pins = ["GPIO17/GPIO5",`},
		{`listen = ":8443"`, `listen = "[::1]:0"`},
		{`session_h = 10`, `# session_h`},
		{`feedback_url = ""`, `feedback_url = "https://a.example/?unit=1"`},
		{`technician_pin_hash = ""`, `technician_pin_hash = "$2a$10$FqX7S.zJ8i9ewtEsKX3mxO7SnmM26t8MenfNOgvgUsmFMt6Ve.eB."`},
		{`attract_after_s = 60`, `attract_after_s = 0`},
		{`reasons_for = ["neutral", "dissatisfied"]`, `reasons_for = []`},
		{`map_source = "base"`, "map_source = \"none\""},
		{`kind = "announcement"`, ``},
		{`tee = ""`, `tee = "[::1]:14550"`},
		{`every_min = 0`, `every_min = 45`},
		{`welcome_at_opening = false`, `welcome_at_opening = true`},
		{"kind = \"gpio\"                           # default \"none\"; \"gpio\": pins; \"serial\": the box\ndevice = \"\"", "kind = \"serial\"\ndevice = \"/dev/tiepdan-tray\""},
	}
}

func TestAllowed(t *testing.T) {
	for _, tc := range allowed() {
		if got := problems(t, edit(t, readExample(t), tc.old, tc.new)); len(got) > 0 {
			t.Errorf("%s: got\n%v\nwant no problem", tc.new, &config.Errors{Problems: got})
		}
	}
}

func TestNoSecretInAProblem(t *testing.T) {
	text := edit(t, readExample(t), `pin_hash = "$2a$10$`, `pin_hash = "135790`)
	text = edit(t, text, `["mqtts://tiepdan`, `["mqtts://robot:s3cret@`)
	for _, p := range problems(t, text) {
		if s := p.String(); strings.Contains(s, "135790") || strings.Contains(s, "s3cret") {
			t.Errorf("got %q, want no secret in it", s)
		}
	}
}
