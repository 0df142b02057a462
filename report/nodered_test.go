package report_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"tiepdan/report/schema"
)

// TestNodeRED runs when NODE_RED names Node-RED's red.js: make test-peers
// installs it. It reads the ratings by configuration alone, and writes down what
// it read.
func TestNodeRED(t *testing.T) {
	red := os.Getenv("NODE_RED")
	if red == "" {
		t.Skip("NODE_RED names no Node-RED: make test-peers")
	}
	t.Parallel()
	at := broker(t)
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "ratings.txt")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A node without a place would be a configuration.
	flow, err := json.Marshal([]map[string]any{
		{"id": "tab", "type": "tab", "label": "ratings"},
		{"id": "broker", "type": "mqtt-broker", "broker": u.Hostname(), "port": u.Port(), "protocolVersion": "4", "keepalive": "60", "autoConnect": true, "cleansession": true},
		{"id": "in", "type": "mqtt in", "x": 100, "y": 100, "z": "tab", "topic": "kb/v1/+/+/evt/rating", "qos": "1", "datatype": "json", "broker": "broker", "wires": [][]string{{"text"}}},
		{"id": "text", "type": "json", "x": 100, "y": 100, "z": "tab", "property": "payload", "action": "str", "wires": [][]string{{"file"}}},
		{"id": "file", "type": "file", "x": 100, "y": 100, "z": "tab", "filename": out, "filenameType": "str", "appendNewline": true, "overwriteFile": "false", "wires": [][]string{{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	write("flows.json", string(flow))
	write("settings.js", `module.exports = {uiHost: "127.0.0.1", uiPort: 0, httpAdminRoot: false, httpNodeRoot: false, telemetry: {enabled: false}, flowFile: "flows.json"}`)
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", red, "--userDir", dir, "--settings", filepath.Join(dir, "settings.js"))
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Wait() // t.Context has ended: it was killed
		if t.Failed() {
			t.Logf("Node-RED said:\n%s", said.String())
		}
	})
	w := newWard(t, at)
	o := newOutbox(t, 1, 0)
	reporter(t, at, o, nil)
	w.receipt("e1", 0)
	faces := []string{"very-satisfied", "satisfied", "neutral", "dissatisfied"}
	wrote := func() (read []schema.Rating, lines int) {
		data, _ := os.ReadFile(out) // not there before the first rating
		for line := range bytes.Lines(data) {
			e, err := schema.DecodeEvent(schema.KindRating, bytes.TrimSpace(line))
			if err != nil {
				t.Fatalf("Node-RED wrote %s: %v", line, err)
			}
			read, lines = append(read, e.Body.(schema.Rating)), lines+1
		}
		return read, lines
	}
	rate := func(face string) {
		t.Helper()
		body, err := schema.EncodeBody(schema.Rating{Face: face, Source: "panel"})
		if err != nil {
			t.Fatal(err)
		}
		o.add(string(schema.KindRating), body)
	}
	eventually(t, "Node-RED is there", func() bool {
		rate(faces[0])
		w.receipt("e1", uint64(len(o.all())))
		_, lines := wrote()
		return lines > 0
	})
	for _, face := range faces {
		rate(face)
	}
	eventually(t, "every face, in order", func() bool {
		read, lines := wrote()
		if lines < len(faces) {
			return false
		}
		var last []string
		for _, r := range read[lines-len(faces):] {
			last = append(last, r.Face)
		}
		return slices.Equal(last, faces)
	})
}

func (o *outbox) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := make([]string, len(o.records))
	for i, r := range o.records {
		ids[i] = r.ID
	}
	return ids
}
