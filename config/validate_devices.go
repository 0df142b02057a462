package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func (k check) queue(q Queue) {
	k.oneOf("queue.priority", q.Priority, "strict", "share")
	k.between("queue.priority_share", q.PriorityShare, 1, 10, " priority calls before a normal one")
	k.between("queue.recall_limit", q.RecallLimit, 0, 10, " recalls")
	k.between("queue.call_show_s", q.CallShowS, 3, 120, " seconds")
	k.between("queue.rating_s", q.RatingS, 5, 300, " seconds")
	k.between("queue.min_samples", q.MinSamples, 1, 1000, " closed visits")
	k.queueTimes(q)
	k.classes(q.Classes)
}

// port checks a TCP port when there is one.
func (k check) port(key, port string, given bool) {
	if n, err := strconv.Atoi(port); given && (err != nil || n < 0 || n > 65535) {
		k.bad(key, "has the port %q, expected 1 to 65535", port)
	}
}

func (k check) panel(p Panel) {
	k.oneOf("panel.kind", p.Kind, "serial", "gpio", "none")
	k.between("panel.debounce_ms", p.DebounceMS, 1, 200, " milliseconds")
	switch p.Kind {
	case "serial":
		k.path("panel.device", p.Device, "the button box's serial device, as /dev/tiepdan-panel")
	case "gpio":
		k.note("panel.pins", rule{needed: true, least: 4, most: 4})
		if len(p.Pins) != 4 {
			k.bad("panel.pins", "has %d pins, expected 4: the happiest face first", len(p.Pins))
		}
		item := func(i int) string { return fmt.Sprintf("panel.pins[%d]", i) }
		for i, pin := range p.Pins {
			k.required(item(i+1), pin, `the name of a pin, as "GPIO17"`)
		}
		unique(k, p.Pins, item)
	}
}

// callBoxes checks that each button calls to a door that there is, and that no
// two boxes share a line.
func (k check) callBoxes(c *Config) {
	lines := []string{c.Panel.Device}
	for i, b := range c.CallBoxes {
		key := func(name string) string { return fmt.Sprintf("call_boxes[%d].%s", i+1, name) }
		k.path(key("device"), b.Device, "the button box's serial device, as /dev/tiepdan-calls")
		if b.Device != "" && slices.Contains(lines, b.Device) {
			k.bad(key("device"), "is %q, which another box has", b.Device)
		}
		lines = append(lines, b.Device)
		k.note(key("doors"), rule{needed: true, least: 1, most: 4})
		if len(b.Doors) == 0 || len(b.Doors) > 4 {
			k.bad(key("doors"), "has %d doors, expected 1 to 4: one for each button", len(b.Doors))
		}
		for j, door := range b.Doors {
			if door != 0 && !slices.ContainsFunc(c.Doors, func(d Door) bool { return d.Number == door }) {
				k.bad(fmt.Sprintf("%s[%d]", key("doors"), j+1), "is %d, expected the number of a door, or 0 for none", door)
			}
		}
	}
}

func (k check) base(b Base) {
	k.oneOf("base.kind", b.Kind, "mavlink", "none")
	k.between("base.baud", b.Baud, 1200, 4_000_000, " bits per second")
	if b.Kind == "mavlink" {
		k.path("base.device", b.Device, "the base's serial device, as /dev/tiepdan-base")
	}
	k.optionalPath("base.signing_key_file", b.SigningKeyFile)
	k.between("base.signing_link_id", b.SigningLinkID, 0, 255, "")
	k.loopback("base.tee", b.Tee, "127.0.0.1:14550", "the line tells where the robot is among people")
}

// loopback checks an address and port of this computer; "" is none.
func (k check) loopback(key, value, example, why string) {
	if value == "" {
		return
	}
	to, err := netip.ParseAddrPort(value)
	switch {
	case err != nil || to.Port() == 0:
		k.bad(key, "is %q, expected an IP address and a port, as %q", value, example)
	case !to.Addr().Unmap().IsLoopback():
		k.bad(key, "is %q, expected an address of this computer, as %q: %s", value, example, why)
	}
}

func (k check) speech(s Speech) {
	k.required("speech.voice", s.Voice, `an espeak-ng voice, as "vi"`)
	k.oneOf("speech.output", s.Output, "auto", "device", "wav")
	k.path("speech.wav_dir", s.WAVDir, "a directory")
	k.oneOf("speech.read_number", s.ReadNumber, "digits", "grouped")
	k.optionalPath("speech.speechd", s.Speechd)
	k.between("speech.volume_pct", s.VolumePct, 1, 100, " percent")
	k.path("speech.models_dir", s.ModelsDir, "a directory")
	k.note("speech.input", rule{pattern: `^auto$|\.wav$`})
	if s.Input != "auto" && !strings.HasSuffix(s.Input, ".wav") {
		k.bad("speech.input", `is %q, expected "auto" or the path of a .wav file`, s.Input)
	}
	k.oneOf("speech.music", s.Music, "built-in", "files", "off")
	k.path("speech.music_dir", s.MusicDir, "a directory")
	k.between("speech.music_db", s.MusicDB, 6, 60, " dB")
	for i, h := range s.Hours {
		key := fmt.Sprintf("speech.hours[%d]", i+1)
		k.note(key+".at", rule{pattern: dayPart.String(), needed: true})
		if _, ok := parsePart(h.At); !ok {
			k.bad(key+".at", "is %q, expected %s", h.At, partOfTheDay)
		}
		k.between(key+".volume_pct", h.VolumePct, 1, 100, " percent")
	}
	k.between("speech.listen_most_s", s.ListenMostS, 3, 18, " seconds")
	k.wake(s)
}

func (k check) report(r Report) {
	if r.Enabled {
		k.some("report.broker", len(r.Broker), `the ward's brokers, as ["mqtts://ward.example:8883"], or enabled = false`)
	}
	for i, b := range r.Broker {
		k.broker(fmt.Sprintf("report.broker[%d]", i+1), b)
	}
	k.optionalPath("report.ca_file", r.CAFile)
	k.certificate("report", r.CertFile, r.KeyFile)
	k.between("report.status_every_s", r.StatusEveryS, 5, 3600, " seconds")
}

func (k check) broker(key, value string) {
	const want = "mqtts://HOST:8883, or mqtt://HOST:1883 on this machine"
	k.note(key, rule{pattern: `^(mqtts?|tls|tcp)://`})
	u, err := url.Parse(value)
	if err != nil || u.Hostname() == "" || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" {
		// The value may hold a password, so it is not repeated.
		k.bad(key, "is not the address of a broker, expected %s", want)
		return
	}
	switch u.Scheme {
	case "mqtts", "tls":
	case "mqtt", "tcp":
		if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			k.bad(key, "sends ratings to %s in the clear, expected mqtts:// to another machine", u.Hostname())
		}
	default:
		k.bad(key, "has the scheme %q, expected %s", u.Scheme, want)
	}
	k.port(key, u.Port(), u.Port() != "")
}

// certificate checks that a certificate and its key come together.
func (k check) certificate(table, cert, key string) {
	k.optionalPath(table+".cert_file", cert)
	k.optionalPath(table+".key_file", key)
	switch {
	case cert != "" && key == "":
		k.missing(table+".key_file", "the key of cert_file")
	case cert == "" && key != "":
		k.missing(table+".cert_file", "the certificate of key_file")
	}
}

func (k check) control(c Control) { k.optionalPath("control.socket", c.Socket) }

func (k check) console(c Console) {
	const key = "console.listen"
	k.note(key, rule{pattern: `:[0-9]+$`})
	if _, port, err := net.SplitHostPort(c.Listen); err != nil {
		k.bad(key, "is %q, expected HOST:PORT or :PORT, as :8443", c.Listen)
	} else {
		k.port(key, port, true)
	}
	k.certificate("console", c.CertFile, c.KeyFile)
	k.between("console.session_h", c.SessionH, 1, 72, " hours")
}

// portal checks the address behind the QR code.
func (k check) portal(key, value string) {
	k.note(key, rule{pattern: `^https?://`, orZero: true})
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		k.bad(key, "is %q, expected an address that begins with https://", value)
	}
}
