package config

import (
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// maxFooter is two lines on narrow paper.
const maxFooter = 60

// PrinterModels is what printer.model may be: the models that the printer's driver
// knows, which this package does not import. A test of the agent compares the two.
func PrinterModels() []string {
	return []string{
		"auto", "auto-80mm", "auto-58mm",
		"generic-80mm", "generic-80mm-basic", "generic-80mm-old", "generic-58mm", "generic-58mm-blind",
		"epson-tm-t20", "epson-tm-t70", "epson-tm-t88iii", "epson-tm-t88iv", "epson-tm-t88v", "epson-tm-m30", "epson-tm-l90",
		"seiko-rp-f10", "rongta-rp326", "rongta-rp332", "netum-80-v-ul", "pos-5890", "netum-nt-5890k", "zj-5870",
	}
}

// printerBauds are the rates that the DIP switches of printers know.
func printerBauds() []int {
	return []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600}
}

func (k check) printer(p Printer) {
	if k.required("printer.model", p.Model, "the printer's model") {
		k.oneOf("printer.model", p.Model, PrinterModels()...)
	}
	k.footer("printer.footer_vi", p.FooterVI)
	k.footer("printer.footer_en", p.FooterEN)
	k.optionalPath("printer.logo", p.Logo)
	if p.Logo != "" && !strings.EqualFold(filepath.Ext(p.Logo), ".png") {
		k.bad("printer.logo", "is %q, expected the path of a .png", p.Logo)
	}
	k.printerAddress(p.Address)
}

func (k check) printerAddress(address string) {
	const key, want = "printer.address", "tcp://HOST:9100, serial:///dev/NAME?baud=115200 or usblp:///dev/usb/lp0"
	k.note(key, rule{pattern: `^(tcp|serial|usblp)://`})
	if !k.required(key, address, want) {
		return
	}
	u, err := url.Parse(address)
	if err != nil {
		u = &url.URL{}
	}
	switch {
	case u.User != nil:
		// The value may hold a password, so it is not repeated.
		k.bad(key, "names a user, which printers do not know, expected %s", want)
	case u.Fragment != "":
		k.bad(key, "has %q behind #, expected %s", u.Fragment, want)
	case namesHost(u):
		k.printerPort(key, u.Port())
	case namesDevice(u):
		k.deviceParameters(key, u)
	default:
		k.bad(key, "is %q, expected %s", address, want)
	}
}

func namesHost(u *url.URL) bool {
	return u.Scheme == "tcp" && u.Hostname() != "" && u.Path+u.RawQuery == ""
}

func namesDevice(u *url.URL) bool {
	return (u.Scheme == "serial" || u.Scheme == "usblp") && u.Host == "" && len(u.Path) > 1
}

// printerPort checks a port when there is one.
func (k check) printerPort(key, port string) {
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		k.bad(key, "has the port %q, expected 1 to 65535", port)
	}
}

// footer checks what stands under a ticket, if anything does.
func (k check) footer(key, value string) {
	k.words(key, value, maxFooter)
}

func (k check) deviceParameters(key string, u *url.URL) {
	if u.RawQuery == "" {
		return
	}
	query := u.Query()
	baud, err := strconv.Atoi(query.Get("baud"))
	bad := u.Scheme != "serial" || query.Has("baud") && (err != nil || baud <= 0) ||
		query.Has("flow") && !slices.Contains([]string{"xonxoff", "rtscts", "none"}, query.Get("flow"))
	if !bad && query.Has("baud") && !slices.Contains(printerBauds(), baud) {
		k.bad(key, "has the rate %d, expected one that printers know: %v", baud, printerBauds())
		return
	}
	query.Del("baud")
	query.Del("flow")
	if bad || len(query) > 0 {
		k.bad(key, "has the parameters %q, expected at most baud=RATE and flow=xonxoff, rtscts or none, for serial", u.RawQuery)
	}
}
