package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// What a disk may have used of its life, in hundredths.
const wornAt = 90

// worn is what one disk says of itself.
type worn struct {
	disk    string
	failing string // why; "" is not
	used    int    // hundredths of its life; -1 is not known
}

// health asks the disks: those that the kernel knows about itself (eMMC), the
// others by smartctl.
func (d Disk) health(ctx context.Context) []Result {
	all := emmcs(d.Kernel)
	why := Text{"ổ không tự báo, và chưa cài smartctl", "the disk does not tell, and smartctl is not installed"}
	if d.Smart != nil {
		texts, err := d.Smart(ctx)
		if err != nil {
			why = plain(err.Error())
		}
		for _, text := range texts {
			if w, ok := smart(text); ok {
				all = append(all, w)
			}
		}
		if err == nil && len(all) == 0 {
			why = Text{"smartctl không thấy ổ nào tự báo", "smartctl found no disk that tells"}
		}
	}
	if len(all) == 0 {
		return []Result{trouble("disk.nohealth", why)}
	}
	var out []Result
	for _, w := range all {
		switch {
		case w.failing != "":
			out = append(out, trouble("disk.failing", w.disk, w.failing))
		case w.used >= wornAt:
			out = append(out, trouble("disk.worn", w.disk, fmt.Sprintf("%d %%", w.used)))
		}
	}
	return out
}

// emmcs reads what the kernel tells of eMMC devices: pre_eol_info (1 normal, 2
// warning, 3 urgent) and life_time, two classes of memory, each in steps of ten
// hundredths from 1 on, 11 is over (JEDEC JESD84-B51, 7.4.14 to 7.4.16;
// https://docs.kernel.org/driver-api/mmc/mmc-dev-attrs.html).
func emmcs(kernel fs.FS) []worn {
	files, err := fs.Glob(kernel, "sys/block/mmcblk*/device/pre_eol_info")
	if err != nil {
		return nil
	}
	var out []worn
	for _, file := range files {
		w := worn{disk: strings.Split(file, "/")[2], used: -1}
		left, err := strconv.ParseUint(line(kernel, file), 0, 8)
		if err != nil || left == 0 { // not told
			continue
		}
		for class := range strings.FieldsSeq(line(kernel, strings.TrimSuffix(file, "pre_eol_info")+"life_time")) {
			if n, err := strconv.ParseUint(class, 0, 8); err == nil && n > 0 {
				w.used = max(w.used, int(n-1)*10)
			}
		}
		switch left {
		case 2:
			w.used = max(w.used, wornAt)
		case 3:
			w.failing = "pre_eol_info 3"
		}
		out = append(out, w)
	}
	return out
}

// smart reads what "smartctl --json --all" says of one disk.
func smart(text []byte) (worn, bool) {
	var s struct {
		Device struct {
			Name string `json:"name"`
		} `json:"device"`
		Status *struct {
			Passed bool `json:"passed"`
		} `json:"smart_status"`
		NVMe *struct {
			Used     int `json:"percentage_used"`
			Critical int `json:"critical_warning"`
		} `json:"nvme_smart_health_information_log"`
		Endurance *struct {
			Used int `json:"current_percent"`
		} `json:"endurance_used"`
	}
	if err := json.Unmarshal(text, &s); err != nil || s.Status == nil {
		return worn{}, false
	}
	w := worn{disk: strings.TrimPrefix(s.Device.Name, "/dev/"), used: -1}
	if s.Endurance != nil {
		w.used = s.Endurance.Used
	}
	if s.NVMe != nil {
		w.used = max(w.used, s.NVMe.Used)
		if s.NVMe.Critical != 0 {
			w.failing = fmt.Sprintf("NVMe critical_warning %#x", s.NVMe.Critical)
		}
	}
	if !s.Status.Passed {
		w.failing = "SMART FAILED"
	}
	return w, true
}

// size is a number of bytes for people.
func size(n uint64) string {
	for _, u := range []struct {
		unit string
		of   uint64
	}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"KB", 1 << 10}} {
		if n >= u.of {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.of), u.unit)
		}
	}
	return fmt.Sprintf("%d B", n)
}
