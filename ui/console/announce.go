package console

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tiepdan/kiosk"
)

// mostLetters is what the core takes of one text.
const mostLetters = 600

// draft is an announcement on its way to the screen.
type draft struct {
	ID        string // the same one again changes the announcement: a second press is none
	Vi, En    string
	Emergency bool
	Confirmed bool
	MostLets  int
}

func newDraft() draft { return draft{ID: rand.Text(), MostLets: mostLetters} }

func draftOf(r *http.Request) draft {
	return draft{
		ID: r.PostFormValue("id"), Vi: tidy(r.PostFormValue("vi")), En: tidy(r.PostFormValue("en")),
		Emergency: r.PostFormValue("emergency") == "yes", Confirmed: r.PostFormValue("confirmed") == "yes",
		MostLets: mostLetters,
	}
}

// tidy makes of what was typed or pasted one line of composed letters.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// good reports whether the core would take the texts.
func (d draft) good() bool {
	return d.Vi != "" && len([]rune(d.Vi)) <= mostLetters && len([]rune(d.En)) <= mostLetters
}

// announceData answers the form: a sentence, and the form or the question anew.
type announceData struct {
	answerData
	Draft draft
	Ask   bool // an emergency waits for the second step
	Fresh bool // the form is empty again
}

// announce puts a text on the screen; an emergency only after the question
// whether it is meant.
func (s *Server) announce(w http.ResponseWriter, r *http.Request) {
	ss, ok := s.mayAct(w, r)
	if !ok {
		return
	}
	d := draftOf(r)
	switch {
	case len(d.ID) < 8 || len(d.ID) > maxID:
		s.answer(w, r, http.StatusBadRequest, "Yêu cầu không hợp lệ. Vui lòng tải lại trang.")
		return
	case !d.good():
		s.refuse(w, r, order{action: "announce", door: ss.Door}, kiosk.ErrBadText)
		return
	case d.Emergency && !d.Confirmed:
		s.page(w, r, http.StatusOK, "announced", announceData{Draft: d, Ask: true})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	err := s.opts.Desk.Do(ctx, kiosk.Announce{
		Request: rand.Text(), Door: ss.Door, ID: d.ID, Text: kiosk.Text{Vi: d.Vi, En: d.En}, Emergency: d.Emergency,
	})
	if err != nil {
		s.refuse(w, r, order{action: "announce", door: ss.Door}, err)
		return
	}
	text := "Thông báo đang hiện trên màn hình robot."
	if d.Emergency {
		text = "Đang phát thông báo khẩn cấp. Nhớ gỡ khi đã an toàn."
	}
	s.page(w, r, http.StatusOK, "announced", announceData{answerData: answerData{Good: true, Text: text}, Draft: newDraft(), Fresh: true})
}
