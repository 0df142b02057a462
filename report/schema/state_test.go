package schema_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tiepdan/report/schema"
)

func status() schema.Status {
	since := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	return schema.Status{
		V: 1, TS: since, Clock: schema.ClockNTP, Boot: "b1",
		Services: []schema.ServiceStatus{{
			Service: "justice", Label: schema.Label{Vi: "Tư pháp – Hộ tịch", En: "Civil status"},
			Waiting: 4, Wait: &schema.Minutes{Low: 5, High: 12},
		}},
		Doors: []schema.DoorStatus{{
			Door: 3, Label: schema.Label{Vi: "Cửa 3", En: "Door 3"}, Serving: "A012", Since: &since, Waiting: 4,
		}},
		Base:    &schema.BaseStatus{State: "driving", BatteryPct: 82, XM: 1.5, YM: -2, HeadingRad: 0.5, Place: ""},
		Mission: &schema.MissionStatus{Kind: "lead", Phase: "leading", Door: 3},
		Printer: schema.PrinterStatus{Link: true, Paper: "near-end"},
		Parts:   []schema.PartStatus{{Part: "printer", Up: true, Since: since}},
		Outbox:  schema.OutboxStatus{Epoch: "9f3a1c20", Sent: 12, Delivered: 10},
	}
}

func TestStatusRoundTrip(t *testing.T) {
	t.Parallel()
	data, err := schema.Encode(status())
	if err != nil {
		t.Fatal(err)
	}
	got, err := schema.Decode[schema.Status](data)
	if err != nil || !reflect.DeepEqual(got, status()) {
		t.Errorf("got %+v, %v, want %+v", got, err, status())
	}
	for _, change := range [][2]string{
		{`"waiting":4`, `"waiting":4,"name":"A"`},
		{`"paper":"near-end"`, `"paper":"gone"`},
		{`"low_min":5`, `"low_min":50`},
		{`"battery_pct":82`, `"battery_pct":101`},
		{`"door":3`, `"door":0`},
		{`"v":1`, `"v":0`},
		{`"kind":"lead"`, `"kind":""`},
	} {
		bad := strings.Replace(string(data), change[0], change[1], 1)
		if _, err := schema.Decode[schema.Status]([]byte(bad)); err == nil {
			t.Errorf("%s for %s: got no error, want one", change[1], change[0])
		}
	}
}

func TestSmallMessages(t *testing.T) {
	t.Parallel()
	if got, err := schema.Decode[schema.Receipt]([]byte(`{"v":1,"epoch":"9f3a1c20","upto":1842}`)); err != nil || got.Upto != 1842 {
		t.Errorf("got %+v, %v, want upto 1842", got, err)
	}
	for _, bad := range []string{`{"v":1,"epoch":"9f3a1c20","upto":-1}`, `{"v":1,"upto":1}`, `{"v":1,"epoch":"a","upto":1,"x":1}`} {
		if _, err := schema.Decode[schema.Receipt]([]byte(bad)); err == nil {
			t.Errorf("%s: got no error, want one", bad)
		}
	}
	if got, err := schema.Decode[schema.State]([]byte(`{"v":1,"state":"lost","boot":"b"}`)); err != nil || got.State != schema.LinkLost {
		t.Errorf("got %+v, %v, want lost", got, err)
	}
	if _, err := schema.Decode[schema.State]([]byte(`{"v":1,"state":"asleep","boot":"b"}`)); err == nil {
		t.Error("state asleep: got no error, want one")
	}
	if _, err := schema.Encode(schema.Info{V: 1, Model: "m", Version: "1", Epoch: "e"}); err != nil {
		t.Errorf("got %v for a good info, want none", err)
	}
	if _, err := schema.Encode(schema.State{V: 1}); err == nil {
		t.Error("got no error for an empty state, want one")
	}
}

func FuzzDecodeEvent(f *testing.F) {
	kinds := schema.Kinds()
	for _, body := range bodies {
		raw, err := schema.EncodeBody(body)
		if err != nil {
			f.Fatal(err)
		}
		data, err := schema.Join(header(), raw)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(slices.Index(kinds, body.Kind())), data)
	}
	f.Add(uint8(0), []byte(`{"v":1,"v":1}`))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		kind := kinds[int(which)%len(kinds)]
		if got, ok := schema.Quick(kind, data); ok && len(data) <= schema.MaxBytes {
			if want, err := schema.Slow(kind, data); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("got %+v quickly, want %+v, %v", got, want, err)
			}
		}
		e, err := schema.DecodeEvent(kind, data)
		if err != nil {
			return
		}
		raw, err := schema.EncodeBody(e.Body)
		if err != nil {
			t.Fatalf("a decoded body cannot be encoded: %v", err)
		}
		again, err := schema.Join(e.Header, raw)
		if err != nil {
			t.Fatalf("a decoded header cannot be joined: %v", err)
		}
		back, err := schema.DecodeEvent(kind, again)
		if err != nil || !reflect.DeepEqual(back.Body, e.Body) || !back.TS.Equal(e.TS) || back.Seq != e.Seq {
			t.Fatalf("got %+v, %v, want %+v", back, err, e)
		}
		if epoch, seq, ok := schema.SniffHeader(data); !ok || epoch != e.Epoch || seq != e.Seq {
			t.Fatalf("got header %q %d %v, want %q %d", epoch, seq, ok, e.Epoch, e.Seq)
		}
	})
}

func FuzzDecodeOthers(f *testing.F) {
	data, err := schema.Encode(status())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"v":1,"epoch":"9f3a1c20","upto":1842}`))
	f.Add([]byte(`{"v":1,"state":"online","boot":"b"}`))
	f.Add([]byte(`{"v":1,"model":"m","version":"1","can":[],"schemas":["rating"],"epoch":"e","first":1}`))
	f.Add([]byte(`{"v":1,"rev":3,"status":"refused","error":"no-updater"}`))
	f.Add([]byte(`{"v":1,"rev":17,"state":"rejected","error":"needs-restart","field":"time_zone"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		stable[schema.Status](t, data)
		stable[schema.Receipt](t, data)
		stable[schema.State](t, data)
		stable[schema.Info](t, data)
		stable[schema.Line](t, data)
		stable[schema.Reported](t, data)
		stable[schema.Updated](t, data)
	})
}

func stable[M schema.State | schema.Info | schema.Status | schema.Receipt | schema.Line | schema.Reported | schema.Updated](t *testing.T, data []byte) {
	t.Helper()
	m, err := schema.Decode[M](data)
	if err != nil {
		return
	}
	out, err := schema.Encode(m)
	if err != nil {
		t.Fatalf("a decoded %T cannot be encoded: %v", m, err)
	}
	if _, err := schema.Decode[M](out); err != nil {
		t.Fatalf("an encoded %T cannot be decoded: %v", m, err)
	}
}

func FuzzParseTopic(f *testing.F) {
	f.Add("kb/v1/00070/kb-01/evt/rating")
	f.Fuzz(func(t *testing.T, s string) {
		if topic, err := schema.ParseTopic(s); err == nil && topic.String() != s {
			t.Fatalf("got %s back, want %s", topic, s)
		}
	})
}
