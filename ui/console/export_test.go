package console

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"tiepdan/kiosk"
)

// ParseCookie lets the fuzz test reach the cookie's decoder: it returns the
// value written again from what was read.
func ParseCookie(value string) (again string, err error) {
	s, mac, err := parse(value)
	if err != nil {
		return "", err
	}
	return s.plain() + "." + mac, nil
}

// Tidy makes one line of an announcement's text.
func Tidy(s string) string { return tidy(s) }

// AddressKey tells which addresses the brake takes as one.
func AddressKey(remote string) string { return addressKey(remote) }

// ReadOrder reads a form as one press of an action at door 3 and returns the
// core's message; nil when no page sends such a form.
func ReadOrder(action, form string) kiosk.Msg {
	r := httptest.NewRequest(http.MethodPost, "/do/x", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetPathValue("action", action)
	o, ok := read(r, session{ID: "s", Door: 3}, time.UTC)
	if !ok {
		return nil
	}
	m, ok := o.message(o.request)
	if !ok {
		return nil
	}
	return m
}
