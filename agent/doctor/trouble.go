package doctor

import "slices"

// Trouble is one thing that can be wrong with a part, or the reason why it was
// not examined.
type Trouble struct {
	Part  Part
	ID    string
	State State
	Found Text // with places for what was measured
	Next  Text // what to do about it
}

// Troubles lists everything that can be wrong.
func Troubles() []Trouble {
	return slices.Concat(
		slowTroubles(), agentTroubles(), displayTroubles(), touchTroubles(), printerTroubles(), panelTroubles(), baseTroubles(), trayTroubles(),
		audioTroubles(), networkTroubles(), clockTroubles(), certTroubles(), diskTroubles(), heatTroubles(), memoryTroubles(), modelTroubles(),
		configTroubles(), storeTroubles(),
	)
}

// slowTroubles are those of a part that does not answer in its time.
func slowTroubles() []Trouble {
	out := make([]Trouble, 0, len(parts()))
	for _, n := range parts() {
		out = append(out, Trouble{
			n.part, string(n.part) + ".slow", Fail,
			Text{"Không trả lời trong %v.", "Did not answer within %v."},
			Text{"Kiểm tra lại; nếu vẫn vậy, tắt nguồn máy, chờ 10 giây rồi bật lại.", "Examine it again; if it stays, switch the robot off, wait 10 seconds, switch it on."},
		})
	}
	return out
}
