package console

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
