package doctor

import (
	"context"
	"io/fs"
	"strconv"
	"strings"
)

// Memory is what the memory's check needs.
type Memory struct {
	Kernel fs.FS // of "/": proc/meminfo, proc/vmstat
}

// Hundredths of the memory that programs can still have.
const (
	memoryOut = 4
	memoryLow = 12
)

func memoryTroubles() []Trouble {
	p := PartMemory
	next := Text{"Khởi động lại máy; nếu vẫn vậy, gửi gói hỗ trợ (kioskctl bundle) và bỏ bớt mô hình giọng nói.", "Restart the unit; if it stays, send a support bundle (kioskctl bundle) and remove a speech model."}
	return []Trouble{
		{p, "memory.out", Fail, Text{"Chỉ còn %[1]s trong %[2]s.", "Only %[1]s of %[2]s are left."}, next},
		{p, "memory.low", Warn, Text{"Còn %[1]s trong %[2]s.", "%[1]s of %[2]s are left."}, next},
		{p, "memory.killed", Warn, Text{"Từ lúc bật máy, %s chương trình đã bị dừng vì thiếu bộ nhớ.", "Since the start, %s programs were ended for want of memory."}, next},
		{p, "memory.unknown", Skipped, Text{"Nhân hệ điều hành không cho biết bộ nhớ.", "The kernel does not tell about memory."}, Text{"Không cần làm gì.", "Nothing to do."}},
	}
}

// Check examines the memory.
func (m Memory) Check() Check {
	return Check{Part: PartMemory, Run: func(context.Context, Ask) []Result { return m.examine() }}
}

func (m Memory) examine() []Result {
	info := fields(m.Kernel, "proc/meminfo")
	all, allOK := info["MemTotal:"]
	left, leftOK := info["MemAvailable:"]
	if !allOK || !leftOK || all == 0 {
		return []Result{trouble("memory.unknown")}
	}
	var out []Result
	switch {
	case left*100 < all*memoryOut:
		out = append(out, trouble("memory.out", size(left<<10), size(all<<10)))
	case left*100 < all*memoryLow:
		out = append(out, trouble("memory.low", size(left<<10), size(all<<10)))
	}
	if n := fields(m.Kernel, "proc/vmstat")["oom_kill"]; n > 0 {
		out = append(out, trouble("memory.killed", strconv.FormatUint(n, 10)))
	}
	if len(out) == 0 {
		out = append(out, pass(PartMemory, Text{"Còn %[1]s trong %[2]s.", "%[1]s of %[2]s are left."}, size(left<<10), size(all<<10)))
	}
	return out
}

// fields reads a file of lines "name number".
func fields(kernel fs.FS, file string) map[string]uint64 {
	data, err := fs.ReadFile(kernel, file)
	if err != nil {
		return nil
	}
	out := map[string]uint64{}
	for l := range strings.Lines(string(data)) {
		f := strings.Fields(l)
		if len(f) < 2 {
			continue
		}
		if n, err := strconv.ParseUint(f[1], 10, 64); err == nil {
			out[f[0]] = n
		}
	}
	return out
}
