package stats

// Faces counts the presses of each face.
type Faces struct { //nolint:recvcheck // Add counts, the others only read
	VerySatisfied, Satisfied, Neutral, Dissatisfied int
}

// Add counts n more presses of a face of the contract. A word that the
// contract does not know counts nowhere.
func (f *Faces) Add(face string, n int) {
	switch face {
	case "very-satisfied":
		f.VerySatisfied += n
	case "satisfied":
		f.Satisfied += n
	case "neutral":
		f.Neutral += n
	case "dissatisfied":
		f.Dissatisfied += n
	}
}

// Plus gives the counts of both.
func (f Faces) Plus(g Faces) Faces {
	return Faces{
		f.VerySatisfied + g.VerySatisfied, f.Satisfied + g.Satisfied,
		f.Neutral + g.Neutral, f.Dissatisfied + g.Dissatisfied,
	}
}

// N is the number of ratings.
func (f Faces) N() int { return f.VerySatisfied + f.Satisfied + f.Neutral + f.Dissatisfied }

// Good is how many count as satisfied: very satisfied and satisfied, version 1
// of the ward's mapping. The store keeps the faces themselves.
func (f Faces) Good() int { return f.VerySatisfied + f.Satisfied }

// Good says which faces of the contract count as satisfied.
func Good(face string) bool { return face == "very-satisfied" || face == "satisfied" }

// FewGroup is the size below which a group's figures are not shown to people
// who are not leaders: with the door and the time they could name an official.
const FewGroup = 5

// Few says whether a group is too small to be shown.
func Few(n int) bool { return n > 0 && n < FewGroup }
