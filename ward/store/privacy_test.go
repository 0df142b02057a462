package store_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/store"
)

// secrets are what messages of these tests say about a person.
func secrets() []string { return []string{"0912345678", "nguyen_van_an", "Nguyễn Văn An"} }

const personal = `{"v":1,"id":"01890a5d-ac96-774b-bcce-000000000001","epoch":"e1","seq":1,"ts":"2026-03-02T12:00:00+07:00","clock":"ntp",` +
	`"face":"satisfied","door":912345678,"lang":"Nguyễn Văn An","phone":"0912345678","nguyen_van_an":912345678}`

// everything is all that the store holds: its backup, and its file.
func everything(t *testing.T, p place, s *store.Store) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(backup(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if p.options.File != "" {
		for _, part := range []string{"", "-wal"} {
			data, err := os.ReadFile(p.options.File + part)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data...)
		}
	}
	return string(all)
}

func wantNoSecrets(t *testing.T, all string) {
	t.Helper()
	for _, secret := range secrets() {
		if strings.Contains(all, secret) || strings.Contains(all, secret[1:]) {
			t.Errorf("got %q stored, want it nowhere", secret)
		}
	}
	if data := base64.StdEncoding.EncodeToString([]byte(personal)); strings.Contains(all, data[40:80]) {
		t.Error("got the message stored, want only what may be kept of it")
	}
}

// TestRefusedIsNotStored: of a message that was refused nothing is kept that
// can be about a person.
func TestRefusedIsNotStored(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		bad := refused(1, personal)
		_, err := schema.DecodeEvent(schema.KindRating, bad.Payload)
		if err == nil {
			t.Fatal("got no error of a personal field, want one")
		}
		bad.Refused.Reason = err.Error() + "\ndoor is 912345678, want 1 to 999\nunknown field \"nguyen_van_an\""
		nameless := refused(0, `Nguyễn Văn An, 0912345678`)
		nameless.Refused.Epoch = ""
		commit(t, s, hello(0))
		for range 2 { // a copy is one, too
			if got := commit(t, s, bad); got != 1 {
				t.Errorf("got receipt up to %d, want 1", got)
			}
			if _, err := s.Commit(t.Context(), []store.Item{nameless}); err != nil {
				t.Fatal(err)
			}
		}
		wantNoSecrets(t, everything(t, p, s))
		asides, err := s.Asides(t.Context(), 10)
		if err != nil || len(asides) != 2 {
			t.Fatalf("got %+v, %v, want two messages kept aside", asides, err)
		}
		var left struct {
			Bytes, Unknown int
			Fields         []string
			ID             string
		}
		want := "cannot decode rating: a field that the contract does not have; door is not as the contract wants it"
		if err := json.Unmarshal(asides[1].Payload, &left); err != nil || asides[1].Reason != want || asides[1].Seq != 1 ||
			left.Bytes != len(personal) || left.Unknown != 2 || len(left.Fields) != 9 || left.ID != id(1) {
			t.Errorf("got %+v, %+v, %v, want the reason %q", asides[1], left, err, want)
		}
	})
}

// TestRefusedNamesAreNotStored: what a refused message calls its outbox is free
// text, unless it is as our outboxes draw it, or a good message said it.
func TestRefusedNamesAreNotStored(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, p place) {
		t.Helper()
		s := p.open(t)
		bad := refused(7, `{"v":1,"epoch":"nguyen_van_an","seq":7}`)
		bad.Refused.Epoch = "nguyen_van_an"
		bad.Topic.Channel = "evt/nguyen_van_an"
		if receipts, err := s.Commit(t.Context(), []store.Item{bad}); err != nil || len(receipts) != 0 {
			t.Errorf("got receipts %+v, %v, want none", receipts, err)
		}
		drawn := refused(1, `{"v":1,"epoch":"9f3a1c20","seq":1}`)
		drawn.Refused.Epoch = "9f3a1c20"
		if got := commit(t, s, drawn); got != 1 {
			t.Errorf("got receipt up to %d of an outbox of ours, want 1", got)
		}
		known := refused(2, `{"v":1,"epoch":"e1","seq":2}`)
		if got := commit(t, s, known, rating(1)); got != 2 {
			t.Errorf("got receipt up to %d of an outbox that is known, want 2", got)
		}
		wantNoSecrets(t, everything(t, p, s))
		asides, err := s.Asides(t.Context(), 10)
		if err != nil || len(asides) != 3 {
			t.Fatalf("got %+v, %v kept aside, want three", asides, err)
		}
		for _, a := range asides {
			if named := a.Epoch != ""; named != (a.Seq > 0) || a.Seq == 7 {
				t.Errorf("got %+v, want a name and number, or none", a)
			}
		}
	})
}

func TestChannelName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		channel, want schema.Channel
	}{
		{"event", "evt/rating", "evt/rating"},
		{"bundle", "evt/bundle", "evt/bundle"},
		{"result", "res/01890a5d-ac96-774b-bcce-000000000001", "res/01890a5d-ac96-774b-bcce-000000000001"},
		{"state", "state", "state"},
		{"unknown kind", "evt/nguyen_van_an", "evt/unknown"},
		{"result of no command", "res/0912345678", "evt/unknown"},
		{"no channel", "nguyen/van/an", "unknown"},
		{"its own", "evt/unknown", "evt/unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := store.ChannelName(tt.channel); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, reason, want string }{
		{"unknown field", `cannot decode rating: json: unknown field "phone_0912345678"`, "cannot decode rating: a field that the contract does not have"},
		{"type", "cannot decode visit: json: cannot unmarshal string into Go struct field .door of type int", "cannot decode visit: door is not as the contract wants it"},
		{"nested type", "cannot decode help-end: json: cannot unmarshal number 0912 into Go struct field Header.HelpEnd.took_s of type int", "cannot decode help-end: took_s is not as the contract wants it"},
		{"values", "cannot decode rating: door is 912345678, want 1 to 999\nface is \"An\", want one of [\"satisfied\"]\nlang is missing", "cannot decode rating: door is not as the contract wants it; face is not as the contract wants it; lang is missing"},
		{"letters", `field "Phone", want lower-case letters, digits and _`, "a field that the contract does not have"},
		{"twice", `field "an" is given twice`, "a field is given twice"},
		{"bundle", `cannot split bundle: events[3]: unknown field "an"`, "cannot split bundle: a field that the contract does not have"},
		{"size", "70000 bytes, want at most 65536", "70000 bytes, want at most 65536"},
		{"no object", "not a JSON object: invalid character 'N' looking for beginning of value", "not a JSON object"},
		{"no kind", "cannot decode 0912345678: the contract has no such kind", "not as the contract wants it"},
		{"place", "number is taken by event 01890a5d-ac96-774b-bcce-000000000001", "number is taken by event 01890a5d-ac96-774b-bcce-000000000001"},
		{"place of a refused one", "number is taken by event sha256:00", "number is taken by an event that was refused"},
		{"line ends in a value", "cannot decode rating: json: unknown field \"a\nAn\"", "cannot decode rating: a field that the contract does not have; not as the contract wants it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := store.Words(tt.reason)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if again := store.Words(got); again != got {
				t.Errorf("got %q of its own words, want %q", again, got)
			}
		})
	}
}

// TestOlderFileIsScrubbed: what an older program kept whole, or deleted without
// overwriting it, is gone when the file has been opened.
func TestOlderFileIsScrubbed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "version4.sql"))
	if err != nil {
		t.Fatal(err)
	}
	p := newSQLite(t)
	message := "CAST('" + personal + "' AS BLOB)"
	alter(t, p.options.File, string(text)+`;
		INSERT INTO events VALUES (4, '00070', 'kb-01', 'e1', 7, 'sha256:01', 'refused', '2026-03-02T12:30:00+07:00', 'unset', 1772435000000, '2026-03-02', `+message+`);
		INSERT INTO quarantine (commune, robot, channel, epoch, seq, reason, received_ms, hash, payload) VALUES
			('00070', 'kb-01', 'evt/rating', 'e1', 7, 'cannot decode rating: json: unknown field "nguyen_van_an"', 1772435000000, 'sha256:01', `+message+`),
			('00070', 'kb-01', 'evt/rating', NULL, NULL, 'json: invalid character 0912345678', 1772435000000, 'sha256:02', CAST('0912345678' AS BLOB)),
			('00070', 'kb-01', 'evt/rating', NULL, NULL, 'json: invalid character 0912345678', 1772435000000, 'sha256:03', CAST('0912345679' AS BLOB)),
			('00070', 'kb-01', 'evt/nguyen_van_an', NULL, NULL, 'not JSON', 1772435000000, 'sha256:05', CAST('1' AS BLOB)),
			('00070', 'kb-01', 'evt/0912345678', NULL, NULL, 'not JSON', 1772435000000, 'sha256:06', CAST('1' AS BLOB)),
			('00070', 'kb-01', 'evt/help', 'e1', 1, 'number is taken by event 01890a5d-ac96-774b-bcce-000000000001', 1772435000000, 'sha256:04',
				CAST('{"v":1,"id":"01890a5d-ac96-774b-bcce-000000000009","epoch":"e1","seq":1,"ts":"2026-03-02T12:00:00+07:00","clock":"ntp"}' AS BLOB));
		INSERT INTO tickets VALUES (x'00', '00070', 'kb-01', 'Nguyễn Văn An 0912345678', 1, '');
		DELETE FROM tickets`)
	data, err := os.ReadFile(p.options.File)
	if err != nil || strings.Count(string(data), "Nguyễn Văn An") != 3 {
		t.Fatalf("got %v, or not three messages in the older file", err)
	}
	s := p.open(t)
	wantNoSecrets(t, everything(t, p, s))
	asides, err := s.Asides(t.Context(), 10)
	if err != nil || len(asides) != 4 || asides[1].Channel != "evt/unknown" {
		t.Fatalf("got %+v, %v, want four kept aside: of the others nothing is left to tell them apart", asides, err)
	}
	if got, want := asides[3].Reason, "cannot decode rating: a field that the contract does not have"; got != want || asides[3].Seq != 7 {
		t.Errorf("got %+v, want the reason %q", asides[3], want)
	}
	if _, err := schema.DecodeEvent(schema.KindHelp, asides[0].Payload); err != nil {
		t.Errorf("got %v, want the whole event that only lost its place", err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Unswept {
		t.Errorf("got %+v, %v, want it swept", v, err)
	}
}

// TestErasedForGood: what is erased is in no part of the file any more.
func TestErasedForGood(t *testing.T) {
	t.Parallel()
	p := newSQLite(t)
	s := p.open(t)
	words := "Tôi là Nguyễn Văn An, số 0912345678. " + strings.Repeat("và còn nữa ", 800) // more than a page
	for i, text := range []string{words, "Nguyễn Văn An"} {
		id := string(rune('A' + i))
		if _, err := s.AddCase(t.Context(), office.Case{ID: id, Key: id, Opened: noon, Topic: "wait", Text: text}, office.Entry{At: noon}); err != nil {
			t.Fatal(err)
		}
		err := s.ChangeCase(t.Context(), id, func(c *office.Case) error {
			c.Text, c.Erased = "", true
			return nil
		}, office.Entry{At: noon})
		if err != nil {
			t.Fatal(err)
		}
	}
	wantNoSecrets(t, everything(t, p, s))
	if all := everything(t, p, s); strings.Contains(all, "và còn nữa") {
		t.Error("got words of an erased case, want none")
	}
}
