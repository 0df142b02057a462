package stats

// Measured says how far the ward's own data measures a pillar.
type Measured int

// The values of Measured.
const (
	MeasuredNot  Measured = iota // nothing that the robots report says anything of it
	MeasuredPart                 // some of it, by other means than the index
	MeasuredBy                   // what it asks
)

// Pillar is one of the six pillars of the index of service to people and
// businesses (Decision 766/QĐ-TTg of 2022).
type Pillar string

// The pillars, in the order of the Decision.
const (
	Openness     Pillar = "openness"
	Progress     Pillar = "progress"
	Online       Pillar = "online"
	Payment      Pillar = "payment"
	Satisfaction Pillar = "satisfaction"
	Digitised    Pillar = "digitised"
)

// Reach is how far the data goes for one pillar.
type Reach struct {
	Pillar   Pillar
	Measured Measured
}

// Pillars tells for each pillar whether the robots' data measures it. The
// index itself is computed by the national portal from the files it holds:
// none of these figures replaces it.
func Pillars() []Reach {
	return []Reach{
		{Openness, MeasuredNot},
		{Progress, MeasuredPart}, // the wait and the time at the door, not the time of the file
		{Online, MeasuredNot},
		{Payment, MeasuredNot},
		{Satisfaction, MeasuredBy},
		{Digitised, MeasuredNot},
	}
}
