package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// verdict is one message for the witness, see testpeers/contract.js.
type verdict struct {
	Schema string          `json:"schema"`
	Data   json.RawMessage `json:"data"`
	Valid  bool            `json:"valid"`
}

// TestWitness: @asyncapi/parser reads the document, and ajv says of every
// example, and of every one with something changed, what our own readers say.
func TestWitness(t *testing.T) {
	t.Parallel()
	var in bytes.Buffer
	lines := json.NewEncoder(&in)
	for _, m := range messages(t, newGenerator(t)) {
		for _, e := range m.examples {
			if err := lines.Encode(verdict{m.name, e, true}); err != nil {
				t.Fatal(err)
			}
			for _, c := range mutants(t, m, e) {
				if between(m, c) {
					continue
				}
				if err := m.decode(c.data); (err == nil) != c.valid {
					t.Errorf("%s, %s: our reader says %v of %s, want valid %t", m.name, c.what, err, c.data, c.valid)
				}
				if err := lines.Encode(verdict{m.name, c.data, c.valid}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // on a busy machine
	defer cancel()
	node := exec.CommandContext(ctx, "node", "../../../testpeers/contract.js", ".")
	node.Stdin = &in
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\nscripts/setup test installs what is missing", err, out)
	}
	t.Logf("%s", out)
}

// between leaves out what depends on another field, which a schema cannot say.
func between(m message, c mutant) bool {
	return c.valid && strings.Contains(c.what, "_min") || // of a span, or a range
		m.name == "rating" && strings.Contains(string(c.data), `"panel"`) && c.valid
}
