package assist

import "slices"

// Stage is where a dialogue is.
type Stage string

// The stages.
const (
	StageNeed      Stage = "need"      // waits for what is wanted
	StageClarify   Stage = "clarify"   // has asked a question
	StageChoose    Stage = "choose"    // shows buttons
	StageGuidance  Stage = "guidance"  // shows how a procedure goes
	StagePerson    Stage = "person"    // a person was offered
	StageEmergency Stage = "emergency" // a person is called at once
)

// Dialogue is one visitor's talk with the robot. It holds codes and no words.
// The zero value waits for a need. Its methods leave it as it was and return
// the next.
type Dialogue struct {
	Stage     Stage       `json:"stage,omitempty"`
	Code      string      `json:"code,omitempty"`      // the procedure at hand
	Offered   []Candidate `json:"offered,omitempty"`   // of Clarify and Choose
	Attribute Attribute   `json:"attribute,omitempty"` // of Clarify
	Asked     bool        `json:"asked,omitempty"`     // the one question of this need was asked
	Missed    int         `json:"missed,omitempty"`    // sentences in a row that meant nothing here
	Later     []Need      `json:"later,omitempty"`     // needs that wait, in the order said
	Question  Question    `json:"question,omitempty"`  // to answer once it is known which procedure
	Age       int         `json:"age,omitempty"`
}

// mostMissed sentences in a row bring a person.
const mostMissed = 2

// Reply is what a step of a dialogue says and shows.
type Reply struct {
	Say     Text
	Options []Option // buttons, best first; Choose and Clarify have one more: none of these
	Code    string   // go to the guidance of this procedure
	Answer  *Answer  // to a question
	Person  bool     // offer to fetch a person
	AtOnce  bool     // fetch one without asking
	Why     Talk     // why, if it was said
}

// Option is a button.
type Option struct {
	Label Text
	Code  string // pick this procedure
	Yes   bool   // of Clarify: it is as asked
	None  bool   // none of these
}

// Clerk leads dialogues: it knows the catalogue and what tells procedures apart.
type Clerk struct {
	*Catalogue
	*Understander
}

// Hear goes on with what a sentence means.
func (k Clerk) Hear(d Dialogue, u Understanding, at Place) (Dialogue, Reply) {
	if d.asksAbout(u) {
		d.Missed = 0
		return k.about(d, u, at)
	}
	switch u.Kind {
	case Direct, Choose, Clarify:
		d.Missed = 0
		if u.Question != QuestionNone {
			d.Question, d.Age = u.Question, u.Age
		}
		d.Later = slices.Clone(u.Needs[1:])
		return k.need(d, u.Needs[0], at)
	case FollowUp:
		d.Missed = 0
		return k.followUp(d, u, at)
	case SmallTalk:
		return d, Reply{Say: u.Talk.Reply()}
	case Staff:
		return k.person(d, u.Talk)
	default:
		return k.miss(d)
	}
}

// asksAbout reports whether a sentence that names no procedure for sure asks
// about the one at hand.
func (d Dialogue) asksAbout(u Understanding) bool {
	if d.Code == "" || u.Question == QuestionNone {
		return false
	}
	switch u.Kind {
	case OutOfScope, SmallTalk:
		return true
	case Choose, Clarify:
		return !slices.ContainsFunc(u.Needs[0].Candidates, func(c Candidate) bool { return c.P >= atHandP })
	default:
		return false
	}
}

// atHandP is how probable another procedure must be to leave the one at hand.
const atHandP = 0.6

func (k Clerk) need(d Dialogue, n Need, at Place) (Dialogue, Reply) {
	d.Asked, d.Attribute, d.Offered = false, "", nil
	switch {
	case len(n.Candidates) == 0:
		return k.miss(d)
	case n.Kind == Direct:
		return k.guide(d, n.Code(), at)
	case n.Kind == Clarify:
		return k.clarify(d, n)
	default:
		return k.choose(d, n.Candidates)
	}
}

// guide goes to a procedure, and answers what was asked about it.
func (k Clerk) guide(d Dialogue, code string, at Place) (Dialogue, Reply) {
	p, ok := k.Find(code)
	if !ok {
		return k.miss(d)
	}
	d.Stage, d.Code, d.Offered, d.Attribute = StageGuidance, code, nil, ""
	r := Reply{Code: code, Say: Text{"Thủ tục: " + p.Plain.Vi + ".", "Procedure: " + p.Plain.En + "."}}
	if d.Question != QuestionNone {
		a := k.Answer(code, d.Question, d.Age, at)
		r.Answer, r.Person = &a, !a.Known
		d.Question, d.Age = QuestionNone, 0
	}
	return d, r
}

func (k Clerk) clarify(d Dialogue, n Need) (Dialogue, Reply) {
	question, yes, no, ok := k.Ask(n.Attribute)
	if !ok || d.Asked {
		return k.choose(d, n.Candidates)
	}
	d.Stage, d.Asked, d.Offered, d.Attribute = StageClarify, true, slices.Clone(n.Candidates), n.Attribute
	return d, Reply{Say: question, Options: []Option{{Label: yes, Yes: true}, {Label: no}, none()}}
}

func (k Clerk) choose(d Dialogue, offered []Candidate) (Dialogue, Reply) {
	d.Stage, d.Offered, d.Attribute = StageChoose, slices.Clone(offered), ""
	r := Reply{Say: Text{"Ông/bà cần việc nào trong các việc này ạ?", "Which of these do you need?"}}
	for _, c := range offered {
		if p, ok := k.Find(c.Code); ok {
			r.Options = append(r.Options, Option{Label: p.Plain, Code: c.Code})
		}
	}
	r.Options = append(r.Options, none())
	return d, r
}

func none() Option {
	return Option{Label: Text{"Không phải các việc này", "None of these"}, None: true}
}

// Press goes on with a button of the reply before.
func (k Clerk) Press(d Dialogue, o Option, at Place) (Dialogue, Reply) {
	switch {
	case o.None:
		return k.person(d, TalkNone)
	case o.Code != "":
		return k.guide(d, o.Code, at)
	case d.Stage != StageClarify:
		return k.miss(d)
	}
	left := k.Narrow(d.Offered, d.Attribute, o.Yes)
	switch len(left) {
	case 0:
		return k.choose(d, d.Offered)
	case 1:
		return k.guide(d, left[0].Code, at)
	default:
		return k.choose(d, left)
	}
}

// Next goes on to the next need of a sentence that had several; ok is false if
// none waits.
func (k Clerk) Next(d Dialogue, at Place) (next Dialogue, r Reply, ok bool) {
	if len(d.Later) == 0 {
		return d, Reply{}, false
	}
	n := d.Later[0]
	d.Later = slices.Clone(d.Later[1:])
	next, r = k.need(d, n, at)
	return next, r, true
}

// followUp answers a question about the procedure at hand.
func (k Clerk) followUp(d Dialogue, u Understanding, at Place) (Dialogue, Reply) {
	if d.Code == "" && u.Question != QuestionHours {
		d.Question, d.Age = u.Question, u.Age
	}
	a := k.Answer(d.Code, u.Question, u.Age, at)
	return d, Reply{Say: a.Text, Answer: &a, Person: !a.Known && d.Code != ""}
}

// about answers what may be a question about the procedure at hand, and says
// which procedure the answer is about.
func (k Clerk) about(d Dialogue, u Understanding, at Place) (Dialogue, Reply) {
	d, r := k.followUp(d, u, at)
	if p, ok := k.Find(d.Code); ok {
		r.Say = Text{"Về việc “" + p.Plain.Vi + "”: " + r.Say.Vi, "About “" + p.Plain.En + "”: " + r.Say.En}
	}
	return d, r
}

// miss says that nothing was understood; the second time in a row it offers a person.
func (k Clerk) miss(d Dialogue) (Dialogue, Reply) {
	d.Missed++
	if d.Missed >= mostMissed {
		return k.person(d, TalkNone)
	}
	return d, Reply{
		Say: Text{
			"Việc này tôi chưa rõ. Ông/bà nói lại ngắn gọn giúp tôi, hoặc để tôi gọi cán bộ.",
			"I am not sure about this. Please say it again in a few words, or let me call an official.",
		},
		Person: true,
	}
}

func (k Clerk) person(d Dialogue, why Talk) (Dialogue, Reply) {
	d.Stage = StagePerson
	if why == TalkEmergency {
		d.Stage = StageEmergency
	}
	say := why.Reply()
	if why == TalkNone {
		say = Text{"Tôi gọi cán bộ giúp ông/bà nhé?", "Shall I call an official for you?"}
	}
	return d, Reply{Say: say, Person: true, AtOnce: why.FetchesPerson(), Why: why}
}
