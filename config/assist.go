package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// Assist is how requests are understood.
type Assist struct {
	Model AssistModel `toml:"model"`
}

// AssistModel is a language model on the ward's own network that puts the
// procedures that are offered in order. Without URL there is none.
type AssistModel struct {
	URL       string `toml:"url"`        // of its chat-completions interface
	Name      string `toml:"name"`       // as its server calls it
	KeyFile   string `toml:"key_file"`   // "" for no key
	TimeoutMS int    `toml:"timeout_ms"` // then our own order stands
	SendWords bool   `toml:"send_words"` // the ward agrees that what visitors say is sent there
}

func (k check) assist(a Assist) {
	m := a.Model
	k.between("assist.model.timeout_ms", m.TimeoutMS, 100, 2000, " milliseconds")
	k.optionalPath("assist.model.key_file", m.KeyFile)
	if m.URL == "" {
		return
	}
	k.privateURL("assist.model.url", m.URL)
	if strings.TrimSpace(m.Name) == "" {
		k.missing("assist.model.name", "what its server calls the model")
	}
	if !m.SendWords {
		k.bad("assist.model.send_words", "is false, expected true, which sends what visitors say to that machine: without it there is nothing to put in order by. Or leave url out")
	}
}

// privateURL checks an address that the internet does not have. A name could lead
// anywhere, so it must be numbers.
func (k check) privateURL(key, value string) {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		// The value may hold a password, so it is not repeated.
		k.bad(key, "is not an address as http://192.168.1.20:8080/v1")
		return
	}
	at, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		k.bad(key, "names its machine %q, expected a private IP address as 192.168.1.20", u.Hostname())
		return
	}
	if at = at.Unmap(); !at.IsPrivate() && !at.IsLoopback() && !at.IsLinkLocalUnicast() {
		k.bad(key, "leads to %s, expected a private address: what visitors say does not leave the ward", at)
	}
}
