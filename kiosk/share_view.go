package kiosk

import (
	"fmt"
	"slices"
	"time"
)

// ShareView is how a robot shares its line with others.
type ShareView struct {
	Role ShareRole
	// Of a keeper.
	Members []SharerRow
	// Of a member.
	Name   string
	Where  string    // the address of the keeper's door console
	Up     bool      // the keeper answers
	Heard  time.Time // when the line was heard of last; zero for never
	Barred bool      // the keeper wants nothing of this robot: it gives no numbers
	Asking bool      // a number is on its way
	Run    string
	Have   string   // the version of the line that it has
	Owed   []LineOp // that the keeper has not confirmed

	model *Model // of a keeper
}

// SharerRow is one member, as its keeper sees it.
type SharerRow struct {
	Name    string
	Block   int
	Up      bool
	Applied uint64 // its last operation that was done, of the count Run
	Run     string
	Ended   []string // earlier counts, of which nothing is taken any more
}

// Mirror draws the line for a member; ok is false when the robot keeps none, or
// does not know the member.
func (v ShareView) Mirror(member string) (m Mirror, ok bool) {
	if v.model == nil {
		return m, false
	}
	return v.model.mirror(member)
}

func (m Model) shareView() ShareView {
	v := ShareView{Role: m.Setup.Share.Role}
	switch {
	case m.Keep != nil:
		v.model = &m
		for _, k := range m.Keep.Members {
			v.Members = append(v.Members, SharerRow{Name: k.Name, Block: k.Block, Up: k.Up, Applied: k.Applied, Run: k.Run, Ended: k.Runs})
		}
	case m.Member != nil:
		v.Name, v.Where, v.Up, v.Heard = m.Setup.Share.Name, m.Setup.Share.Where, m.linked(), m.Member.Heard
		v.Barred, v.Asking = m.Member.Barred, m.awaits()
		v.Run, v.Have, v.Owed = m.Member.Run, m.Member.Have, m.Member.Outbox
	}
	return v
}

// cutNotice says that the board is old, and since when.
func (m Model) cutNotice() []Text {
	if m.Member == nil {
		return nil
	}
	l, known := m.Links[PartLine]
	switch {
	case !known || l.Up:
		return nil
	case m.Member.Mirror.Line == "" || m.Member.Barred:
		return []Text{{
			Vi: "Robot này chưa kết nối được với robot giữ hàng chờ nên chưa cấp số. Xin lấy số ở robot kia hoặc hỏi cán bộ.",
			En: "This robot has not reached the one that keeps the line and gives no numbers yet. Please use the other robot or ask a member of staff.",
		}}
	}
	at := m.Member.Heard.In(m.Setup.location())
	return []Text{{
		Vi: fmt.Sprintf("Đang mất liên lạc với robot giữ hàng chờ. Bảng số chỉ đúng đến %s. Số lấy ở đây vẫn có giá trị.", clockVi(at)),
		En: fmt.Sprintf("The robot that keeps the line cannot be reached. The board is as of %s. Numbers taken here are valid.", at.Format("15:04")),
	}}
}

// published reports whether this robot tells the ward how a ticket stands: the
// keeper does for all that it knows.
func (m Model) published(ticket string) bool {
	return m.Member == nil || slices.ContainsFunc(m.Member.Outbox, func(o LineOp) bool { return o.Kind == OpAdopt && o.Ticket.ID == ticket })
}
