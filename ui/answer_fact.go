package ui

import (
	"fmt"
	"image"
	"slices"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/queue"
)

// The texts of questions about a procedure.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wAskWhat   = phrase{Vi: "Quý khách muốn hỏi gì?", En: "What would you like to know?"}
	wAskTab    = phrase{Vi: "Hỏi thêm", En: "Ask"}
	wAskMore   = phrase{Vi: "Câu khác", En: "Something else"}
	wAskPerson = phrase{Vi: "Gặp cán bộ phụ trách", En: "Ask an official"}
)

// query is a question that can be touched.
type query struct {
	question assist.Question
	label    phrase
	icon     icon
}

// queries are asked most often, the commonest first.
func queries() []query {
	return []query{
		{assist.QuestionTime, phrase{Vi: "Bao lâu thì xong?", En: "How long does it take?"}, iconClock},
		{assist.QuestionPapers, phrase{Vi: "Cần giấy tờ gì?", En: "Which papers?"}, iconPapers},
		{assist.QuestionDoor, phrase{Vi: "Ở cửa nào?", En: "Which door?"}, iconDoor},
		{assist.QuestionFee, phrase{Vi: "Lệ phí bao nhiêu?", En: "What does it cost?"}, iconCoin},
		{assist.QuestionHours, phrase{Vi: "Mấy giờ đóng cửa?", En: "When do you close?"}, iconCalendar},
		{assist.QuestionOnline, phrase{Vi: "Nộp qua mạng được không?", En: "Can I do it online?"}, iconGlobe},
		{assist.QuestionOwner, phrase{Vi: "Ai giải quyết?", En: "Who decides?"}, iconStaff},
		{assist.QuestionProxy, phrase{Vi: "Người khác đi thay được không?", En: "Can somebody go for me?"}, iconPeople},
	}
}

// asks are the questions about a procedure, to be touched or said.
func (p picture) asks() []item {
	var out []item
	if p.hears() {
		out = append(out, item{title: wByVoice.in(p.Lang), icon: iconMic, msg: kiosk.ListenAsked{}})
	}
	for _, q := range queries() {
		out = append(out, item{
			title: q.label.in(p.Lang), icon: q.icon,
			msg: kiosk.Asked{From: p.Screen, Meant: assist.Understanding{Kind: assist.FollowUp, Question: q.question}},
		})
	}
	return append(out, item{title: wInCharge.in(p.Lang), icon: iconStaff, msg: open(p, along(p, kiosk.ScreenHelp))})
}

// answered draws the answer to a question, with who answers for it.
func (c *canvas) answered(f frame, p picture, pr *assist.Procedure, d *kiosk.Dialogue) {
	title := wPlace.in(p.Lang)
	if pr != nil {
		title = name(pr, p.Lang)
	}
	a := p.tools.answer(p.Spot.Code, d.Meant.Question, d.Meant.Age, assist.Place{Door: p.place(pr), Hours: p.openHours()})
	room := c.titled(f, p, c.h(110), title, p.asking(d.Meant.Question))
	var push image.Rectangle
	push, room = cutBottom(room, c.push(116), gutter)
	ic := iconCheck
	if !a.Known {
		ic = iconAsk
	}
	out := []para{{style: style{size: c.t(sizeLead), weight: semiBold, color: c.Ink}, text: lookup(a.Text, p.Lang), icon: ic}}
	fine := style{size: c.t(sizeSmall), weight: medium, color: c.InkSoft}
	switch {
	case a.Known && lookup(a.Source, p.Lang) != "":
		out = append(out,
			para{style: fine, text: wOwner.in(p.Lang) + ": " + lookup(a.Owner, p.Lang), gap: 28},
			para{style: fine, text: sourceText(&assist.Procedure{Source: a.Source, Checked: a.Checked}, p.Lang), gap: 6})
	case a.Known:
		out = append(out, para{style: fine, text: wWardSays.in(p.Lang), gap: 28})
	}
	c.flowText(c.card(room), out, p)
	c.ways(push, p.afterAnswer(pr, d.Meant.Question, a), 30) // after what they follow from, for who listens
}

// asking repeats what was asked.
func (p picture) asking(q assist.Question) string {
	i := slices.IndexFunc(queries(), func(k query) bool { return k.question == q })
	if i < 0 {
		return ""
	}
	return queries()[i].label.in(p.Lang)
}

// afterAnswer are the ways on: the official first when she alone knows.
func (p picture) afterAnswer(pr *assist.Procedure, q assist.Question, a assist.Answer) []button {
	var out []button
	if pr != nil && !a.Known {
		out = append(out, button{label: wAskPerson.in(p.Lang), icon: iconStaff, msg: kiosk.AskOfficial{Procedure: pr.Code, Group: pr.Group, Topic: kiosk.TopicOf(q)}})
	}
	if p.hears() {
		out = append(out, button{label: wListenStart.in(p.Lang), icon: iconMic, msg: kiosk.ListenAsked{}})
	}
	if pr == nil {
		return append(out, p.chooseField())
	}
	return append(out, button{label: wAskMore.in(p.Lang), icon: iconBack, msg: open(p, answerBack(p))})
}

// answer finds it in the catalogue, and nowhere else.
func (t *tools) answer(code string, q assist.Question, age int, at assist.Place) assist.Answer {
	if t == nil || t.catalogue == nil {
		return assist.New(nil, nil).Answer(code, q, age, at)
	}
	return t.catalogue.Answer(code, q, age, at)
}

// place says where a procedure is dealt with.
func (p picture) place(pr *assist.Procedure) assist.Text {
	if pr == nil {
		return assist.Text{}
	}
	s, ok := serviceOf(p.View, pr)
	if !ok || len(s.Doors) == 0 {
		return assist.Text{}
	}
	return assist.Text{Vi: doorsText(s.Doors, kiosk.Vi, true) + ".", En: doorsText(s.Doors, kiosk.En, true) + "."}
}

// openHours says when the Center is open, as far as the ward has told.
func (p picture) openHours() assist.Text {
	h := p.Line.Hours
	loc := p.now.Location()
	say := func(w phrase, at time.Time) assist.Text {
		return assist.Text{Vi: fmt.Sprintf(w.Vi, when(at.In(loc), p.now, kiosk.Vi)), En: fmt.Sprintf(w.En, when(at.In(loc), p.now, kiosk.En))}
	}
	switch {
	case h.Phase == queue.PhaseOpen && h.Until.IsZero(): // always, or not told
		return assist.Text{}
	case h.Phase == queue.PhaseOpen && h.Last:
		return say(wOpenUntil, h.Until)
	case h.Phase == queue.PhaseOpen:
		return say(wOpenLunch, h.Until)
	case h.Opens.IsZero():
		return assist.Text{}
	default:
		return say(wOpensAgain, h.Opens)
	}
}

// when is a time of day, with its date unless it is today.
func when(at, now time.Time, l kiosk.Lang) string {
	hour := glue(at.Format("15:04"))
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return hour
	}
	return hour + ", " + briefDate(at, l)
}
