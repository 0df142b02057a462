package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	main "tiepdan/cmd/kioskd"
)

// TestHardware: the ward is told what the machine says of itself, in words that
// its contract takes.
func TestHardware(t *testing.T) {
	t.Parallel()
	const board, vendor, product = "sys/firmware/devicetree/base/model", "sys/class/dmi/id/sys_vendor", "sys/class/dmi/id/product_name"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"nothing", nil, ""},
		{"a board", map[string]string{board: "Radxa ROCK 5B\x00"}, "Radxa ROCK 5B"},
		{"a computer", map[string]string{vendor: "Advantech\n", product: "  ARK-1124\tV2\n"}, "Advantech ARK-1124 V2"},
		{"a computer without a vendor", map[string]string{product: "ARK\n"}, "ARK"},
		{"both", map[string]string{board: "Board", product: "Product"}, "Board"},
		{"an empty board", map[string]string{board: "\x00", product: "Product"}, "Product"},
		{"no text", map[string]string{board: "a\xff\u0085b"}, "a b"},
		{"long", map[string]string{board: strings.Repeat("ữ", 100)}, strings.Repeat("ữ", 64)},
	}
	for _, tt := range tests {
		root := t.TempDir()
		for file, text := range tt.files {
			path := filepath.Join(root, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := main.Hardware(root); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
