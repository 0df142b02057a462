package main

import (
	"os"
	"testing"
)

func TestConfigPrints(t *testing.T) {
	t.Parallel()
	for command, file := range map[string]string{"schema": "../../config/tiepdan.schema.json", "example": example} {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := runCommand(t, "", "config", command); err != nil || out != string(want) {
			t.Errorf("config %s: got %d bytes, %v, want those of %s", command, len(out), err, file)
		}
	}
}
