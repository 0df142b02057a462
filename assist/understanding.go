package assist

// Understanding is what a sentence may mean. It holds codes and no words, so
// that it can be kept and sent where what a visitor said must not go.
type Understanding struct {
	Kind     Kind     `json:"kind"`
	Needs    []Need   `json:"needs,omitempty"`    // of Direct, Choose and Clarify, in the order said
	Talk     Talk     `json:"talk,omitempty"`     // of SmallTalk and Staff
	Question Question `json:"question,omitempty"` // what it asks about a procedure, with or without naming one
	Age      int      `json:"age,omitempty"`      // of QuestionAge, in years; 0 if none was said
	Discreet bool     `json:"discreet,omitempty"` // of TalkEmergency: not for the whole room to hear
}

// Kind says what to do with a sentence.
type Kind string

// The kinds.
const (
	Direct     Kind = "direct"       // go to the guidance of Needs[0]
	Choose     Kind = "choose"       // show the candidates of Needs[0]
	Clarify    Kind = "clarify"      // ask the question of Needs[0].Attribute
	SmallTalk  Kind = "small_talk"   // answer Talk
	FollowUp   Kind = "follow_up"    // answer Question about the procedure at hand
	Staff      Kind = "staff"        // fetch a person at once: Talk says why
	OutOfScope Kind = "out_of_scope" // offer a person
)

// Need is one thing that a visitor wants.
type Need struct {
	Kind       Kind        `json:"kind"` // Direct, Choose or Clarify
	Candidates []Candidate `json:"candidates"`
	Attribute  Attribute   `json:"attribute,omitempty"` // of Clarify
}

// Code is that of the most probable procedure.
func (n Need) Code() string {
	if len(n.Candidates) == 0 {
		return ""
	}
	return n.Candidates[0].Code
}

// Candidate is a procedure that may be meant.
type Candidate struct {
	Code  string  `json:"code"`
	Group string  `json:"group,omitempty"` // of the procedure: who is in charge may depend on it
	P     float64 `json:"p"`               // calibrated: of those with 0.8, four in five are meant
}

// Talk is what a sentence wants that is about no procedure.
type Talk string

// The talks. Those after TalkPraise fetch a person.
const (
	TalkNone      Talk = ""
	TalkGreeting  Talk = "greeting"
	TalkThanks    Talk = "thanks"
	TalkBye       Talk = "bye"
	TalkWho       Talk = "who"
	TalkRobot     Talk = "robot"
	TalkHow       Talk = "how"
	TalkJoke      Talk = "joke"
	TalkBored     Talk = "bored"
	TalkPraise    Talk = "praise"
	TalkComplaint Talk = "complaint"
	TalkPerson    Talk = "person"
	TalkEmergency Talk = "emergency"
)

// Question is what is asked about a procedure, or about the Center.
type Question string

// The questions.
const (
	QuestionNone   Question = ""
	QuestionTime   Question = "time"
	QuestionPapers Question = "papers"
	QuestionDoor   Question = "door"
	QuestionHours  Question = "hours"
	QuestionFee    Question = "fee"
	QuestionAge    Question = "age"
	QuestionOnline Question = "online"
	QuestionOwner  Question = "owner"
	QuestionSteps  Question = "steps"
	QuestionResult Question = "result"
	QuestionProxy  Question = "proxy"
	// QuestionEligible is whether somebody may have it: never for a robot to say.
	QuestionEligible Question = "eligibility"
)

// Attribute tells procedures apart that are alike otherwise.
type Attribute string
