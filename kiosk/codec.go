package kiosk

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// ErrUnknownKind means that a journal was written by a newer program.
var ErrUnknownKind = errors.New("unknown kind of message")

// messages lists one value of every message; its type's name is its kind in
// the journal. Renaming a message breaks old journals: add, do not rename.
func messages() []Msg {
	return []Msg{
		LanguagePicked{},
		PriorityToggled{},
		ServicePicked{},
		NumberNoted{},
		ReprintAsked{},
		Dismissed{},
		FollowReady{},
		FacePicked{},
		CallNext{},
		Recall{},
		CloseVisit{},
		MarkNoShow{},
		Admit{},
		SummonRobot{},
		DismissRobot{},
		ResumeRobot{},
		HoldRobot{},
		ReleaseRobot{},
		Started{},
		Tick{},
		StoreFailed{},
		StoreRecovered{},
		ReasonPicked{},
		ReasonsSent{},
		Opened{},
		Woken{},
		LooksPicked{},
		Touched{},
		ListenAsked{},
		HelpAsked{},
		HelpDropped{},
		TrayAnswered{},
		TrayLeft{},
		TechnicianEntered{},
		TechnicianLeft{},
		TestAsked{},
		MaintenanceSet{},
		RobotJogged{},
		OfferTray{},
		WelcomeRobot{},
		DockRobot{},
		AnswerHelp{},
		CloseHelp{},
		Announce{},
		Withdraw{},
		Heard{},
		ClassPicked{},
		CheckInAsked{},
		Hold{},
		Resume{},
		Pick{},
		TakeBack{},
		Transfer{},
		PlanVisit{},
		SetClass{},
		CancelTicket{},
		Undo{},
		SetDoor{},
		MoveStranded{},
		Book{},
		CancelBooking{},
		CheckIn{},
		SpeechEnded{},
		SlipAsked{},
		PaperTicked{},
		Asked{},
		FloorEdited{},
	}
}

// deviceMessages are those of devices and workers.
func deviceMessages() []Msg {
	return []Msg{
		Printed{},
		PrintFailed{},
		PrintUnknown{},
		PrinterChanged{},
		PanelPressed{},
		PanelHeld{},
		LinkChanged{},
		RobotChanged{},
		RobotSays{},
		MissionChanged{},
		Spoken{},
		FloorAnswer{},
	}
}

// robotMessages are those between the robots that share a line.
func robotMessages() []Msg { return []Msg{LineOps{}, MemberLink{}, LineBarred{}, LineHeard{}} }

// fetchMessages are those of a call for the responsible official.
func fetchMessages() []Msg { return []Msg{AskOfficial{}, LaterHelp{}, RedirectHelp{}} }

// wardMessages are those of the ward.
func wardMessages() []Msg {
	return []Msg{WardAnnounce{}, WardWithdraw{}, WardGoto{}, WardReport{}, WardReply{}, WardSettings{}}
}

// Encode writes a message for the journal.
func Encode(m Msg) (kind string, body []byte, err error) {
	body, err = json.Marshal(m)
	if err != nil {
		return "", nil, fmt.Errorf("cannot encode %T: %w", m, err)
	}
	return reflect.TypeOf(m).Name(), body, nil
}

// Decode reads a message from the journal.
func Decode(kind string, body []byte) (Msg, error) {
	for _, m := range slices.Concat(messages(), deviceMessages(), robotMessages(), fetchMessages(), wardMessages()) {
		t := reflect.TypeOf(m)
		if t.Name() != kind {
			continue
		}
		v := reflect.New(t)
		if err := json.Unmarshal(body, v.Interface()); err != nil {
			return nil, fmt.Errorf("cannot decode a journaled %s: %w", kind, err)
		}
		out, _ := reflect.TypeAssert[Msg](v.Elem())
		return out, nil
	}
	return nil, fmt.Errorf("cannot decode a journaled %q: %w", kind, ErrUnknownKind)
}

// RequestOf returns the request that a message of the door console names, ""
// for any other message.
func RequestOf(m Msg) string {
	if f := reflect.ValueOf(m).FieldByName("Request"); f.Kind() == reflect.String {
		return f.String()
	}
	return ""
}
