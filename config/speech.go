package config

import "time"

// VolumeAt is how loud the voice is at a time of day, in percent. Of parts that
// overlap the first counts.
func (s Speech) VolumeAt(t time.Time) int {
	day := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	for _, h := range s.Hours {
		p, ok := parsePart(h.At)
		if ok && (p.From <= day && day < p.To || p.From <= day+24*time.Hour && day+24*time.Hour < p.To) {
			return h.VolumePct
		}
	}
	return s.VolumePct
}
