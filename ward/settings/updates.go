package settings

import (
	"strconv"
	"strings"
	"time"

	"aead.dev/minisign"
)

func (r *reading) checkUpdates(t texts, s *Settings) {
	var ok bool
	if s.UpdateRate, ok = parseRate(t.updateRate); !ok {
		r.bad("updates.rate", "%q, want 16KiB to 1024MiB, as 2MiB: of each second for each robot", t.updateRate)
	}
	var err error
	if s.UpdateProof, err = time.ParseDuration(t.updateProof); err != nil || s.UpdateProof < 0 || s.UpdateProof > 7*24*time.Hour {
		r.bad("updates.proof", "%q, want 0s to 168h, as 10m", t.updateProof)
	}
	if t.release == "" {
		return
	}
	var key minisign.PublicKey
	if err := key.UnmarshalText([]byte(t.release)); err != nil {
		r.bad("updates.release_key", "it is no public key of minisign, want the line that begins with RW")
		return
	}
	if t.enrolListen == "" {
		r.bad("updates.release_key", "set without enrol.listen, want it: robots fetch their software there")
	}
	s.Release = &key
}

// parseRate reads a number of KiB or MiB.
func parseRate(text string) (rate int64, ok bool) {
	const least, most = 16 << 10, 1 << 30
	for unit, bytes := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20} {
		number, found := strings.CutSuffix(text, unit)
		if !found {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		return n * bytes, err == nil && n > 0 && n <= most/bytes && n*bytes >= least
	}
	return 0, false
}
