package main_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiepdan/cmd/internal/freeport"
	"tiepdan/report/schema"
)

// TestTicketPage follows tickets from the paper's code to the end of their
// visits, with the real core, client, broker, ward and page.
func TestTicketPage(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.startReceiving()
	u := newUnit(t, "kb-01")
	u.connect(w.mqtt)
	first, second, third, fourth := u.take(), u.take(), u.take(), u.take()
	u.arrive()
	w.wantPage(fourth, "A004", "3 người", "3 people", "chưa đủ dữ liệu", "3 hoặc 4", "Hộ tịch", "Điểm phục vụ hành chính công")
	w.wantPage(first, "A001", "người tiếp theo")
	u.call(3)
	w.wantPage(first, "Mời quý khách đến", "Cửa 3", "Khai sinh, kết hôn", "Gọi lúc")
	w.wantPage(fourth, "2 người")
	u.call(4)
	w.wantPage(second, "Cửa 4")
	u.miss(4)
	w.wantPage(second, "Quay lại trước")
	u.hold(3)
	w.wantPage(first, "Phiếu đang được giữ")
	u.call(3)
	w.wantPage(third, "Cửa 3")
	u.pass(time.Minute)
	u.close(3)
	w.wantPage(third, "Cảm ơn quý khách", "A003")
	u.pass(25 * time.Minute) // beyond what a missed ticket may be late
	w.wantPage(second, "Phiếu đã hết hiệu lực", "A002")
	if status, text := w.ticketPage("no-such-ticket"); status != http.StatusNotFound || !strings.Contains(text, "Không tìm thấy") {
		t.Errorf("got %d and %s for an unknown ticket, want 404", status, text)
	}
	w.wantNowhere(first, second, third, fourth)
	// A ward that starts again knows what is over, and what lives.
	w.kill()
	w.startReceiving()
	w.wantPage(fourth, "A004", "người tiếp theo")
	w.wantPage(third, "Cảm ơn quý khách", "A003")
}

// wantNowhere checks that tokens are neither in the ward's log nor in its files.
func (w *wardd) wantNowhere(tokens ...string) {
	w.t.Helper()
	time.Sleep(1500 * time.Millisecond) // until tickets are written
	files := map[string]string{"log": w.said()}
	err := filepath.WalkDir(filepath.Join(w.dir, "state"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // the broker's files come and go
		}
		if data, err := os.ReadFile(path); err == nil {
			files[path] = string(data)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(files) < 3 {
		w.t.Fatalf("got %d files, want the database and the broker's", len(files))
	}
	for name, data := range files {
		for _, token := range tokens {
			if strings.Contains(data, token) {
				w.t.Errorf("got a ticket's token in %s, want only its hash", name)
			}
		}
	}
	if w.count("tickets") != len(tokens) {
		w.t.Errorf("got %d tickets kept, want %d", w.count("tickets"), len(tokens))
	}
}

// TestTicketPageOfTwoRobots: a page finds its ticket, whoever's it is, and the
// absence of one robot says nothing about the other.
func TestTicketPageOfTwoRobots(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.startReceiving()
	one, two := newUnit(t, "kb-01"), newUnit(t, "kb-02")
	stop := one.connect(w.mqtt)
	two.connect(w.mqtt)
	mine, yours := one.take(), two.take()
	one.arrive()
	two.arrive()
	w.wantPage(mine, "A001", "người tiếp theo")
	w.wantPage(yours, "A001", "người tiếp theo")
	stop()
	w.wantPage(mine, "Số liệu đã cũ: từ", "nothing new since")
	if _, text := w.ticketPage(yours); strings.Contains(text, "Số liệu đã cũ") {
		t.Error("got old data for the robot that is there, want fresh data")
	}
	two.call(3)
	w.wantPage(yours, "Cửa 3")
	// The ward starts again while the first robot is away: the broker has kept its word.
	w.stop()
	w.startReceiving()
	w.wantPage(mine, "A001", "Số liệu đã cũ")
	one.connect(w.mqtt)
	one.call(4)
	w.wantPage(mine, "Cửa 4", "Số liệu lúc") // not old any more, once the robot's state is there too
}

// TestTicketAddresses: phones come by another name than the officials, or to an
// address that has the tickets' pages alone.
func TestTicketAddresses(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	alone := freeport.Address(t)
	w.more = fmt.Sprintf("[tickets]\nlisten = %q\n", alone)
	w.startReceiving()
	u := newUnit(t, "kb-01")
	u.connect(w.mqtt)
	token := u.take()
	u.arrive()
	w.wantPage(token, "A001")
	tests := []struct {
		name, page, path, host string
		want                   int
	}{
		{"ticket by the phones' name", w.page, "t/" + token, "phieu.example.vn", http.StatusOK},
		{"officials' page by the phones' name", w.page, "", "phieu.example.vn", http.StatusMisdirectedRequest},
		{"officials' page", w.page, "", "localhost", http.StatusOK},
		{"ticket alone", "http://" + alone + "/", "t/" + token, "phieu.example.vn", http.StatusOK},
		{"style alone", "http://" + alone + "/", "t-static/ticket.css", "phieu.example.vn", http.StatusOK},
		{"officials' page where it is not", "http://" + alone + "/", "", "localhost", http.StatusNotFound},
		{"log-in where it is not", "http://" + alone + "/", "login", "localhost", http.StatusNotFound},
	}
	for _, tt := range tests {
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.page+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Host = tt.host
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, r.StatusCode, tt.want)
		}
	}
	w.stop()
}

// TestTicketOfAnotherDay: numbers start again, and yesterday's page says so.
func TestTicketOfAnotherDay(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.startReceiving()
	u := newUnitAt(t, "kb-01", time.Now().Add(-24*time.Hour))
	token := u.take()
	line := u.line()
	if line.Ends == nil || line.Ends.After(time.Now()) {
		t.Fatalf("got %v as the end of yesterday, want a time before now", line.Ends)
	}
	stop := u.connect(w.mqtt)
	w.wantPage(token, "Phiếu này đã hết hạn", "This ticket has expired")
	u.pass(line.Ends.Sub(u.at)) // a robot that was on at midnight
	u.arrive()
	if got := u.line().Tickets; len(got) != 0 {
		t.Fatalf("got %d tickets on the next day, want none", len(got))
	}
	fresh := u.take()
	w.wantPage(fresh, "A001", "người tiếp theo")
	w.wantPage(token, "Phiếu này đã hết hạn")
	stop()
	if got := schema.TicketKey(token); strings.Contains(got, token) {
		t.Errorf("got key %s of token %s, want it hidden", got, token)
	}
}
