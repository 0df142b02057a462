package ui

import (
	"fmt"
	"image"
	"slices"
	"strconv"

	"tiepdan/assist"
	"tiepdan/kiosk"
)

// The texts of what the robot says to what was said.
//
//nolint:gochecknoglobals // tables that are never written
var (
	wOfferTitle   = phrase{Vi: "Có phải quý khách cần:", En: "Is this what you need?"}
	wOfferNone    = phrase{Vi: "Không phải những việc này", En: "None of these"}
	wRobotSays    = phrase{Vi: "Robot trả lời", En: "The robot answers"}
	wOneThing     = phrase{Vi: "Xin hỏi một câu", En: "One question"}
	wOfferUnsure  = phrase{Vi: "Tôi chưa rõ", En: "I am not sure"}
	wNeeds        = phrase{Vi: "Quý khách cần %d việc", En: "You need %d things"}
	wNeedsHint    = phrase{Vi: "Mời xem từng việc. Một số dùng cho tất cả.", En: "Look at each of them. One number serves for all."}
	wNeedOf       = phrase{Vi: "Việc %d/%d", En: "%d of %d"}
	wTalkHint     = phrase{Vi: "Quý khách cần làm việc gì? Mời nói, hoặc chọn lĩnh vực.", En: "What do you need? Please say it, or choose a field."}
	wPuzzled      = phrase{Vi: "Việc này tôi chưa rõ", En: "I am not sure about this"}
	wPuzzledHint  = phrase{Vi: "Mời nói lại ngắn gọn, chọn lĩnh vực, hoặc gọi cán bộ.", En: "Please say it in a few words, choose a field, or call the staff."}
	wPuzzledTwice = phrase{Vi: "Xin để cán bộ giúp quý khách", En: "Let the staff help you"}
	wPuzzledStaff = phrase{Vi: "Việc này tôi không trả lời được. Cán bộ sẽ đến tận đây.", En: "I cannot answer this. An official will come to you here."}
	wWhichOne     = phrase{Vi: "Quý khách hỏi về thủ tục nào?", En: "Which procedure do you ask about?"}
	wWhichHint    = phrase{Vi: "Mời nói tên thủ tục, hoặc chọn lĩnh vực.", En: "Please say its name, or choose a field."}
	wChooseField  = phrase{Vi: "Chọn lĩnh vực", En: "Choose a field"}
	wCallHere     = phrase{Vi: "Gọi cán bộ đến đây", En: "Get help"}
	wWardSays     = phrase{Vi: "Nguồn: phường công bố", En: "Source: as told by the ward"}
	wOpenUntil    = phrase{Vi: "Hôm nay Trung tâm làm việc đến %s.", En: "Today the Center is open until %s."}
	wOpenLunch    = phrase{Vi: "Trung tâm làm việc đến %s, sau giờ nghỉ trưa làm tiếp.", En: "The Center is open until %s, and again after lunch."}
	wOpensAgain   = phrase{Vi: "Trung tâm đang nghỉ, mở cửa lại lúc %s.", En: "The Center is closed now and opens again at %s."}
)

// answer draws what the robot asks or says to a request.
func (c *canvas) answer(p picture) {
	f := c.chrome(p, goHome(p), goBack(p, answerBack(p)))
	d := p.Dialogue
	if d == nil {
		d = &kiosk.Dialogue{Meant: assist.Understanding{Kind: assist.OutOfScope}}
	}
	pr, known := p.tools.find(p.Spot.Code)
	about := d.Meant.Kind == assist.FollowUp || d.Meant.Kind == assist.Direct
	switch {
	case d.Several():
		c.offers(f, p, fmt.Sprintf(wNeeds.in(p.Lang), len(d.Meant.Needs)), wNeedsHint.in(p.Lang), p.needs(d))
	case about && (known && d.Meant.Question != assist.QuestionNone || d.Meant.Question == assist.QuestionHours):
		c.answered(f, p, pr, d)
	default:
		c.unanswered(f, p, d)
	}
}

// unanswered draws what leads on from a request that has no answer yet.
func (c *canvas) unanswered(f frame, p picture, d *kiosk.Dialogue) {
	switch {
	case d.Meant.Kind == assist.Choose, d.Meant.Kind == assist.Clarify:
		c.narrow(f, p, d)
	case d.Meant.Kind == assist.SmallTalk:
		c.talks(f, p, d.Meant.Talk)
	case d.Meant.Kind == assist.FollowUp:
		c.replied(f, p, iconAsk, wWhichOne.in(p.Lang), wWhichHint.in(p.Lang), p.askAgain())
	case d.Missed > 1:
		c.replied(f, p, iconStaff, wPuzzledTwice.in(p.Lang), wPuzzledStaff.in(p.Lang), []button{p.callStaff(), p.chooseField()})
	default:
		c.replied(f, p, iconAsk, wPuzzled.in(p.Lang), wPuzzledHint.in(p.Lang), p.askAgain())
	}
}

// answerBack is where a question came from.
func answerBack(p picture) kiosk.Spot {
	to := p.Spot
	to.Screen = kiosk.ScreenGuide
	if to.Code == "" {
		to.Screen = lookBack(p)
		if to.Screen == kiosk.ScreenHome {
			to.Screen = kiosk.ScreenFind
		}
	}
	return to
}

// narrow asks which of a few procedures is meant: by one question that tells
// them apart, or by their names.
func (c *canvas) narrow(f frame, p picture, d *kiosk.Dialogue) {
	var all []assist.Candidate
	if len(d.Meant.Needs) > 0 {
		all = d.Meant.Needs[0].Candidates
	}
	if d.Meant.Kind == assist.Clarify && len(d.Meant.Needs) > 0 {
		if question, items, ok := p.clarifying(d.Meant.Needs[0]); ok {
			c.say(wOneThing.in(p.Lang))
			c.offers(f, p, question, "", items)
			return
		}
	}
	var items []item
	for _, a := range all {
		if pr, ok := p.tools.find(a.Code); ok {
			items = append(items, p.offer(pr))
		}
	}
	if len(items) == 0 {
		c.replied(f, p, iconAsk, wPuzzled.in(p.Lang), wPuzzledHint.in(p.Lang), p.askAgain())
		return
	}
	items = append(items, item{title: wOfferNone.in(p.Lang), icon: iconCross, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFind})})
	c.offers(f, p, wOfferTitle.in(p.Lang), "", items)
}

// offer is a procedure to choose, with where it is dealt with.
func (p picture) offer(pr *assist.Procedure) item {
	it := item{title: name(pr, p.Lang), icon: iconPapers, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: pr.Code}), note: lookup(p.tools.group(pr.Group).Name, p.Lang)}
	if doors := p.doorsOf(pr); doors != "" {
		it.note += "  ·  " + doors
	}
	return it
}

// doorsOf is where a procedure is dealt with, "" where nobody says.
func (p picture) doorsOf(pr *assist.Procedure) string {
	s, ok := serviceOf(p.View, pr)
	if !ok {
		return ""
	}
	return doorsText(s.Doors, p.Lang, true)
}

// clarifying is the question that tells procedures apart, and its answers.
func (p picture) clarifying(n assist.Need) (question string, items []item, ok bool) {
	if p.tools.mind == nil {
		return "", nil, false
	}
	mind := p.tools.mind()
	asked, yes, no, ok := mind.Ask(n.Attribute)
	if !ok {
		return "", nil, false
	}
	for i, label := range []assist.Text{yes, no} {
		items = append(items, item{title: lookup(label, p.Lang), icon: iconArrow, msg: p.left(mind.Narrow(n.Candidates, n.Attribute, i == 0))})
	}
	items = append(items, item{title: wOfferUnsure.in(p.Lang), icon: iconAsk, msg: p.left(n.Candidates)})
	return lookup(asked, p.Lang), items, true
}

// left goes on with the procedures that an answer leaves.
func (p picture) left(all []assist.Candidate) kiosk.Msg {
	if len(all) == 1 {
		return open(p, kiosk.Spot{Screen: kiosk.ScreenGuide, Code: all[0].Code})
	}
	return kiosk.Asked{From: p.Screen, Meant: assist.Understanding{Kind: assist.Choose, Needs: []assist.Need{{Kind: assist.Choose, Candidates: all}}}}
}

// needs are the things that a visitor said in one sentence, in her order.
func (p picture) needs(d *kiosk.Dialogue) []item {
	var items []item
	for i, n := range d.Meant.Needs {
		if pr, ok := p.tools.find(n.Code()); ok {
			it := p.offer(pr)
			it.icon, it.mark = "", strconv.Itoa(i+1)
			items = append(items, it)
		}
	}
	return append(items, item{title: wOfferNone.in(p.Lang), icon: iconCross, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFind})})
}

// needText says which of several needs a procedure is, "" if there is one alone.
func (p picture) needText(pr *assist.Procedure) string {
	if !p.Dialogue.Several() {
		return ""
	}
	needs := p.Dialogue.Meant.Needs
	i := slices.IndexFunc(needs, func(n assist.Need) bool { return n.Code() == pr.Code })
	if i < 0 {
		return ""
	}
	return glue(fmt.Sprintf(wNeedOf.in(p.Lang), i+1, len(needs))) + "  ·  "
}

// planned are the services of the other needs that a visitor said in the same
// sentence as what she looks at: one number serves for all, unless she takes
// them out.
func (t *tools) planned(v kiosk.View) []string {
	if v.Screen != kiosk.ScreenGuide || !v.Dialogue.Several() {
		return nil
	}
	var out []string
	var here string
	if pr, ok := t.find(v.Spot.Code); ok {
		s, _ := serviceOf(v, pr)
		here = s.ID
	}
	for _, n := range v.Dialogue.Meant.Needs {
		pr, ok := t.find(n.Code())
		if !ok {
			continue
		}
		if s, ok := serviceOf(v, pr); ok && s.ID != here && !slices.Contains(out, s.ID) && len(out) < planMost {
			out = append(out, s.ID)
		}
	}
	return out
}

// offers draws a question and a few large answers.
func (c *canvas) offers(f frame, p picture, title, hint string, items []item) {
	h := 96
	if hint != "" {
		h = 130
	}
	c.tall(c.titled(f, p, c.h(h), title, hint), items, p)
}

// tallRow is how high an answer becomes where there is room.
const tallRow = 190

// tall draws few items as large as there is room for them.
func (c *canvas) tall(at image.Rectangle, items []item, p picture) {
	if len(items) == 0 || len(c.packed(at, 1, items)) > 1 {
		c.list(at, items, p)
		return
	}
	need, most := -listGap, 0
	for _, it := range items {
		h := c.itemHeight(at.Dx(), it)
		need, most = need+h+listGap, max(most, h)
	}
	more := min(max(0, tallRow-most), max(0, at.Dy()-need)/len(items))
	y := at.Min.Y
	for _, it := range items {
		h := c.itemHeight(at.Dx(), it) + more
		c.item(image.Rect(at.Min.X, y, at.Max.X, y+h), it)
		y += h + listGap
	}
}

// talks answers what is about no procedure.
func (c *canvas) talks(f frame, p picture, t assist.Talk) {
	c.say(wRobotSays.in(p.Lang))
	c.replied(f, p, iconRobot, lookup(t.Reply(), p.Lang), wTalkHint.in(p.Lang), p.askAgain())
}

// replied draws one thing to say, and a few ways on.
func (c *canvas) replied(f frame, p picture, ic icon, title, text string, ways []button) {
	room := f.work
	if f.deep() {
		c.above(f.top, p)
	}
	var push image.Rectangle
	push, room = cutBottom(room, c.push(124), gutter)
	c.sign(room, ic, title, text)
	c.ways(push, ways, sizeLead)
}

// ways draws the ways on, in texts of one size; the first is what most want.
func (c *canvas) ways(at image.Rectangle, all []button, size int) {
	var labels []string
	for _, b := range all {
		labels = append(labels, b.label)
	}
	size = c.alike(buttonRoom(cell(at, len(all), 1, gutter, 0), false).Size(), c.t(size), labels)
	for i, b := range all {
		b.quiet, b.size = i > 0, size
		c.button(cell(at, len(all), 1, gutter, i), b)
	}
}

// askAgain are the ways to say it once more.
func (p picture) askAgain() []button {
	var out []button
	if p.hears() {
		out = append(out, button{label: wListenStart.in(p.Lang), icon: iconMic, msg: kiosk.ListenAsked{}})
	}
	return append(out, p.chooseField(), p.callStaff())
}

func (p picture) chooseField() button {
	return button{label: wChooseField.in(p.Lang), icon: iconGroup, msg: open(p, kiosk.Spot{Screen: kiosk.ScreenFind})}
}

func (p picture) callStaff() button {
	return button{label: wCallHere.in(p.Lang), icon: iconStaff, msg: open(p, along(p, kiosk.ScreenHelp))}
}
