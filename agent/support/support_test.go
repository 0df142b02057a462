package support_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/support"
)

func TestScrub(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want string }{
		{"a telephone", "gọi 0912345678 nhé", "gọi [removed] nhé"},
		{"with separators", "call +84 912 345 678 now", "call [removed] now"},
		{"an identity card", "số 001085012345.", "số [removed]."},
		{"an address", "from nguyen.van-a@example.vn today", "from [removed] today"},
		{"a ticket's token", "/t/AbCdEfGhIjKlMnOpQrStUv shown", "/t/[removed] shown"},
		{"a telephone with dots", "gọi 0912.345.678 nhé", "gọi [removed] nhé"},
		{"the same from abroad", "gọi +84.912.345.678", "gọi [removed]"},
		{"a telephone with one dot", "gọi 0912.345678", "gọi [removed]"},
		{"pairs with dots", "gọi 09.12.34.56.78", "gọi [removed]"},
		{"a landline with dots", "024.3825.3536", "[removed]"},
		{"an identity card with dots", "số 001.085.012.345", "số [removed]"},
		{"spaces that do not break", "0912\u00a0345\u00a0678", "[removed]"},
		{"long dashes", "0912–345–678", "[removed]"},
		{"health insurance", "thẻ HS4010123456789", "thẻ [removed]"},
		{"a token with a dash before", "/t/-bCdEfGhIjKlMnOpQrStUv shown", "/t/[removed] shown"},
		{"a time with few digits", "22:15:05.123456 ready", "22:15:05.123456 ready"},
		{"a date with dots", "valid until 05.11.2026", "valid until 05.11.2026"},
		{"a time", "time=2026-11-22T22:15:00.123456789+07:00 level=INFO", "time=2026-11-22T22:15:00.123456789+07:00 level=INFO"},
		{"a duration", "took=123.456789ms pixels=2073600", "took=123.456789ms pixels=2073600"},
		{"an address of the net", "broker=tcp://192.168.100.200:8883 visit=a1b2c3-17", "broker=tcp://192.168.100.200:8883 visit=a1b2c3-17"},
		{"a command's name", "command=01890a5d-ac96-774b-bcce-b302099a8057 done", "command=01890a5d-ac96-774b-bcce-b302099a8057 done"},
		{"a sum", "sha256 " + strings.Repeat("0123456789abcdef", 4), "sha256 " + strings.Repeat("0123456789abcdef", 4)},
		{"a time and a telephone", "2026-11-22T22:15:00Z 0912345678", "2026-11-22T22:15:00Z [removed]"},
		{"letters before it", "sđt0912345678 tel_0912345678 IDA001085012345", "sđt[removed] tel_[removed] I[removed]"},
		{"letters behind it", "0912345678nhé 001085012345x", "[removed]nhé [removed]x"},
		{"a stamp of time before it", "2026-11-22T22:15:00Z0912345678", "[removed]"},
		{"a stamp of time, and no end", "2026-11-22T22:15:00.0912345678 2026-11-22T22:15:00-0912345678", "[removed] [removed]"},
		{"a stamp of time behind it", "09123456782026-11-22T22:15:00Z", "[removed]2026-11-22T22:15:00Z"},
		{"a comma between", "2026-11-22T22:15:00,0912345678", "[removed]"},
		{"an address of the net before it", "10.0.0.1:0912345678", "[removed]"},
		{"something like a fraction", "0912345678.5", "[removed]"},
		{"wide digits", "gọi ０９１２３４５６７８", "gọi [removed]"},
		{"other digits", "٠٩١٢٣٤٥٦٧٨", "[removed]"},
		{"something unseen between", "0912\u200b345678", "[removed]"},
		{"a password with a slash", "dial mqtts://kb-01:hun/ter2@ward.example:8883: refused", "dial mqtts://[removed]@ward.example:8883: refused"},
		{"a time without seconds", "2026-11-22 15:04 and 2026-11-22", "2026-11-22 15:04 and 2026-11-22"},
		{"our version", "kioskctl 1.2.0+git20261123092231.b52c1a9f", "kioskctl 1.2.0+git20261123092231.b52c1a9f"},
		{"a module's version", "v0.0.0-20260823155953-d41da22a9587", "v0.0.0-20260823155953-d41da22a9587"},
		{"names of figures", "go_gc_duration_seconds 1 tiepdan_messages_total_a 2", "go_gc_duration_seconds 1 tiepdan_messages_total_a 2"},
		{"floats", "a 0.023456789012345678 b 1.763881200123456e+09 c 1.0912345678", "a 0.023456789012345678 b 1.763881200123456e+09 c [removed]"},
		{"addresses of memory", "RSDP 0x00000000000E0000 000024", "RSDP 0x00000000000E0000 000024"},
		{"seconds since 1970", "at 1763881200.123456", "at 1763881200.123456"},
		{"a ticket's number", "A017 called to door 3", "A017 called to door 3"},
	} {
		if got := support.Scrub(tc.in); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	got := support.Redact(`[unit]
id = "kb-01"
[screen]
technician_pin_hash = "$2a$10$abcdefghijklmnopqrstuv"
[report]
broker = ["mqtts://kb-01:hunter2@ward.example:8883", 'mqtts://kb-01:hunter2/x@ward.example']
key_file = "/etc/tiepdan/certs/kb-01.key"
password = "hunter2"
[[ward.keys]]
public_key = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
"door_pin" = "1357"
pass = """
swordfish
"""
tokens = [
  "marlin",
]
line = [{name = "a", pin_hash = "$2a$10$zyxwv"}, {pin = 8642}]
[help]
phone = "024 3825 3536"
`)
	for _, gone := range []string{"hunter2", "$2a$10", "3825", "1357", "8642", "swordfish", "marlin"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still there:\n%s", gone, got)
		}
	}
	for _, kept := range []string{`id = "kb-01"`, "ward.example:8883", "certs/kb-01.key", "MCowBQYDK2VwAyEA"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%s is missing:\n%s", kept, got)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "flight.txt")
	if err := os.WriteFile(file, []byte("a step took 1s"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := func(s string, err error) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return s, err }
	}
	var b bytes.Buffer
	var told []string
	err := support.Write(t.Context(), &b, "tiepdan-kb-01", time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), []support.Part{
		{Name: "log.txt", Read: text(strings.Repeat("x", 5<<20)+" gọi 0912345678", nil)},
		{Name: "config.toml", Read: text(`pin = "2468"`, nil), Config: true},
		{Name: "doctor.txt", Read: text("", errors.New("no kioskd answers to 0912345678"))},
		support.File("flight/1.txt", file),
	}, func(name string, _ error) { told = append(told, name) })
	if err != nil {
		t.Fatal(err)
	}
	got := unpack(t, &b)
	if !strings.HasSuffix(got["tiepdan-kb-01/log.txt"], "gọi [removed]") || !strings.HasPrefix(got["tiepdan-kb-01/log.txt"], "[the beginning") || len(got["tiepdan-kb-01/log.txt"]) > 4<<20+100 {
		t.Errorf("the log has %d bytes", len(got["tiepdan-kb-01/log.txt"]))
	}
	if got["tiepdan-kb-01/config.toml"] != `pin = "[removed]"` || got["tiepdan-kb-01/flight/1.txt"] != "a step took 1s" {
		t.Errorf("got %q and %q", got["tiepdan-kb-01/config.toml"], got["tiepdan-kb-01/flight/1.txt"])
	}
	list := got["tiepdan-kb-01/contents.txt"]
	if !strings.Contains(list, "missing: no kioskd answers to [removed]") || !strings.Contains(list, "Made 2026-11-22") || len(told) != 4 {
		t.Errorf("got %q and %v", list, told)
	}
}

func unpack(t *testing.T, r io.Reader) map[string]string {
	t.Helper()
	gz, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for in := tar.NewReader(gz); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		out[h.Name] = string(data)
	}
}
