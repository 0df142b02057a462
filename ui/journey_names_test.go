package ui_test

import (
	"reflect"
	"strconv"
	"time"

	"tiepdan/assist"
	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
)

// journeySetup is a ward in which everything that a visitor can meet is on.
func journeySetup() kiosk.Setup {
	s := kiosk.Setup{
		Unit: "r1", Ward: kiosk.Text{Vi: "Phường Cửa Nam", En: "Cua Nam Ward"}, TimeZone: "Asia/Ho_Chi_Minh",
		PortalURL: "https://dichvucong.gov.vn", HelpURL: "https://tro-giup.example", FeedbackURL: "https://gop-y.example/f/1",
		Priority: kiosk.PriorityPolicy{Strict: true}, RecallLimit: 2, CallShow: 12 * time.Second, RatingShow: 30 * time.Second,
		IdleReset: 2 * time.Minute, WarnBefore: 20 * time.Second, AttractAfter: 3 * time.Minute, MinSamples: 5,
		ReasonsFor: []kiosk.Face{kiosk.Neutral, kiosk.Dissatisfied}, Robot: true, Welcome: "welcome", Waiting: "waiting", LeadWait: 8 * time.Second,
		Entrance: "entrance", Dock: "dock", Rounds: []kiosk.Round{{Name: "tea"}},
		Announcements: []kiosk.Text{{Vi: "Bộ phận Một cửa nghỉ trưa từ 12 giờ đến 13 giờ 30.", En: "Closed for lunch from 12:00 to 13:30."}},
	}
	for _, k := range uitest.Classed(kiosk.View{}).Line.Classes {
		s.Priority.Classes = append(s.Priority.Classes, kiosk.Class{ID: k.ID, Name: k.Name, Weight: 1})
	}
	s.Rules = kiosk.QueueRules{ReturnWithin: 10 * time.Minute, ReturnBehind: 2, CheckInEarly: 20 * time.Minute, CheckInLate: 10 * time.Minute}
	for i, v := range uitest.Ward(kiosk.ScreenHome, kiosk.Vi).Services {
		s.Services = append(s.Services, kiosk.Service{
			ID: v.ID, Prefix: v.Prefix, Name: v.Name, Doors: v.Doors, Groups: []string{[]string{"ho-tich", "chung-thuc", "cu-tru"}[i%3]},
		})
	}
	for i := range 10 {
		n := strconv.Itoa(i + 1)
		s.Doors = append(s.Doors, kiosk.Door{Number: i + 1, Name: kiosk.Text{Vi: "Cửa " + n, En: "Door " + n}, Place: "door-" + n})
	}
	return s
}

// allScreens lists them.
func allScreens() []kiosk.Screen {
	return []kiosk.Screen{
		kiosk.ScreenHome, kiosk.ScreenTicket, kiosk.ScreenCalled, kiosk.ScreenRating, kiosk.ScreenOut, kiosk.ScreenAttract, kiosk.ScreenFind,
		kiosk.ScreenGroup, kiosk.ScreenSearch, kiosk.ScreenListen, kiosk.ScreenGuide, kiosk.ScreenLooks, kiosk.ScreenHelp, kiosk.ScreenFeedback,
		kiosk.ScreenTray, kiosk.ScreenEmergency, kiosk.ScreenMaintenance, kiosk.ScreenTechnician, kiosk.ScreenCheckIn, kiosk.ScreenAnswer,
	}
}

// owned checks that every text of a message is one of the robot's own names.
func (j *journey) owned(v reflect.Value, msg kiosk.Msg) {
	if _, ok := msg.(kiosk.FloorEdited); ok { // a technician names places
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range v.Fields() {
			j.owned(f, msg)
		}
	case reflect.Slice:
		for i := range v.Len() {
			j.owned(v.Index(i), msg)
		}
	case reflect.String:
		if s := v.String(); s != "" && !j.ids[s] && !known[s] {
			j.t.Fatalf("%s: %#v carries %q, which is nobody's name", j, msg, s)
		}
	default:
	}
}

// known are the names that a message of the screen may carry, but for those
// that the core gives.
var known = func() map[string]bool {
	out := map[string]bool{"vi": true, "en": true, "large": true, "largest": true, "printer": true, "voice": true}
	for _, s := range allScreens() {
		out[string(s)] = true
	}
	for _, s := range journeySetup().Services {
		out[s.ID] = true
	}
	for _, k := range journeySetup().Priority.Classes {
		out[k.ID] = true
	}
	for _, f := range []kiosk.Face{kiosk.VerySatisfied, kiosk.Satisfied, kiosk.Neutral, kiosk.Dissatisfied} {
		out[string(f)] = true
	}
	for _, r := range kiosk.Reasons() {
		out[string(r)] = true
	}
	for _, k := range []assist.Kind{assist.Direct, assist.Choose, assist.Clarify, assist.SmallTalk, assist.FollowUp, assist.Staff, assist.OutOfScope} {
		out[string(k)] = true
	}
	for _, q := range []assist.Question{
		assist.QuestionTime, assist.QuestionPapers, assist.QuestionDoor, assist.QuestionHours, assist.QuestionFee, assist.QuestionAge,
		assist.QuestionOnline, assist.QuestionOwner, assist.QuestionSteps, assist.QuestionResult, assist.QuestionProxy,
	} {
		out[string(q)] = true
	}
	for _, t := range kiosk.Topics() {
		out[string(t)] = true
	}
	for _, t := range assist.Talks() {
		out[string(t.Talk)] = true
	}
	c := uitest.Catalogue()
	for _, g := range c.Groups {
		out[g.ID] = true
		for _, p := range c.Group(g.ID) {
			out[p.Code] = true
		}
	}
	return out
}()
