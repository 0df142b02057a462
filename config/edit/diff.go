package edit

import (
	"fmt"
	"slices"
	"strings"
)

// around is how many lines that are the same a difference shows beside others.
const around = 2

// Diff shows how two texts differ, line by line, as diff -u does: with "-" what
// goes and with "+" what comes, after the number of the line in the old text.
func Diff(before, after string) string {
	a, b := splitLines(before), splitLines(after)
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	end := 0
	for end < len(a)-same && end < len(b)-same && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	if same == len(a) && same == len(b) {
		return ""
	}
	all := make([]string, 0, len(a)+len(b))
	for _, line := range a[:same] {
		all = append(all, " "+line)
	}
	all = append(all, difference(a[same:len(a)-end], b[same:len(b)-end])...)
	for _, line := range a[len(a)-end:] {
		all = append(all, " "+line)
	}
	return shorten(all)
}

// splitLines are the lines of a text, line ends of Windows shown.
func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
}

// difference keeps the longest common lines. Files are some hundred lines long.
func difference(a, b []string) []string {
	most := common(a, b)
	var out []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, " "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && most[i+1][j] >= most[i][j+1]:
			out = append(out, "-"+a[i])
			i++
		default:
			out = append(out, "+"+b[j])
			j++
		}
	}
	return out
}

// common counts how many lines two texts have in common from each pair of lines
// on.
func common(a, b []string) [][]int {
	most := make([][]int, len(a)+1)
	for i := range most {
		most[i] = make([]int, len(b)+1)
	}
	for i := range slices.Backward(a) {
		for j := range slices.Backward(b) {
			if most[i][j] = max(most[i+1][j], most[i][j+1]); a[i] == b[j] {
				most[i][j] = 1 + most[i+1][j+1]
			}
		}
	}
	return most
}

// shorten leaves what is the same out, but for the lines around differences.
func shorten(all []string) string {
	shown := make([]bool, len(all))
	for i, line := range all {
		if line[0] != ' ' {
			for k := max(0, i-around); k <= min(len(all)-1, i+around); k++ {
				shown[k] = true
			}
		}
	}
	var b strings.Builder
	number := 1
	for i, line := range all {
		if shown[i] {
			if i == 0 || !shown[i-1] {
				fmt.Fprintf(&b, "@@ line %d @@\n", number)
			}
			b.WriteString(line + "\n")
		}
		if line[0] != '+' {
			number++
		}
	}
	return b.String()
}
