package main_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stat is what proc(5) says of a process.
type stat struct {
	pid, parent int
	cpu         time.Duration // of the process, and of its children that have ended
}

// tick is the unit of processor time in proc(5): USER_HZ is 100 on Linux.
const tick = 10 * time.Millisecond

func readStat(pid int) (stat, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, false
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	s := stat{pid: pid}
	s.parent, _ = strconv.Atoi(fields[1])
	for _, f := range fields[11:15] { // utime, stime, cutime, cstime
		n, _ := strconv.Atoi(f)
		s.cpu += time.Duration(n) * tick
	}
	return s, true
}

// tree lists a process and all its descendants.
func tree(root int) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	children := map[int][]int{}
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if s, ok := readStat(pid); ok {
				children[s.parent] = append(children[s.parent], pid)
			}
		}
	}
	all := []int{root}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	slices.Sort(all)
	return all
}

// cpuOf is the processor time that a process and its descendants have used.
func cpuOf(root int) time.Duration {
	var sum time.Duration
	for _, pid := range tree(root) {
		if s, ok := readStat(pid); ok {
			sum += s.cpu
		}
	}
	return sum
}

// pssOf is the memory of a process and its descendants in MiB, shared pages by
// their share.
func (s *stand) pssOf(root int) float64 {
	s.t.Helper()
	sum := 0.0
	for _, pid := range tree(root) {
		sum += s.pss(pid)
	}
	return sum
}
