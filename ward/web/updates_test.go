package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"

	"tiepdan/report/schema"
	"tiepdan/ward/office"
	"tiepdan/ward/updates"
	"tiepdan/ward/web"
)

// softSite is a site with v2 on its shelf, two robots and a user of each role.
func softSite(t *testing.T) (s site, shelf *updates.Shelf) {
	t.Helper()
	public, private, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	shelf = &updates.Shelf{Dir: filepath.Join(dir, "shelf"), Key: public}
	bundle, sum := []byte("a bundle"), sha256.Sum256([]byte("a bundle"))
	manifest := fmt.Appendf(nil, `{"v":1,"version":"v2","compatible":"tiepdan-amd64","bundle":{"url":"v2.raucb","size":%d,"sha256":"%s"}}`, len(bundle), hex.EncodeToString(sum[:]))
	for name, data := range map[string][]byte{"v2.raucb": bundle, "v2.json": manifest, "v2.json.minisig": minisign.Sign(private, manifest)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := shelf.Add(t.Context(), filepath.Join(dir, "v2.raucb"), filepath.Join(dir, "v2.json")); err != nil {
		t.Fatal(err)
	}
	robots := []schema.Topic{{Commune: "c", Robot: "kb-01"}, {Commune: "c", Robot: "kb-02"}}
	made := newData(t)
	s = newSiteOn(t, "", made, made, func(o *web.Options) {
		o.Updates = &updates.Giver{Store: made.Store, Shelf: shelf, Ward: "https://ward:8443", Robots: func() ([]schema.Topic, error) { return robots, nil }}
	})
	s.user(t, "lan", office.Leader)
	s.user(t, "minh", office.Officer, 3)
	s.user(t, "tek", office.Technician)
	return s, shelf
}

// TestUpdatesByRole: technicians give and take back, the others see it.
func TestUpdatesByRole(t *testing.T) {
	t.Parallel()
	s, _ := softSite(t)
	give := url.Values{"do": {"give"}, "version": {"v2"}, "robot": {"c/kb-01", "c/kb-02"}}.Encode()
	withdraw := url.Values{"do": {"withdraw"}, "robot": {"c/kb-02"}}.Encode()
	for _, tt := range []struct {
		name             string
		get, live, post  int
		gives, sees, own bool
	}{
		{"", http.StatusSeeOther, http.StatusUnauthorized, http.StatusUnauthorized, false, false, false},
		{"lan", http.StatusOK, http.StatusOK, http.StatusForbidden, false, true, false},
		{"minh", http.StatusOK, http.StatusOK, http.StatusForbidden, false, true, false},
		{"tek", http.StatusOK, http.StatusOK, http.StatusSeeOther, true, true, true},
	} {
		var header []string
		if tt.name != "" {
			header = s.as(t, tt.name)
		}
		w, body := s.do(t, http.MethodGet, "/updates", "", header...)
		if w.StatusCode != tt.get || strings.Contains(body, `name="do" value="give"`) != tt.own || strings.Contains(body, "kb-02") != tt.sees {
			t.Errorf("%s: got %d and %s", tt.name, w.StatusCode, body)
		}
		if w, _ := s.do(t, http.MethodHead, "/updates/live", "", header...); w.StatusCode != tt.live {
			t.Errorf("%s: got %d for what changes, want %d", tt.name, w.StatusCode, tt.live)
		}
		for _, form := range []string{give, withdraw} {
			if w, _ := s.do(t, http.MethodPost, "/updates", form, header...); w.StatusCode != tt.post {
				t.Errorf("%s: got %d for %s, want %d", tt.name, w.StatusCode, form, tt.post)
			}
		}
		all, err := s.data.Updates(t.Context())
		if err != nil || len(all) > 0 != tt.gives {
			t.Errorf("%s: got %+v, %v", tt.name, all, err)
		}
	}
	all, err := s.data.Updates(t.Context())
	if err != nil || len(all) != 2 || all[0].State != updates.Given || all[1].State != updates.Withdrawn || all[0].By != "tek" || !all[0].Staged {
		t.Errorf("got %+v, %v, want the first given and the second taken back", all, err)
	}
	if _, body := s.do(t, http.MethodGet, "/updates?lang=en", "", s.as(t, "lan")...); !strings.Contains(body, "about to be sent") || !strings.Contains(body, "withdrawn") {
		t.Errorf("got %s, want how far they are", body)
	}
}

// TestUpdateForm: what was filled in wrongly is said, and not lost.
func TestUpdateForm(t *testing.T) {
	t.Parallel()
	s, shelf := softSite(t)
	header := s.as(t, "tek")
	good := func(change ...string) url.Values {
		v := url.Values{"do": {"give"}, "version": {"v2"}, "robot": {"c/kb-01"}, "from": {"18:00"}, "to": {"06:00"}, "not-before": {"2099-01-02T03:04"}, "at-once": {"on"}}
		for i := 0; i < len(change); i += 2 {
			if v.Set(change[i], change[i+1]); change[i+1] == "" {
				v.Del(change[i])
			}
		}
		return v
	}
	for _, tt := range []struct {
		name   string
		form   url.Values
		status int
		says   string
	}{
		{"nobody", good("robot", ""), http.StatusUnprocessableEntity, "chọn ít nhất một robot"},
		{"half a window", good("to", ""), http.StatusUnprocessableEntity, "Khung giờ cần đủ"},
		{"no such version", good("version", "v9"), http.StatusUnprocessableEntity, "không có trong kho"},
		{"a path", good("version", "../v2"), http.StatusUnprocessableEntity, "không có trong kho"},
		{"a robot without a certificate", good("robot", "c/kb-77"), http.StatusUnprocessableEntity, "không có chứng thư"},
		{"no robot's name", good("robot", "kb-01"), http.StatusBadRequest, ""},
		{"nothing to do", good("do", "eat"), http.StatusBadRequest, ""},
		{"good", good(), http.StatusSeeOther, ""},
	} {
		w, body := s.do(t, http.MethodPost, "/updates", tt.form.Encode(), header...)
		if w.StatusCode != tt.status || !strings.Contains(body, tt.says) {
			t.Errorf("%s: got %d and %s", tt.name, w.StatusCode, body)
		}
		if tt.status == http.StatusUnprocessableEntity && !strings.Contains(body, `value="2099-01-02T03:04"`) {
			t.Errorf("%s: got the form without what was filled in", tt.name)
		}
	}
	all, err := s.data.Updates(t.Context())
	if err != nil || len(all) != 1 || all[0].Staged || all[0].Window.String() != "18:00-06:00" || !all[0].NotBefore.Equal(time.Date(2099, 1, 2, 3, 4, 0, 0, time.UTC)) {
		t.Errorf("got %+v, %v, want what the form says", all, err)
	}
	if _, body := s.do(t, http.MethodGet, "/updates", "", header...); !strings.Contains(body, "chờ đến 03:04 02/01/2099") {
		t.Errorf("got %s, want it said what it waits for", body)
	}
	if err := os.WriteFile(filepath.Join(shelf.Dir, "v2", "v2.raucb"), []byte("another!"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, body := s.do(t, http.MethodPost, "/updates", good().Encode(), header...); !strings.Contains(body, "không còn đúng như bản đã ký") {
		t.Errorf("got %s, want a changed bundle refused", body)
	}
}

// TestUpdateSteps: each step of a robot has its words in both languages.
func TestUpdateSteps(t *testing.T) {
	t.Parallel()
	s, _ := softSite(t)
	header := s.as(t, "tek")
	s.do(t, http.MethodPost, "/updates", url.Values{"do": {"give"}, "version": {"v2"}, "robot": {"c/kb-01", "c/kb-02"}}.Encode(), header...)
	for _, tt := range []struct {
		answer schema.Updated
		vi, en string
	}{
		{schema.Updated{}, "đã gửi, robot chưa trả lời", "sent, no answer yet"},
		{schema.Updated{Status: schema.UpdateDownloading, Percent: 40}, "đang tải 40 %", "fetching 40%"},
		{schema.Updated{Status: schema.UpdateWaiting}, "đã tải, chờ người dân xong việc", "fetched, waits for visitors to go"},
		{schema.Updated{Status: schema.UpdateInstalling, Percent: 70}, "đang cài 70 %", "installing 70%"},
		{schema.Updated{Status: schema.UpdateWaiting, Percent: 100}, "chờ người dân xong việc để khởi động lại", "before it restarts"},
		{schema.Updated{Status: schema.UpdateRestarting}, "đang khởi động thử bản mới", "trial boot of the new version"},
		{schema.Updated{Status: schema.UpdateInstalled}, "đã chạy bản mới", "runs it"},
		{schema.Updated{Status: schema.UpdateRolledBack}, "đã quay lại bản cũ", "the one before runs again"},
		{schema.Updated{Status: schema.UpdateFailed, Error: schema.UpdateDownload}, "chưa tải được, sẽ thử lại", "is tried again"},
		{schema.Updated{Status: schema.UpdateFailed, Error: schema.UpdateInstall}, "không cài được", "the installer refused it"},
		{schema.Updated{Status: schema.UpdateRefused, Error: schema.UpdateMissing}, "không tự cài được", "nothing on this robot"},
	} {
		all, err := s.data.Updates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w := all[0]
		w.State, w.Rev, w.Said, w.ToldAt, w.Answer = updates.Told, 3, "v2", time.Now(), tt.answer
		if err := s.data.MoveUpdates(t.Context(), []updates.Wish{w}); err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"vi": tt.vi, "en": tt.en} {
			if _, body := s.do(t, http.MethodGet, "/updates?lang="+lang, "", header...); !strings.Contains(body, want) {
				t.Errorf("%+v: got %s, want %q", tt.answer, body, want)
			}
		}
	}
	alerts := &office.Alerts{Store: s.data}
	trouble := office.UpdateTrouble{Commune: "c", Robot: "kb-01", Rev: 3, Wanted: "v2", Why: "failed install", Since: time.Now()}
	for range 2 {
		if err := alerts.RaiseUpdate(t.Context(), trouble, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	lead := s.as(t, "lan")
	if _, body := s.do(t, http.MethodGet, "/alerts", "", lead...); strings.Count(body, "Cập nhật robot kb-01") != 1 || !strings.Contains(body, "v2: không thành: không cài được") || strings.Contains(body, "0/0") {
		t.Errorf("got %s, want one alert", body)
	}
	if _, body := s.do(t, http.MethodGet, "/record", "", lead...); !strings.Contains(body, "Cập nhật robot kb-01") || !strings.Contains(body, "Giao phần mềm cho robot") {
		t.Errorf("got %s, want both in the record", body)
	}
}
