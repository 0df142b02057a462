package config

import "strings"

// nearest returns the candidate that word was probably meant to be, or "".
func nearest(word string, candidates []string) string {
	best, bestCost := "", 1+max(1, len(word)/3)
	for _, c := range candidates {
		if cost := distance(strings.ToLower(word), c); cost < bestCost {
			best, bestCost = c, cost
		}
	}
	if best == "" {
		// A unit left out or put on: "width" for "width_px".
		for _, c := range candidates {
			if len(word) > 2 && (strings.HasPrefix(c, word+"_") || strings.HasPrefix(word, c+"_")) {
				return c
			}
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make a into b (optimal string alignment).
func distance(a, b string) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
