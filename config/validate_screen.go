package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// minWarnS is the least time, in seconds, to read a warning and touch.
const minWarnS = 5

func (k check) screen(s Screen) {
	k.oneOf("screen.orientation", s.Orientation, "landscape", "portrait")
	k.between("screen.width_px", s.WidthPx, 320, 7680, " pixels")
	k.between("screen.height_px", s.HeightPx, 320, 7680, " pixels")
	k.between("screen.idle_reset_s", s.IdleResetS, 10, 3600, " seconds")
	k.between("screen.warn_before_s", s.WarnBeforeS, minWarnS, 60, " seconds")
	if s.WarnBeforeS >= s.IdleResetS && !k.isSpoilt("screen.idle_reset_s") {
		k.bad("screen.warn_before_s", "is %d, expected less than idle_reset_s, %d seconds", s.WarnBeforeS, s.IdleResetS)
	}
	k.betweenOr0("screen.attract_after_s", s.AttractAfterS, 10, 3600, " seconds, or 0 for never")
	k.oneOf("screen.theme", s.Theme, "normal", "contrast")
	k.oneOf("screen.text_size", s.TextSize, "normal", "large", "largest")
	k.between("screen.lower_edge_mm", s.LowerEdgeMM, 300, 1300, " millimetres")
	k.between("screen.height_mm", s.HeightMM, 100, 2000, " millimetres")
	k.optionalName("screen.touch_device", s.TouchDevice)
	k.note("screen.technician_pin_hash", rule{orZero: true})
	if s.TechnicianPINHash != "" {
		k.pinHash("screen.technician_pin_hash", s.TechnicianPINHash)
	}
	tall := s.HeightPx > s.WidthPx
	if !k.isSpoilt("screen.width_px") && !k.isSpoilt("screen.height_px") &&
		(tall && s.Orientation == "landscape" || !tall && s.Orientation == "portrait") {
		k.bad("screen.orientation", "is %q, which %d×%d pixels are not, expected the two to agree",
			s.Orientation, s.WidthPx, s.HeightPx)
	}
}

// announcements checks the texts, which a screen shows on several pages if they
// are long.
func (k check) announcements(texts []Announcement) {
	for i, a := range texts {
		table := fmt.Sprintf("announcements[%d].", i+1)
		k.oneOf(table+"kind", a.Kind, "announcement", "instruction")
		k.text(table+"vi", a.VI, maxAnnouncement, "the text in Vietnamese")
		k.text(table+"en", a.EN, maxAnnouncement, "the text in English")
	}
}

func (k check) rating(r Rating) {
	item := func(i int) string { return fmt.Sprintf("rating.reasons_for[%d]", i) }
	for i, face := range r.ReasonsFor {
		k.oneOf(item(i+1), face, "neutral", "dissatisfied")
	}
	unique(k, r.ReasonsFor, item)
}

// publicURL checks an address that everybody can read off a QR code.
func (k check) publicURL(key, value string) {
	k.note(key, rule{pattern: `^https://`, orZero: true})
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		// The value may hold a password, so it is not repeated.
		k.bad(key, "is not an address that begins with https://")
	case u.User != nil || slices.ContainsFunc(secretParameters(), u.Query().Has):
		k.bad(key, "holds a password or a key, expected an address that everybody may know: it is shown as a code")
	}
}

// mostTicketURL keeps a ticket's code coarse enough for an old phone to read.
const mostTicketURL = 80

// ticketURL checks the address to which the tokens of tickets are added. In a
// room without the internet it may be plain HTTP.
func (k check) ticketURL(key, value string) {
	k.note(key, rule{pattern: `^https?://.*/$`, orZero: true, most: mostTicketURL})
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		k.bad(key, "is not an address like https://phieu.example.vn/t/")
	case !strings.HasSuffix(u.Path, "/"):
		k.bad(key, `does not end with "/", expected an address like https://phieu.example.vn/t/`)
	case len(value) > mostTicketURL:
		k.bad(key, "has %d letters, expected at most %d: the code on the ticket must be easy to read", len(value), mostTicketURL)
	}
}

// secretParameters are the usual names of what gives access by itself.
func secretParameters() []string {
	return strings.Fields("token access_token key api_key apikey secret password passwd pass pwd sig signature auth")
}
