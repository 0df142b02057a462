package doctor

// What the fuzz targets need.
var (
	ReadGreeting = readGreeting
	ReadNTP      = readNTP
	NTPTime      = ntpTime
	Smart        = func(b []byte) bool { _, ok := smart(b); return ok }
)
