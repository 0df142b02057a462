package doctor_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"tiepdan/agent/doctor"
)

func display(change func(*doctor.Display)) func(*testing.T) doctor.Check {
	d := doctor.Display{Kernel: monitor("connected", "1920x1080\n1280x720"), WidthPx: 1080, HighPx: 1920, Shown: func() (bool, string) { return true, "" }}
	change(&d)
	return always(d.Check())
}

func monitor(status, modes string) fs.FS {
	return kernel(map[string]string{"sys/class/drm/card0-HDMI-A-1/status": status, "sys/class/drm/card0-HDMI-A-1/modes": modes})
}

func displayOnes() []provoked {
	dark := func() (bool, string) { return false, "no display" }
	return []provoked{
		{"display.none", display(func(d *doctor.Display) { d.Kernel, d.Shown = monitor("disconnected", ""), nil })},
		{"display.none", display(func(d *doctor.Display) { d.Kernel, d.Shown = monitor("disconnected", ""), dark })},
		{"display.dark", display(func(d *doctor.Display) { d.Shown = dark })},
		{"display.size", display(func(d *doctor.Display) { d.Kernel = monitor("connected", "1024x768") })},
		{"display.unknown", display(func(d *doctor.Display) { d.Kernel, d.Shown = kernel(nil), nil })},
	}
}

const fingers = `I: Bus=0003 Vendor=0eef Product=0001 Version=0210
N: Name="eGalax Touch"
B: ABS=273800000000003
`

func touch(change func(*doctor.Touch)) func(*testing.T) doctor.Check {
	d := doctor.Touch{Kernel: kernel(map[string]string{doctor.TouchDevices: fingers}), Stuck: func() bool { return false }}
	change(&d)
	return always(d.Check())
}

func corners(felt [4]int, err error) func(*doctor.Touch) {
	return func(d *doctor.Touch) {
		d.Corners = func(context.Context) ([4]int, error) { return felt, err }
	}
}

func touchOnes() []provoked {
	return []provoked{
		{"touch.none", touch(func(d *doctor.Touch) { d.Name = "ILITEK" })},
		{"touch.none", touch(func(d *doctor.Touch) {
			d.Kernel = kernel(map[string]string{doctor.TouchDevices: "N: Name=\"Power Button\"\n"})
		})},
		{"touch.unknown", touch(func(d *doctor.Touch) { d.Kernel = kernel(nil) })},
		{"touch.stuck", touch(func(d *doctor.Touch) { d.Stuck = func() bool { return true } })},
		{"touch.untested", touch(func(*doctor.Touch) {})},
		{"touch.unshown", touch(corners([4]int{}, doctor.ErrNoScene))},
		{"touch.busy", touch(corners([4]int{}, doctor.ErrVisitor))},
		{"touch.corners", touch(corners([4]int{0, 1, -1, -1}, nil))},
		{"touch.swapped", touch(corners([4]int{0, 3, 2, 1}, nil))},
		{"touch.failed", touch(corners([4]int{}, errBroken))},
	}
}

func TestTouchPanel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, list, want string }{
		{"", fingers, "eGalax Touch"},
		{"egalax", fingers, "eGalax Touch"},
		{"ilitek", fingers, ""},
		{"", "N: Name=\"Mouse\"\nB: ABS=3\n", ""},
		{"", "N: Name=\"Odd\"\nB: ABS=zz\n", ""},
	} {
		if got := doctor.TouchPanel(strings.NewReader(c.list), c.name); got != c.want {
			t.Errorf("TouchPanel(%q, %q) is %q, want %q", c.list, c.name, got, c.want)
		}
	}
}
