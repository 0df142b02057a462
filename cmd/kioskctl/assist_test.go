package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAssistAsk(t *testing.T) {
	out, err := runCommand(t, "", "assist", "ask", "đăng ký", "tạm trú", "mất bao lâu")
	if err != nil || !strings.HasPrefix(out, "direct time\n") || !strings.Contains(out, "1.004194 Đăng ký tạm trú") {
		t.Errorf("got %q, %v, want the procedure and what is asked", out, err)
	}
	out, err = runCommand(t, "", "assist", "ask", "--json", "xin chào")
	var got asked
	if jsonErr := json.Unmarshal([]byte(out), &got); err != nil || jsonErr != nil || got.Understanding.Talk != "greeting" {
		t.Errorf("got %q, %v, %v, want a greeting as JSON", out, err, jsonErr)
	}
}

func TestAssistEval(t *testing.T) {
	file := filepath.Join(t.TempDir(), "said.tsv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("1.004194\tđăng ký tạm trú\n2.000815\tsao y bằng đại học\n-\tgiá vàng hôm nay bao nhiêu\n")
	out, err := runCommand(t, "", "assist", "eval", "--json", file)
	var got map[string]float64
	if jsonErr := json.Unmarshal([]byte(out), &got); err != nil || jsonErr != nil {
		t.Fatalf("got %q, %v, %v, want one JSON object", out, err, jsonErr)
	}
	for name, want := range map[string]float64{"n": 2, "top1": 1, "top3": 1, "wrong_direct": 0, "out_of_scope_n": 1, "out_of_scope_direct": 0} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("got %s %g, %v, want %g", name, v, ok, want)
		}
	}
	if got["p99_ms"] <= 0 {
		t.Errorf("got p99_ms %g, want a time", got["p99_ms"])
	}
	write("1.004194\tkhai sinh\n")
	out, err = runCommand(t, "", "assist", "eval", file, "--fields", "--confusions", "--noise", "0", "--no-diacritics")
	if err != nil || !strings.Contains(out, "cu-tru") || !strings.Contains(out, "1.004194 Đăng ký tạm trú → ") {
		t.Errorf("got %q, %v, want the field and what it was taken for", out, err)
	}
	write("1.004194,2.000815\ttôi muốn đăng ký tạm trú và sao y bằng đại học\n")
	out, err = runCommand(t, "", "assist", "eval", file)
	if err != nil || !strings.Contains(out, "1 sentences with several needs: all found in order 100.0 %") {
		t.Errorf("got %q, %v, want both needs", out, err)
	}
	write("time\tbao lâu\nwho\tai giải quyết\nfee\tcần giấy tờ gì\nnone\tđăng ký tạm trú\n")
	out, err = runCommand(t, "", "assist", "eval", "--questions", "--confusions", file)
	if err != nil || out != "4 questions, 75.0 % right\n  1  fee → papers\n" {
		t.Errorf("got %q, %v, want three of four", out, err)
	}
	write("no tab\n")
	for _, args := range [][]string{{file}, {file + ".none"}, {}, {file, "--cross", "5"}, {file, "--noise", "2"}, {file, "--catalogue", file}} {
		if _, err := runCommand(t, "", append([]string{"assist", "eval"}, args...)...); err == nil {
			t.Errorf("%v: got no error", args)
		}
	}
}
