package main_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiepdan/agent/provision"
	"tiepdan/agent/seed"
	"tiepdan/cmd/internal/freeport"
	"tiepdan/config"
	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/ward/pki"
)

// fresh is a unit that has a configuration and nothing else of the ward.
func fresh(t *testing.T, name string) string {
	t.Helper()
	root := t.TempDir()
	text, err := os.ReadFile("../../config/tiepdan.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`(?m)^id = "cua-nam-01"`).ReplaceAllString(string(text), `id = "`+name+`"`)
	plain = regexp.MustCompile(`(?m)^commune = "[^"]*"`).ReplaceAllString(plain, `commune = "cua-nam"`)
	dir := filepath.Join(root, "etc/tiepdan")
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, "tiepdan.toml"), []byte(plain), 0o600)); err != nil {
		t.Fatal(err)
	}
	if about, err := unitOf([]byte(plain)); err != nil || about.Unit != name || about.Commune != "cua-nam" {
		t.Fatalf("got %+v, %v, want the configuration of %s", about, err, name)
	}
	return root
}

func unitOf(text []byte) (seed.About, error) {
	c, err := config.Parse("tiepdan.toml", text)
	if err != nil {
		return seed.About{}, err
	}
	return seed.About{Unit: c.Unit.ID, Commune: c.Unit.Commune}, nil
}

// invited is what wardd robot invite gives.
func (w *wardd) invited(args ...string) schema.Invitation {
	w.t.Helper()
	var i schema.Invitation
	out := w.robotDo(0, append([]string{"invite", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &i); err != nil {
		w.t.Fatalf("got %s, %v, want an invitation", out, err)
	}
	return i
}

func provisioned(t *testing.T, root string, i schema.Invitation) (provision.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return provision.Enrol(ctx, provision.Options{Root: root, Invitation: i, Check: unitOf, Prove: proved, Lock: config.Lock, Now: time.Now})
}

func proved(ctx context.Context, l provision.Link) error {
	return report.Probe{Brokers: l.Brokers, TLS: l.TLS, Commune: l.Commune, Robot: l.Robot}.Try(ctx)
}

// failed says which step failed, and what is to be done.
func failed(r provision.Result) (name, text string) {
	for _, s := range r.Steps {
		if !s.OK {
			return s.Name, s.Detail + ": " + s.Next
		}
	}
	return "", ""
}

// TestEnrolled: from an invitation to a rating over TLS, and nothing that the
// ward did not invite.
func TestEnrolled(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	w.start()
	inv := w.invited("kb-07") // while wardd runs
	root := fresh(t, "kb-07")

	wrong := inv
	wrong.Code = "AAAAA-AAAAA"
	wantFailed(t, root, wrong, "code", "compare code")
	stranger := inv
	stranger.CA = strings.Repeat("0", 32)
	wantFailed(t, root, stranger, "ward", "somebody is between")
	nobody := inv
	nobody.Ward = "https://" + freeport.Address(t)
	wantFailed(t, root, nobody, "ward", "wardd runs with enrol.listen")
	wantFailed(t, fresh(t, "kb-08"), inv, "configuration", "the certificate will be of cua-nam/kb-07")
	if _, err := os.Stat(filepath.Join(root, seed.PathCert)); err == nil {
		t.Error("got a certificate, want none before the right code")
	}

	r, err := provisioned(t, root, inv)
	if name, text := failed(r); err != nil {
		t.Fatalf("got %v, %s: %s", err, name, text)
	}
	if !r.OK || r.Unit != "kb-07" || len(r.Steps) != 8 {
		t.Errorf("got %+v, want eight steps", r)
	}
	for _, f := range []string{seed.PathKey, seed.PathCert, seed.PathCA} {
		if info, err := os.Stat(filepath.Join(root, f)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: got %v, %v, want it with mode 0600", f, info, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(root, seed.TargetFile))
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("tiepdan.toml", text)
	if err != nil || !c.Report.Enabled || c.Report.Broker[0] != "mqtts://"+w.mqtt || len(c.Ward.PublicKeys()) != 1 || c.Report.KeyFile != seed.PathKey {
		t.Fatalf("got %v, %+v, %+v, want the ward in the configuration", err, c.Report, c.Ward)
	}

	o := newOutbox("e1")
	o.rate(t, 5)
	secureRobot(t, c.Report.Broker, "kb-07", paper(t, linked(t, root)), o)
	o.wantDelivered(t)
	w.wantExactly(o)

	wantFailed(t, fresh(t, "kb-07"), inv, "code", "used already") // another unit with the same code
	w.robotDo(1, "invite", "kb-07")                               // it has a certificate
	w.robotDo(1, "invite", "KB_01")                               // no unit can be called so
	w.robotDo(1, "add", "--out", filepath.Join(t.TempDir(), "x"), "KB_01")
	w.robotDo(0, "invite", "--replace", "kb-07")
	if out := w.robotDo(0, "list"); !strings.Contains(out, "cua-nam/kb-07  good") {
		t.Errorf("got %s, want the robot on the list", out)
	}
	w.stop()
}

func wantFailed(t *testing.T, root string, i schema.Invitation, step, want string) {
	t.Helper()
	r, err := provisioned(t, root, i)
	name, text := failed(r)
	if !errors.Is(err, provision.ErrFailed) || name != step || !strings.Contains(text, want) {
		t.Errorf("got %v, %s: %s, want step %s to fail with %q", err, name, text, step, want)
	}
}

// linked gives the certificates names as wardd robot add does.
func linked(t *testing.T, root string) string {
	t.Helper()
	return filepath.Join(root, "etc/tiepdan/certs")
}

// TestEnrolledAgain: who runs it again with the code that has worked is told that
// all is well, and whoever was cut off in the middle goes on with the same key.
func TestEnrolledAgain(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	w.start()
	inv := w.invited("kb-07")
	root := fresh(t, "kb-07")
	// The ward has spent the code, and the unit cannot keep what it got.
	block := filepath.Join(root, "etc/tiepdan/enrolled.toml")
	if err := os.Mkdir(block, 0o700); err != nil {
		t.Fatal(err)
	}
	wantFailed(t, root, inv, "files", "with the same code")
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if r, err := provisioned(t, root, inv); err != nil {
		name, text := failed(r)
		t.Fatalf("after the cut: got %v, %s: %s", err, name, text)
	}
	files := []string{seed.PathKey, seed.PathCert, seed.PathCA, seed.TargetFile, "etc/tiepdan/enrolled.toml"}
	before := map[string]string{}
	for _, f := range files {
		before[f] = read(t, filepath.Join(root, f))
	}
	deaf := inv
	deaf.Ward = "https://" + freeport.Address(t) // the code is not even sent
	for _, i := range []schema.Invitation{inv, deaf} {
		r, err := provisioned(t, root, i)
		if err != nil || !r.OK || r.Until.Before(time.Now()) || r.Steps[len(r.Steps)-1].Name != "link" {
			name, text := failed(r)
			t.Errorf("once more: got %v, %s: %s", err, name, text)
		}
		for _, f := range files {
			if read(t, filepath.Join(root, f)) != before[f] {
				t.Errorf("once more: %s was changed", f)
			}
		}
	}
	// A configuration that was put back as it was before gets its settings again.
	plain := read(t, filepath.Join(fresh(t, "kb-07"), seed.TargetFile))
	if err := errors.Join(os.WriteFile(filepath.Join(root, seed.TargetFile), []byte(plain), 0o600), os.Remove(filepath.Join(root, seed.PathCert))); err != nil {
		t.Fatal(err)
	}
	if r, err := provisioned(t, root, inv); err != nil || read(t, filepath.Join(root, seed.TargetFile)) != before[seed.TargetFile] || read(t, filepath.Join(root, seed.PathCert)) != before[seed.PathCert] {
		name, text := failed(r)
		t.Errorf("with the files of before: got %v, %s: %s", err, name, text)
	}
	if log := w.said(); strings.Contains(log, "why=used") {
		t.Errorf("got %s, want no alarm of a stolen code", log)
	}
	wantFailed(t, fresh(t, "kb-07"), inv, "code", "used already")
	if err := os.Remove(filepath.Join(root, seed.PathKey)); err != nil {
		t.Fatal(err)
	}
	wantFailed(t, root, inv, "key", "--replace") // a key that is gone is not asked for as a thief would
	next := w.invited("--replace", "kb-07")
	if r, err := provisioned(t, root, next); err != nil || read(t, filepath.Join(root, seed.PathKey)) == before[seed.PathKey] {
		name, text := failed(r)
		t.Errorf("with the next code: got %v, %s: %s, want another key", err, name, text)
	}
	w.stop()
}

// TestEnrolledByPage: a technician invites a robot on the page, and sees the code
// once.
func TestEnrolledByPage(t *testing.T) {
	t.Parallel()
	w, password := founded(t)
	w.start()
	client := w.loggedIn(t, "lan", password)
	body := postForm(t, client, w.page+"robots/invite", url.Values{"robot": {"kb-09"}})
	code := regexp.MustCompile(`class="secret">([A-Z0-9-]{11})<`).FindStringSubmatch(body)
	ca := regexp.MustCompile(`<b>([0-9a-f-]{39})</b>`).FindStringSubmatch(body)
	address := regexp.MustCompile(`--ward (https://[0-9.:]+) `).FindStringSubmatch(body)
	if code == nil || ca == nil || address == nil || !strings.Contains(body, `<svg class="qr"`) {
		t.Fatalf("got %s, want an invitation", body)
	}
	root := fresh(t, "kb-09")
	inv := schema.Invitation{Ward: address[1], Commune: "cua-nam", Robot: "kb-09", Code: code[1], CA: ca[1]}
	if r, err := provisioned(t, root, inv); err != nil {
		name, text := failed(r)
		t.Fatalf("got %v, %s: %s", err, name, text)
	}
	if body := postForm(t, client, w.page+"robots/invite", url.Values{"robot": {"kb-09"}}); !strings.Contains(body, "đã có chứng thư") {
		t.Errorf("got %s, want it said that the robot has a certificate", body)
	}
	if body := postForm(t, client, w.page+"robots/invite", url.Values{"robot": {"KB 9"}}); !strings.Contains(body, "a-z, 0-9") {
		t.Errorf("got %s, want it said what a name is", body)
	}
	if body := get(t, client, w.page+"record"); !strings.Contains(body, "Mời robot đăng ký") || !strings.Contains(body, "Robot đã đăng ký") || strings.Contains(body, code[1]) {
		t.Errorf("got %s, want both in the record, without the code", body)
	}
	w.stop()
}

// TestEnrolledRenews: when it is due the unit gets the next certificate with the
// one that it has, and a new key.
func TestEnrolledRenews(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	w.start()
	root := fresh(t, "kb-07")
	if r, err := provisioned(t, root, w.invited("kb-07")); err != nil {
		t.Fatalf("got %v, %+v", err, r)
	}
	o := provision.Options{Root: root, Check: unitOf, Prove: proved, Lock: config.Lock, Now: time.Now}
	before := read(t, filepath.Join(root, seed.PathKey))
	r, due, err := provision.Renew(t.Context(), o)
	if err != nil || due || !r.OK || read(t, filepath.Join(root, seed.PathKey)) != before {
		t.Errorf("got due %v, %v, %+v, want nothing done", due, err, r)
	}
	// The certificate of a unit that was certified six years ago, of this ward.
	dir := filepath.Join(w.dir, "pki")
	then := func() time.Time { return time.Now().AddDate(-6, 0, 0) }
	a, err := pki.Open(dir, then)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := a.Issue(pki.RobotOf("cua-nam", "kb-07"), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(root, seed.PathKey), pair.Key, 0o600), os.WriteFile(filepath.Join(root, seed.PathCert), pair.Cert, 0o600)); err != nil {
		t.Fatal(err)
	}
	if r, due, err = provision.Renew(t.Context(), o); err != nil || !due || !r.OK || r.Until.Before(time.Now().AddDate(7, 0, 0)) {
		name, text := failed(r)
		t.Fatalf("got due %v, %v, %s: %s, want it renewed", due, err, name, text)
	}
	if now := read(t, filepath.Join(root, seed.PathKey)); now == string(pair.Key) {
		t.Error("got the same key, want a new one")
	}
	if _, err := tls.X509KeyPair([]byte(read(t, filepath.Join(root, seed.PathCert))), []byte(read(t, filepath.Join(root, seed.PathKey)))); err != nil {
		t.Errorf("got %v, want certificate and key of each other", err)
	}
	w.robotDo(0, "revoke", "kb-07")
	if err := errors.Join(os.WriteFile(filepath.Join(root, seed.PathKey), pair.Key, 0o600), os.WriteFile(filepath.Join(root, seed.PathCert), pair.Cert, 0o600)); err != nil {
		t.Fatal(err)
	}
	r, _, err = provision.Renew(t.Context(), o)
	if name, text := failed(r); err == nil || name != "renewal" || !strings.Contains(text, "revoked") {
		t.Errorf("got %v, %s: %s, want a revoked unit refused", err, name, text)
	}
	w.stop()
}

// TestEnrolWantsTLS: what is not TLS 1.3, or another path, gets no further.
func TestEnrolWantsTLS(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	w.start()
	at := strings.TrimPrefix(w.invited("kb-07").Ward, "https://")
	conn, err := tls.Dial("tcp", at, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	if err == nil {
		conn.Close()
		t.Error("got TLS 1.2, want it refused")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	for _, path := range []string{"/", "/login", "/robots"} {
		r, err := client.Get("https://" + at + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, r.StatusCode)
		}
	}
	w.stop()
}

// loggedIn is a browser of the first user, who has taken a password of her own.
func (w *wardd) loggedIn(t *testing.T, name, password string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	postForm(t, client, w.page+"login", url.Values{"name": {name}, "password": {password}})
	postForm(t, client, w.page+"account/password", url.Values{"old": {password}, "new": {"mat-khau-cua-lan-2026"}, "again": {"mat-khau-cua-lan-2026"}})
	return client
}

func postForm(t *testing.T, client *http.Client, address string, form url.Values) string {
	t.Helper()
	r, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return bodyOf(t, r)
}

func get(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return bodyOf(t, r)
}

func bodyOf(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestProvisionRevoked: a unit whose certificate the ward took back is told that, and
// not to look at its firewall.
func TestProvisionRevoked(t *testing.T) {
	t.Parallel()
	w, _ := founded(t)
	w.start()
	inv, root := w.invited("kb-07"), fresh(t, "kb-07")
	if r, err := provisioned(t, root, inv); err != nil {
		name, text := failed(r)
		t.Fatalf("got %v, %s: %s", err, name, text)
	}
	w.robotDo(0, "revoke", "kb-07")
	wantFailed(t, root, inv, "link", "the broker does not take this unit's certificate")
	wantFailed(t, root, inv, "link", "wardd robot list")
	w.stop()
}
