package main

import (
	"testing"
)

// BenchmarkDay is one working day of 300 visitors. The bar is 2 s.
func BenchmarkDay(b *testing.B) {
	o := dayOptions{visitors: 300, doors: 6, seed: 1, policy: "share"}
	for b.Loop() {
		if _, err := playDays(b.Context(), o, nil); err != nil {
			b.Fatal(err)
		}
	}
}
