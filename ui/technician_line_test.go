package ui_test

import (
	"image"
	"strings"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
)

func TestTheLineToTheBaseOnTheLogs(t *testing.T) {
	t.Parallel()
	line := ui.BaseLine{
		Frames: 12345678, Noise: 98765, Bad: 4321, Unknown: 17, Opened: 5, Lost: 4,
		Trouble: "cannot read from the base: device unplugged", TroubleAt: uitest.Noon(),
	}
	signed := line
	signed.Signed, signed.Unsigned, signed.Forged, signed.Replayed, signed.KeyOffers = true, 11, 22, 33, 1
	tests := []struct {
		name string
		line ui.BaseLine
		lang kiosk.Lang
		want []string
	}{
		{"unsigned", line, kiosk.Vi, []string{"Đường truyền tới đế", "12\u00a0345\u00a0678 khung tốt", "4\u00a0321 sai tổng kiểm tra", "17 loại lạ", "98\u00a0765 byte nhiễu", "Không có chữ ký", "Mở cổng 5 lần", "mất liên lạc 4 lần", "device unplugged"}},
		{"signed", signed, kiosk.En, []string{"Line to the base", "Signed: refused 11 unsigned, 22 forged, 33 replayed", "1 keys offered"}},
		{"young", ui.BaseLine{Frames: 7, Opened: 1}, kiosk.Vi, []string{"7 khung tốt", "Mở cổng 1 lần · mất liên lạc 0 lần"}},
	}
	for _, tt := range tests {
		for _, size := range []image.Point{{X: 1920, Y: 1080}, {X: 1080, Y: 1920}} {
			o := uitest.Options()
			o.BaseLine = func() ui.BaseLine { return tt.line }
			u, err := ui.New(o)
			if err != nil {
				t.Fatal(err)
			}
			v := uitest.Technician(tt.lang)
			scene := logsOf(t, u, v, size)
			for _, m := range scene.Misfits() {
				t.Errorf("%s at %v: no room for %s", tt.name, size, m)
			}
			var all []string
			for _, w := range scene.Written() {
				all = append(all, w.Text)
			}
			text := strings.Join(all, "\n")
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("%s at %v: got\n%s\nwant %q in it", tt.name, size, text, want)
				}
			}
		}
	}
}

// logsOf opens the technician's log.
func logsOf(t *testing.T, u *ui.UI, v kiosk.View, size image.Point) *ui.Scene {
	t.Helper()
	now := uitest.Noon()
	u.Scene(v, now, size)
	u.Shown(now)
	for _, c := range u.Scene(v, now, size).Controls() {
		if strings.Contains(c.Label, "Nhật ký") || strings.Contains(c.Label, "Logs") {
			at := c.Bounds.Min.Add(c.Bounds.Size().Div(2))
			now = now.Add(time.Second)
			u.Touch(ui.Press, at, now)
			u.Touch(ui.Release, at, now.Add(100*time.Millisecond))
			return u.Scene(v, now.Add(time.Second), size)
		}
	}
	t.Fatal("no tab of the log")
	return nil
}
