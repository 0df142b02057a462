package config_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"tiepdan/config"
)

var update = flag.Bool("update", false, "write tiepdan.schema.json anew")

const schemaFile = "tiepdan.schema.json"

func TestSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := config.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(schemaFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code says (%v): go test ./config -run Schema -update", schemaFile, err)
	}
	if !strings.HasPrefix(string(config.Example()), "#:schema ./"+schemaFile+"\n") {
		t.Error("the example does not name its schema for editors")
	}
}

// loaderOnly are the problems of spoilt that a schema cannot know: they are about
// other settings, or about what stands within a text. A new row of spoilt that ajv
// takes either gets its k.note beside its check, or stands here.
func loaderOnly() []string {
	return []string{
		`unit.ward: is empty`,
		`unit.ward: has accents apart`,
		`unit.time_zone: `,
		`unit.feedback_url: holds a password or a key`,
		`unit.help_url: `,
		`diagnostics.metrics: `,
		`screen.warn_before_s: is 20, expected less than idle_reset_s`,
		`screen.touch_device: `,
		`services[1].groups[2]: `,
		`queue.reservations_file: `,
		`catalogue.ward_file: `,
		`screen.orientation: `,
		`services[2].id: `,
		`services[2].name_vi: says "miễn phí"`,
		`services[2].name_vi: `,
		`queue.classes[2].id: `,
		`services[3].doors[2]: `,
		`doors[2].place: is missing`,
		`printer.address: has the port`,
		`printer.address: has the parameters`,
		`printer.address: has the rate 12345`,
		`printer.address: has the port "0"`,
		`printer.address: names a user`,
		`printer.address: has "x" behind #`,
		`printer.logo: `,
		`call_boxes[1].device: is "/dev/tiepdan-panel", which another box has`,
		`call_boxes[1].doors[2]: is 99, expected the number of a door`,
		`base.signing_key_file: `,
		`base.tee: `,
		`speech.wake_words[1]: is`,
		`nav.welcome: `,
		`nav.waiting: is missing`,
		`nav.places[8].name: `,
		`nav.dock: is "dok"`,
		`nav.entrance: is "gate"`,
		`nav.places[1].else: is the place itself`,
		`nav.places[1].else: is "hall"`,
		`tray.stock[1]: is empty`,
		`tray.stock[2]: is "GPIO26", which tray.stock[1]`,
		`nav.rounds[1].stops[2]: `,
		`speech.speechd: `,
		`report.broker[1]: sends ratings to`,
		`report.broker[2]: `,
		`report.key_file: is missing`,
	}
}

// TestSchema holds the schema against ajv: it refuses what the loader refuses and
// takes what the loader takes.
func TestSchema(t *testing.T) {
	t.Parallel()
	var in bytes.Buffer
	out := json.NewEncoder(&in)
	add := func(name, text string, valid bool) {
		data := map[string]any{}
		if toml.Unmarshal([]byte(text), &data) != nil {
			return
		}
		line := map[string]any{"name": name, "data": data, "valid": valid}
		if _, err := json.Marshal(line); err != nil {
			return // nan and inf, which JSON does not have
		}
		if err := out.Encode(line); err != nil {
			t.Fatal(err)
		}
	}
	add("the example", readExample(t), true)
	add("the least", minimal, true)
	for _, row := range allowed() {
		add(row.new, edit(t, readExample(t), row.old, row.new), true)
	}
	refused, met := 0, map[string]bool{}
	for _, row := range spoilt() {
		if slices.Contains(loaderOnly(), row.want) {
			met[row.want] = true
			add(row.new, edit(t, readExample(t), row.old, row.new), true)
			continue
		}
		refused++
		add(row.new+" ("+row.want+")", edit(t, readExample(t), row.old, row.new), false)
	}
	if len(met) != len(loaderOnly()) {
		t.Errorf("got %d rows for %d that only the loader knows", len(met), len(loaderOnly()))
	}
	t.Logf("the schema refuses %d of %d", refused, len(spoilt()))
	peer := exec.CommandContext(t.Context(), "node", "../testpeers/schema.js", schemaFile)
	peer.Stdin = &in
	if got, err := peer.CombinedOutput(); err != nil {
		t.Errorf("ajv: %v (scripts/setup test installs it)\n%s", err, got)
	}
}
