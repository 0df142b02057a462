package config_test

import (
	"strings"
	"testing"

	"tiepdan/config"
	draft "tiepdan/config/edit"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ key, value, want string }{
		{"unit.id", "a-1", `"a-1"`},
		{"unit.ward", `Phường "Cửa Nam" \ ` + "\t", `"Phường \"Cửa Nam\" \\ \u0009"`},
		{"queue.rating_s", "30", "30"},
		{"queue.rating_s", "0x1E", "0x1E"},
		{"nav.speed_mps", "1", "1"},
		{"report.enabled", "false", "false"},
		{"report.broker", "mqtts://a:8883, mqtts://b:8883", `["mqtts://a:8883", "mqtts://b:8883"]`},
		{"report.broker", `["mqtts://a:8883"]`, `["mqtts://a:8883"]`},
		{"report.broker", "", "[]"},
		{"services[2].doors", "1,2", "[1, 2]"},
		{"services[2].hours.mon", "08:00-12:00", `["08:00-12:00"]`},
	} {
		s, err := config.FindSetting(tc.key)
		if err != nil {
			t.Errorf("%s: %v", tc.key, err)
			continue
		}
		got, err := s.Literal(tc.value)
		if err != nil || got != tc.want {
			t.Errorf("%s = %s: got %s, %v, want %s", tc.key, tc.value, got, err, tc.want)
		}
		if again, err := s.Literal(s.Plain(got)); err != nil || s.Plain(again) != s.Plain(got) {
			t.Errorf("%s: %s becomes %s, %v", tc.key, got, again, err)
		}
	}
	for _, tc := range []struct{ key, value, want string }{
		{"unit.idd", "", "unit.idd is not a setting, did you mean unit.id?"},
		{"unt.id", "", "unt is not a setting, did you mean unit?"},
		{"sun.moon", "", "sun is not a setting, expected one of version, unit"},
		{"unit", "", "unit is a table, expected one of its settings: id, "},
		{"unit.id.x", "", "unit.id is a text in quotes"},
		{"doors.number", "", "doors: expected the number of a table"},
		{"unit[1].id", "", "unit[1]: expected the number of a table of a list"},
		{"report.broker[1]", "", "report.broker[1]: expected"},
		{"queue.rating_s", "many", "queue.rating_s: is \"many\", expected a whole number"},
		{"queue.rating_s", "1.5", "expected a whole number"},
		{"queue.rating_s", "1\nx = 2", "expected a whole number"},
		{"nav.speed_mps", "fast", "expected a number"},
		{"report.enabled", "yes", "expected true or false"},
		{"services[1].doors", "one", "expected a list [ ]"},
	} {
		s, err := config.FindSetting(tc.key)
		if err == nil {
			_, err = s.Literal(tc.value)
		}
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s = %q: got %v, want %q", tc.key, tc.value, err, tc.want)
		}
	}
}

func TestNow(t *testing.T) {
	t.Parallel()
	f, err := draft.Parse([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"unit.ward": "Phường Cửa Nam", "unit.time_zone": "Asia/Ho_Chi_Minh", "services[1].doors": "1", "rating.reasons_for": "neutral, dissatisfied",
		"nav.speed_mps": "0.6", "screen.width_px": "1920", "speech.wav_dir": "/var/lib/tiepdan/wav", "report.enabled": "false",
	} {
		s, err := config.FindSetting(key)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Now(f); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if err := config.ProblemOf("unit.id", []byte(strings.Replace(minimal, `"r1"`, `"R 1"`, 1))); err == nil || !strings.Contains(err.Error(), "expected 1 to 32") {
		t.Errorf("got %v, want what is wrong with the id", err)
	}
	if err := config.ProblemOf("unit.ward", []byte(strings.Replace(minimal, `"r1"`, `"R 1"`, 1))); err != nil {
		t.Errorf("got %v, want nothing of the ward", err)
	}
}

func FuzzLiteral(f *testing.F) {
	f.Add("unit.ward", "Phường \"x\"\\")
	f.Add("services[1].doors", "1, 2")
	f.Add("report.broker", "a,b")
	f.Add("nav.zones[1].corners", "[[1, 2]]")
	f.Fuzz(func(t *testing.T, key, value string) {
		s, err := config.FindSetting(key)
		if err != nil {
			return
		}
		literal, err := s.Literal(value)
		if err != nil {
			return
		}
		file, err := draft.Parse([]byte("x = " + literal + "\ny = 1\n"))
		if err != nil || len(file.Keys()) < 2 {
			t.Fatalf("%q of %s became %q: %v", value, key, literal, err)
		}
	})
}
