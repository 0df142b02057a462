package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiepdan/ward/web"
)

// TestEndingCertificates: who looks after the robots reads in time which
// certificate ends, and what to run.
func TestEndingCertificates(t *testing.T) {
	t.Parallel()
	var broken error
	s := newSiteWith(t, func(o *web.Options) {
		o.Ending = func(at time.Time) ([]web.Ending, error) {
			return []web.Ending{
				{Name: "cua-nam/kb-01", Until: at.Add(48 * time.Hour), Mend: "wardd robot add --renew cua-nam/kb-01"},
				{Name: "ward", Until: at.Add(-time.Hour), Mend: "wardd renew"},
			}, broken
		}
	})
	_, body := s.do(t, http.MethodGet, "/robots", "")
	for _, want := range []string{"Chứng thư sắp hết hạn: cua-nam/kb-01, ", "wardd robot add --renew cua-nam/kb-01", "Chứng thư đã hết hạn: ward, ", "Cần chạy: wardd renew"} {
		if !strings.Contains(body, want) {
			t.Errorf("the robots' page lacks %q", want)
		}
	}
	broken = errors.New("no such folder")
	if _, body := s.do(t, http.MethodGet, "/robots", ""); !strings.Contains(body, "Không đọc được chứng thư") {
		t.Error("the robots' page does not say that the certificates cannot be read")
	}
}
