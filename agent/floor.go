package agent

import "tiepdan/kiosk"

// Floor loads, checks and saves the floor for the technician's editor. It must
// not block; what it finds comes back as kiosk.FloorAnswer.
type Floor interface {
	Edit(e kiosk.EditFloor)
}

// editFloor passes work on; without a floor it is answered at once.
func (a *Agent) editFloor(e kiosk.EditFloor) {
	if a.o.Floor == nil {
		a.Post(kiosk.FloorAnswer{Work: e.Work, Number: e.Number, Reason: "no motion base is configured"})
		return
	}
	a.o.Floor.Edit(e)
}
