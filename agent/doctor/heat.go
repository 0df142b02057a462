package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Heat is what the temperatures' check needs.
type Heat struct {
	Kernel fs.FS // of "/": sys/class/thermal, sys/class/hwmon
}

// Degrees below a sensor's own critical point from which it is hot, and critical;
// and the critical point of one that names none.
const (
	hotBelow      = 15
	criticalBelow = 5
	usualCritical = 100
)

func heatTroubles() []Trouble {
	p := PartHeat
	cool := Text{"Lau bụi khe gió và quạt, để máy tránh nắng và cách tường 10 cm; kiểm tra lại sau 15 phút.", "Clean the vents and the fan, keep the unit out of the sun and 10 cm from walls; examine again in 15 minutes."}
	return []Trouble{
		{p, "temperature.critical", Fail, Text{"%[1]s nóng %[2]d °C, ngưỡng dừng %[3]d °C.", "%[1]s is at %[2]d °C, it stops at %[3]d °C."}, cool},
		{p, "temperature.hot", Warn, Text{"%[1]s nóng %[2]d °C, ngưỡng dừng %[3]d °C.", "%[1]s is at %[2]d °C, it stops at %[3]d °C."}, cool},
		{p, "temperature.throttled", Warn, Text{"Từ lúc bật máy, bộ xử lý đã %d lần chạy chậm lại vì nóng.", "Since the start, the processor has slowed down %d times because of heat."}, cool},
		{p, "temperature.unknown", Skipped, Text{"Máy không có cảm biến nhiệt đọc được.", "This machine has no temperature sensor that can be read."}, Text{"Không cần làm gì.", "Nothing to do."}},
	}
}

// Check examines the temperatures.
func (h Heat) Check() Check {
	return Check{Part: PartHeat, Run: func(context.Context, Ask) []Result { return h.examine() }}
}

// sensor is one temperature, in degrees Celsius.
type sensor struct {
	name        string
	now, limits int
}

func (h Heat) examine() []Result {
	all := append(h.zones(), h.chips()...)
	var out []Result
	if len(all) == 0 {
		out = append(out, trouble("temperature.unknown"))
	}
	hottest := sensor{now: -273}
	for _, s := range all {
		if s.now > hottest.now {
			hottest = s
		}
		switch {
		case s.now >= s.limits-criticalBelow:
			out = append(out, trouble("temperature.critical", s.name, s.now, s.limits))
		case s.now >= s.limits-hotBelow:
			out = append(out, trouble("temperature.hot", s.name, s.now, s.limits))
		}
	}
	if n := h.throttled(); n > 0 {
		out = append(out, trouble("temperature.throttled", n))
	}
	if len(out) == 0 {
		out = append(out, pass(PartHeat, Text{"Nóng nhất %[1]d °C (%[2]s), %[3]d cảm biến.", "At most %[1]d °C (%[2]s), %[3]d sensors."}, hottest.now, hottest.name, len(all)))
	}
	return out
}

// zones are the kernel's thermal zones
// (https://docs.kernel.org/driver-api/thermal/sysfs-api.html).
func (h Heat) zones() []sensor {
	files, err := fs.Glob(h.Kernel, "sys/class/thermal/thermal_zone*/temp")
	if err != nil {
		return nil
	}
	var out []sensor
	for _, file := range files {
		dir := path.Dir(file)
		now, ok := h.degrees(file)
		if !ok {
			continue
		}
		s := sensor{name: line(h.Kernel, dir+"/type"), now: now, limits: usualCritical}
		for i := range 12 { // a zone has no more trip points
			if line(h.Kernel, fmt.Sprintf("%s/trip_point_%d_type", dir, i)) != "critical" {
				continue
			}
			if at, ok := h.degrees(fmt.Sprintf("%s/trip_point_%d_temp", dir, i)); ok && at > 0 {
				s.limits = at
			}
		}
		out = append(out, s)
	}
	return out
}

// chips are the sensors of hardware monitors
// (https://docs.kernel.org/hwmon/sysfs-interface.html).
func (h Heat) chips() []sensor {
	files, err := fs.Glob(h.Kernel, "sys/class/hwmon/hwmon*/temp*_input")
	if err != nil {
		return nil
	}
	var out []sensor
	for _, file := range files {
		stem := strings.TrimSuffix(file, "_input")
		now, ok := h.degrees(file)
		if !ok {
			continue
		}
		s := sensor{name: strings.TrimSpace(line(h.Kernel, path.Dir(file)+"/name") + " " + line(h.Kernel, stem+"_label")), now: now, limits: usualCritical}
		if at, ok := h.degrees(stem + "_crit"); ok && at > 0 {
			s.limits = at
		}
		out = append(out, s)
	}
	return out
}

// degrees reads thousandths of a degree. Sensors that are not connected say
// what no room has.
func (h Heat) degrees(file string) (int, bool) {
	n, err := strconv.Atoi(line(h.Kernel, file))
	if err != nil || n < -60_000 || n > 200_000 {
		return 0, false
	}
	return n / 1000, true
}

// throttled counts how often the processor's package slowed down since the start.
func (h Heat) throttled() uint64 {
	files, err := fs.Glob(h.Kernel, "sys/devices/system/cpu/cpu*/thermal_throttle/package_throttle_count")
	if err != nil {
		return 0
	}
	var most uint64 // every processor tells of its whole package
	for _, file := range files {
		if n, err := strconv.ParseUint(line(h.Kernel, file), 10, 64); err == nil {
			most = max(most, n)
		}
	}
	return most
}
