package doctor_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tiepdan/agent/doctor"
)

// kernel is what a kernel tells in files.
func kernel(files map[string]string) fs.FS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text + "\n")}
	}
	return out
}

var noon = time.Date(2026, 8, 3, 12, 0, 0, 0, time.UTC)

func clock(change func(*doctor.Clock)) doctor.Check {
	c := doctor.Clock{
		Zone: "Asia/Ho_Chi_Minh", Built: noon.AddDate(0, -1, 0), Synced: func() bool { return true }, Now: func() time.Time { return noon },
		Reference: ahead(2 * time.Millisecond),
	}
	change(&c)
	return c.Check()
}

func ahead(by time.Duration) func(context.Context) (doctor.Reading, error) {
	return func(context.Context) (doctor.Reading, error) {
		return doctor.Reading{Ahead: by, Within: 5 * time.Millisecond, From: "NTP ward"}, nil
	}
}

func clockOnes() []provoked {
	with := func(change func(*doctor.Clock)) func(*testing.T) doctor.Check { return always(clock(change)) }
	return []provoked{
		{"clock.zone", with(func(c *doctor.Clock) { c.Zone = "Asia/Ha_Noi" })},
		{"clock.zone", with(func(c *doctor.Clock) { c.Zone = "" })},
		{"clock.past", with(func(c *doctor.Clock) { c.Now = func() time.Time { return time.Unix(0, 0) } })},
		{"clock.unset", with(func(c *doctor.Clock) { c.Synced = func() bool { return false } })},
		{"clock.wrong", with(func(c *doctor.Clock) { c.Reference = ahead(-time.Hour) })},
		{"clock.drift", with(func(c *doctor.Clock) { c.Reference = ahead(2 * time.Second) })},
		{"clock.alone", with(func(c *doctor.Clock) { c.Reference = nil })},
		{"clock.alone", with(func(c *doctor.Clock) {
			c.Reference = func(context.Context) (doctor.Reading, error) { return doctor.Reading{}, errors.New("no answer") }
		})},
	}
}

func disk(change func(*doctor.Disk)) doctor.Check {
	d := doctor.Disk{
		Kernel: kernel(map[string]string{
			"proc/mounts":                           "overlay / overlay rw 0 0\n/dev/mmcblk0p4 /data ext4 rw,relatime 0 0",
			"sys/block/mmcblk0/device/pre_eol_info": "0x01", "sys/block/mmcblk0/device/life_time": "0x01 0x02", "sys/fs/ext4/mmcblk0p4/errors_count": "0",
		}),
		StateDir: "/data/tiepdan", Image: true,
		Space: space(20<<30, 1000), Write: func(string) (time.Duration, error) { return 3 * time.Millisecond, nil },
	}
	change(&d)
	return d.Check()
}

func space(free, nodes uint64) func(string) (doctor.Space, error) {
	return func(string) (doctor.Space, error) {
		return doctor.Space{Bytes: 64 << 30, FreeBytes: free, Nodes: 1000, FreeNodes: nodes}, nil
	}
}

func smart(texts ...string) func(context.Context) ([][]byte, error) {
	return func(context.Context) ([][]byte, error) {
		var out [][]byte
		for _, s := range texts {
			out = append(out, []byte(s))
		}
		return out, nil
	}
}

func diskOnes() []provoked {
	with := func(change func(*doctor.Disk)) func(*testing.T) doctor.Check { return always(disk(change)) }
	files := func(files map[string]string) func(*testing.T) doctor.Check {
		return with(func(d *doctor.Disk) { d.Kernel = kernel(files) })
	}
	emmc := func(eol, life string) func(*testing.T) doctor.Check {
		return files(map[string]string{"sys/block/mmcblk0/device/pre_eol_info": eol, "sys/block/mmcblk0/device/life_time": life})
	}
	return []provoked{
		{"disk.unreadable", with(func(d *doctor.Disk) {
			d.Space = func(string) (doctor.Space, error) { return doctor.Space{}, fs.ErrNotExist }
		})},
		{"disk.full", with(func(d *doctor.Disk) { d.Space = space(100<<20, 900) })},
		{"disk.low", with(func(d *doctor.Disk) { d.Space = space(900<<20, 900) })},
		{"disk.inodes", with(func(d *doctor.Disk) { d.Space = space(20<<30, 20) })},
		{"disk.readonly", files(map[string]string{"proc/mounts": "overlay / overlay rw 0 0\n/dev/sda4 /data ext4 ro,relatime 0 0"})},
		{"disk.unwritable", with(func(d *doctor.Disk) {
			d.Write = func(string) (time.Duration, error) { return 0, fs.ErrPermission }
		})},
		{"disk.lagging", with(func(d *doctor.Disk) {
			d.Write = func(string) (time.Duration, error) { return 4 * time.Second, nil }
		})},
		{"disk.failing", emmc("0x03", "0x01 0x01")},
		{"disk.failing", with(func(d *doctor.Disk) {
			d.Smart = smart(`{"device":{"name":"/dev/sda"},"smart_status":{"passed":false}}`)
		})},
		{"disk.failing", with(func(d *doctor.Disk) {
			d.Smart = smart(`{"device":{"name":"/dev/nvme0"},"smart_status":{"passed":true},"nvme_smart_health_information_log":{"critical_warning":4,"percentage_used":3}}`)
		})},
		{"disk.worn", emmc("0x02", "0x01 0x01")},
		{"disk.worn", emmc("0x01", "0x02 0x0b")},
		{"disk.worn", with(func(d *doctor.Disk) {
			d.Smart = smart(`{"device":{"name":"/dev/nvme0"},"smart_status":{"passed":true},"nvme_smart_health_information_log":{"percentage_used":97}}`)
		})},
		{"disk.errors", files(map[string]string{"sys/fs/ext4/sda4/errors_count": "12"})},
		{"disk.root", files(map[string]string{"proc/mounts": "/dev/sda2 / ext4 rw 0 0"})},
		{"disk.nohealth", files(nil)},
		{"disk.nohealth", with(func(d *doctor.Disk) { d.Kernel, d.Smart = kernel(nil), smart(`{}`, `rubbish`) })},
		{"disk.nohealth", with(func(d *doctor.Disk) {
			d.Kernel = kernel(nil)
			d.Smart = func(context.Context) ([][]byte, error) { return nil, errors.New("cannot run smartctl") }
		})},
	}
}

func memory(left, killed string) doctor.Check {
	return doctor.Memory{Kernel: kernel(map[string]string{
		"proc/meminfo": "MemTotal:  8000000 kB\nMemAvailable:  " + left + " kB", "proc/vmstat": "nr_free_pages 1\noom_kill " + killed,
	})}.Check()
}

func memoryOnes() []provoked {
	return []provoked{
		{"memory.out", always(memory("100000", "0"))},
		{"memory.low", always(memory("700000", "0"))},
		{"memory.killed", always(memory("4000000", "2"))},
		{"memory.unknown", always(doctor.Memory{Kernel: kernel(nil)}.Check())},
	}
}

func heat(files map[string]string) doctor.Check { return doctor.Heat{Kernel: kernel(files)}.Check() }

func heatOnes() []provoked {
	zone := func(now string) func(*testing.T) doctor.Check {
		return always(heat(map[string]string{
			"sys/class/thermal/thermal_zone0/temp": now, "sys/class/thermal/thermal_zone0/type": "x86_pkg_temp",
			"sys/class/thermal/thermal_zone0/trip_point_1_type": "critical", "sys/class/thermal/thermal_zone0/trip_point_1_temp": "90000",
		}))
	}
	return []provoked{
		{"temperature.critical", zone("86000")},
		{"temperature.hot", zone("76000")},
		{"temperature.hot", always(heat(map[string]string{"sys/class/hwmon/hwmon0/temp1_input": "87000", "sys/class/hwmon/hwmon0/name": "nvme"}))},
		{"temperature.throttled", always(heat(map[string]string{
			"sys/class/hwmon/hwmon0/temp1_input": "40000", "sys/devices/system/cpu/cpu3/thermal_throttle/package_throttle_count": "7",
		}))},
		{"temperature.unknown", always(heat(map[string]string{"sys/class/hwmon/hwmon0/temp1_input": "-273150"}))},
	}
}

func TestWellMachinePasses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]doctor.Check{
		"clock":  clock(func(*doctor.Clock) {}),
		"disk":   disk(func(*doctor.Disk) {}),
		"memory": memory("4000000", "0"),
		"heat":   heat(map[string]string{"sys/class/thermal/thermal_zone0/temp": "51000", "sys/class/thermal/thermal_zone0/type": "soc"}),
		"config": configured(func(*doctor.Config) {}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			passes(t, c)
		})
	}
}

func configured(change func(*doctor.Config)) doctor.Check {
	c := doctor.Config{
		Problems:  func() ([]string, []string, error) { return nil, nil, nil },
		Catalogue: func() (int, int, error) { return 147, 0, nil },
	}
	change(&c)
	return c.Check()
}

func configOnes() []provoked {
	with := func(change func(*doctor.Config)) func(*testing.T) doctor.Check { return always(configured(change)) }
	return []provoked{
		{"configuration.missing", with(func(c *doctor.Config) {
			c.Problems = func() ([]string, []string, error) { return nil, nil, fs.ErrNotExist }
		})},
		{"configuration.invalid", with(func(c *doctor.Config) {
			c.Problems = func() ([]string, []string, error) { return []string{"x:3:1: prnter: unknown"}, nil, nil }
		})},
		{"configuration.warning", with(func(c *doctor.Config) {
			c.Problems = func() ([]string, []string, error) { return nil, []string{"no door has a PIN"}, nil }
		})},
		{"configuration.catalogue", with(func(c *doctor.Config) {
			c.Catalogue = func() (int, int, error) { return 0, 0, errors.New("ward.toml:3:1: broken") }
		})},
		{"configuration.stale", with(func(c *doctor.Config) {
			c.Catalogue = func() (int, int, error) { return 147, 3, nil }
		})},
	}
}

func TestReadsThisMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := doctor.FreeSpace(dir)
	if err != nil || s.Bytes == 0 || s.FreeBytes > s.Bytes {
		t.Errorf("FreeSpace: %+v, %v, want less free than there is", s, err)
	}
	if took, err := doctor.TryWrite(dir); err != nil || took <= 0 {
		t.Errorf("TryWrite: %v, %v, want a time", took, err)
	}
	if _, err := doctor.TryWrite(dir + "/none"); err == nil {
		t.Error("TryWrite into no directory, want an error")
	}
	if entries, _ := fs.ReadDir(doctor.Kernel(), "proc/self"); len(entries) == 0 {
		t.Error("Kernel has no proc/self")
	}
	report := doctor.Examine(t.Context(), []doctor.Check{doctor.Memory{Kernel: doctor.Kernel()}.Check()}, doctor.Options{Now: time.Now})
	if len(report.Results) == 0 || strings.Contains(report.Results[0].Found.En, "%!") {
		t.Errorf("this machine's memory: %+v", report.Results)
	}
}
