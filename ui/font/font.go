package font

import _ "embed"

//go:embed BeVietnamPro-Regular.ttf
var regular []byte

//go:embed BeVietnamPro-Medium.ttf
var medium []byte

//go:embed BeVietnamPro-SemiBold.ttf
var semiBold []byte

//go:embed BeVietnamPro-Bold.ttf
var bold []byte

//go:embed OFL.txt
var license string

// Regular is weight 400 as a TrueType file. Callers must not write to it; the
// same holds for the other cuts.
func Regular() []byte { return regular }

// Medium is weight 500.
func Medium() []byte { return medium }

// SemiBold is weight 600.
func SemiBold() []byte { return semiBold }

// Bold is weight 700.
func Bold() []byte { return bold }

// License is the SIL Open Font License 1.1 with the copyright line of the
// typeface; whoever passes the program on passes this text on too.
func License() string { return license }
