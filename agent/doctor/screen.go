package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Display is what the display's check needs.
type Display struct {
	Kernel  fs.FS // of "/": sys/class/drm
	WidthPx int
	HighPx  int
	// Shown tells whether the window is on the screen, and why not; nil when no
	// kioskd runs to tell.
	Shown func() (bool, string)
}

func displayTroubles() []Trouble {
	p := PartDisplay
	cable := Text{"Kiểm tra nguồn và cáp hình của màn hình, rồi khởi động lại máy.", "Check the display's power and cable, then restart the unit."}
	return []Trouble{
		{p, "display.none", Fail, Text{"Không có màn hình nào được nối.", "No display is connected."}, cable},
		{p, "display.dark", Fail, Text{"Cửa sổ chưa hiện: %s.", "The window is not shown: %s."}, Text{"Kiểm tra cáp hình; xem journalctl -u kioskd và trạng thái của X.", "Check the cable; look at journalctl -u kioskd and at X."}},
		{p, "display.size", Warn, Text{"Màn hình không có cỡ %[1]s mà cấu hình nêu; có: %[2]s.", "The display does not have the size %[1]s of the configuration; it has: %[2]s."}, Text{"Sửa screen.width_px và screen.height_px, hoặc dùng đúng màn hình.", "Correct screen.width_px and screen.height_px, or use the right display."}},
		{p, "display.unknown", Skipped, Text{"Nhân hệ điều hành không cho biết màn hình nào.", "The kernel tells of no display."}, Text{"Chạy trên chính robot, khi kioskd đang chạy.", "Run this on the robot itself, while kioskd runs."}},
	}
}

// Check examines the display.
func (d Display) Check() Check {
	return Check{Part: PartDisplay, Run: func(context.Context, Ask) []Result { return d.examine() }}
}

func (d Display) examine() []Result {
	outputs, found, modes := d.outputs()
	if d.Shown == nil {
		return d.unseen(outputs, found, modes)
	}
	if shown, why := d.Shown(); !shown {
		if outputs > 0 && found == "" {
			return []Result{trouble("display.none")}
		}
		return []Result{trouble("display.dark", why)}
	}
	if found == "" {
		return []Result{pass(PartDisplay, Text{"Cửa sổ đang hiện, trên màn hình ảo.", "The window is shown, on a virtual display."})}
	}
	if r := d.misfit(modes); r.ID != "" {
		return []Result{r}
	}
	return []Result{pass(PartDisplay, Text{"Cửa sổ đang hiện trên %s.", "The window is shown on %s."}, found)}
}

// unseen is what is known without a kioskd that shows anything.
func (d Display) unseen(outputs int, found string, modes []string) []Result {
	switch r := d.misfit(modes); {
	case outputs == 0:
		return []Result{trouble("display.unknown")}
	case found == "":
		return []Result{trouble("display.none")}
	case r.ID != "":
		return []Result{r}
	}
	return []Result{pass(PartDisplay, Text{"Đã nối %s.", "%s is connected."}, found)}
}

// outputs counts the graphics card's outputs, and gives the name and the sizes
// of the displays that are connected to some.
func (d Display) outputs() (n int, found string, modes []string) {
	files, err := fs.Glob(d.Kernel, "sys/class/drm/card*-*/status")
	if err != nil {
		return 0, "", nil
	}
	for _, file := range files {
		if line(d.Kernel, file) != "connected" {
			continue
		}
		found = path.Base(path.Dir(file))
		if data, err := fs.ReadFile(d.Kernel, path.Join(path.Dir(file), "modes")); err == nil {
			modes = append(modes, strings.Fields(string(data))...)
		}
	}
	return len(files), found, modes
}

// misfit says that no display has the size of the configuration; its ID is empty
// when one has, or none tells its sizes.
func (d Display) misfit(modes []string) Result {
	want, turned := fmt.Sprintf("%dx%d", d.WidthPx, d.HighPx), fmt.Sprintf("%dx%d", d.HighPx, d.WidthPx)
	if len(modes) == 0 || slices.Contains(modes, want) || slices.Contains(modes, turned) {
		return Result{}
	}
	return trouble("display.size", want, strings.Join(slices.Compact(modes[:min(len(modes), 4)]), ", "))
}
