package schema_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"tiepdan/report/schema"
)

// bundled is a bundle of whole events.
func bundled(tb testing.TB, of ...schema.Body) []byte {
	tb.Helper()
	var b schema.Bundle
	for i, body := range of {
		raw, err := schema.EncodeBody(body)
		if err != nil {
			tb.Fatal(err)
		}
		h := header()
		h.Seq += uint64(i)
		data, err := schema.Join(h, raw)
		if err != nil {
			tb.Fatal(err)
		}
		if !b.Add(body.Kind(), data, schema.MaxBytes) {
			tb.Fatalf("no room for %s", data)
		}
	}
	return b.Message()
}

// TestBundleRoundTrip: each event comes out of a bundle as it would alone; a
// result does not, because whoever waits for it would not see it.
func TestBundleRoundTrip(t *testing.T) {
	t.Parallel()
	data := bundled(t, bodies...)
	for name, text := range map[string]string{
		"tight": string(data), "spaced": strings.NewReplacer(`"v":1,"events":[`, " \"v\" : 1 ,\n\"events\" : [ ", `"kind":`, ` "kind" :`, `},{`, "}\r\n,\t{ ").Replace(string(data)) + " ",
		"turned": `{"events":` + strings.TrimSuffix(strings.TrimPrefix(string(data), `{"v":1,"events":`), "}") + `,"v":1}`,
	} {
		all, err := schema.SplitBundle([]byte(text))
		if err != nil || len(all) != len(bodies) {
			t.Fatalf("%s: got %d events, %v, want %d of %s", name, len(all), err, len(bodies), text)
		}
		for i, one := range all {
			got, err := one.Decode()
			if bodies[i].Kind() == schema.KindResult {
				if err == nil {
					t.Errorf("%s: got a result out of a bundle, want it refused", name)
				}
				continue
			}
			if err != nil || !reflect.DeepEqual(got.Body, bodies[i]) || got.Seq != header().Seq+uint64(i) || one.Channel() != bodies[i].Kind().Channel() {
				t.Errorf("%s: got %+v on %s, %v, want %+v", name, got, one.Channel(), err, bodies[i])
			}
		}
	}
}

// TestBadEventInABundle: what is wrong with one event is its own affair.
func TestBadEventInABundle(t *testing.T) {
	t.Parallel()
	good := string(bundled(t, bodies[0], bodies[3], bodies[4]))
	tests := []struct{ name, old, new, want string }{
		{"personal field", `"number":"A012"`, `"number":"A012","name":"An"`, "unknown field"},
		{"given twice", `"number":"A012"`, `"number":"A012","number":"A012"`, "twice"},
		{"letter case", `"number":"A012"`, `"Number":"A012"`, "lower-case"},
		{"not UTF-8", `"number":"A012"`, "\"number\":\"\xff\"", "UTF-8"},
		{"unknown kind", `"kind":"call"`, `"kind":"dance"`, "no such kind"},
		{"kind that is no topic level", `"kind":"call"`, `"kind":"a/b"`, "no such kind"},
		{"another kind", `"kind":"call"`, `"kind":"fault"`, "unknown field"},
		{"nested", `"number":"A012"`, `"number":` + strings.Repeat(`[`, 60) + strings.Repeat(`]`, 60), "nested"},
		{"no version", `{"kind":"call","event":{"v":1,`, `{"kind":"call","event":{`, "v is 0"},
	}
	for _, tt := range tests {
		bad := strings.Replace(good, tt.old, tt.new, 1)
		all, err := schema.SplitBundle([]byte(bad))
		if err != nil || len(all) != 3 || bad == good {
			t.Errorf("%s: got %d events, %v, want 3", tt.name, len(all), err)
			continue
		}
		for i, one := range all {
			_, err := one.Decode()
			if i != 1 && err != nil {
				t.Errorf("%s: got %v for a good event", tt.name, err)
			}
			if i == 1 && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
			}
		}
		if _, seq, ok := schema.SniffHeader(all[1].Data); !ok || seq != header().Seq+1 {
			t.Errorf("%s: got number %d, %t of the bad event, want its own", tt.name, seq, ok)
		}
	}
}

// TestBadBundle: what cannot be taken apart is refused as a whole.
func TestBadBundle(t *testing.T) {
	t.Parallel()
	good := string(bundled(t, bodies[0]))
	tests := []struct{ name, data, want string }{
		{"nothing", "", "not a JSON object"},
		{"null", "null", "not a JSON object"},
		{"a list", "[]", "not a JSON object"},
		{"empty", "{}", "not a JSON object"},
		{"cut off", good[:len(good)-1], "not a JSON object"},
		{"after the end", good + "{}", "after the object"},
		{"no events", `{"v":1,"events":[]}`, "events[0]"},
		{"events is an object", `{"v":1,"events":{}}`, "no list"},
		{"events is null", `{"v":1,"events":null}`, "no list"},
		{"an event is a number", `{"v":1,"events":[1]}`, "not a JSON object"},
		{"other version", strings.Replace(good, `{"v":1`, `{"v":2`, 1), "v is"},
		{"version is a text", strings.Replace(good, `{"v":1`, `{"v":"1"`, 1), "v is"},
		{"personal field", strings.Replace(good, `{"v":1`, `{"phone":"0900000000","v":1`, 1), "is unknown"},
		{"letter case", strings.Replace(good, `"events"`, `"Events"`, 1), "is unknown"},
		{"given twice", strings.Replace(good, `{"v":1`, `{"v":1,"v":1`, 1), "twice"},
		{"kind given twice", strings.Replace(good, `"kind":"rating"`, `"kind":"rating","kind":"call"`, 1), "twice"},
		{"field beside an event", strings.Replace(good, `"kind":"rating"`, `"kind":"rating","x":1`, 1), "is unknown"},
		{"kind is a number", strings.Replace(good, `"kind":"rating"`, `"kind":1`, 1), "no plain text"},
		{"no kind", strings.Replace(good, `"kind":"rating",`, "", 1), "missing"},
		{"event is a text", `{"v":1,"events":[{"kind":"rating","event":"{"}]}`, "no object"},
		{"no version", `{"events":[{"kind":"help","event":{}}]}`, "missing"},
		{"an event without end", `{"v":1,"events":[{"kind":"help","event":{"a":"\"}}]}`, "no object"},
		{"two commas", `{"v":1,,"events":[{"kind":"help","event":{}}]}`, "not a JSON object"},
		{"no comma", `{"v":1 "events":[{"kind":"help","event":{}}]}`, "not a JSON object"},
		{"a comma at the end", `{"v":1,"events":[{"kind":"help","event":{}},]}`, "events[1]"},
		{"too many", `{"v":1,"events":[` + strings.Repeat(`{"kind":"help","event":{}},`, schema.MaxBundle) + `{"kind":"help","event":{}}]}`, "more than 256"},
		{"too long", strings.Repeat(" ", schema.MaxBytes) + good, "bytes"},
	}
	for _, tt := range tests {
		if _, err := schema.SplitBundle([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestBundleBounds: a bundle never grows longer than it may.
func TestBundleBounds(t *testing.T) {
	t.Parallel()
	event := []byte(`{"a":"` + strings.Repeat("x", 300) + `"}`)
	for _, most := range []int{400, 1000, 5000, schema.MaxBytes, 1 << 20} {
		var b schema.Bundle
		for b.Add(schema.KindRating, event, most) {
		}
		n, data := b.Len(), b.Message()
		if all, err := schema.SplitBundle(data); err != nil || len(all) != n || n == 0 {
			t.Errorf("at most %d: got %d events of %d, %v", most, len(all), n, err)
		}
		if len(data) > most || n < schema.MaxBundle && len(data)+len(event)+30 < min(most, schema.MaxBytes) {
			t.Errorf("at most %d: got %d bytes", most, len(data))
		}
	}
	var b schema.Bundle
	if b.Add(schema.KindRating, event, len(event)) || b.Len() != 0 {
		t.Error("got an event in that has no room, want it left out")
	}
	for range 2 * schema.MaxBundle {
		b.Add(schema.KindHelp, []byte("{}"), schema.MaxBytes)
	}
	if b.Len() != schema.MaxBundle {
		t.Errorf("got %d events, want at most %d", b.Len(), schema.MaxBundle)
	}
}

// FuzzSplitBundle: what is taken apart can be put together again.
func FuzzSplitBundle(f *testing.F) {
	f.Add(bundled(f, schema.Help{})) // small: the fuzzer minimises what it is given
	f.Add([]byte(` {"events":[ {"event":{"a":"}\\""},"kind":"b"}],"v":1}`))
	f.Add([]byte(`{"v":1,"events":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := schema.SplitBundle(data)
		if err != nil {
			return
		}
		var b schema.Bundle
		for _, one := range all {
			if _, err := one.Decode(); err != nil {
				continue
			}
			if !b.Add(one.Kind, one.Data, schema.MaxBytes) {
				return // written otherwise it was shorter
			}
		}
		if b.Len() == 0 {
			return
		}
		again, err := schema.SplitBundle(b.Message())
		if err != nil || len(again) != b.Len() {
			t.Fatalf("got %d events, %v, want %d again", len(again), err, b.Len())
		}
		for _, one := range again {
			if _, err := one.Decode(); err != nil || !bytes.Contains(data, one.Data) {
				t.Fatalf("got %s, %v, want it as it was", one.Data, err)
			}
		}
	})
}
