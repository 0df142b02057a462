package floortest

import "math"

const (
	capacityWh = 480 // 24 V, 20 Ah
	idleW      = 45  // computer, screen, lidar
	driveW     = 70  // at 0.6 m/s, besides
	chargeW    = 190
	// taperFrom is the charge from which the charger gives less.
	taperFrom = 0.85
	// cells in series.
	cells = 7
)

// battery is a lithium-ion pack.
type battery struct {
	wh   float64
	dead bool
}

func newBattery(pct float64) battery { return battery{wh: capacityWh * pct / 100} }

func (b *battery) part() float64 { return b.wh / capacityWh }

func (b *battery) step(dt, mps float64, current bool) {
	w := -idleW - driveW*math.Abs(mps)/0.6
	if current {
		charge := chargeW * min(1, (1-b.part())/(1-taperFrom)+0.05)
		w += charge + idleW // the charger feeds the computer as well
	}
	b.wh = max(0, min(capacityWh, b.wh+w*dt/3600))
	b.dead = b.dead || b.wh == 0
}

// volts of the pack without load: flat in the middle, steep at the ends.
func (b *battery) volts() float64 {
	curve := [...]float64{3.00, 3.45, 3.55, 3.60, 3.63, 3.67, 3.73, 3.82, 3.93, 4.05, 4.18}
	at := b.part() * float64(len(curve)-1)
	i := min(int(at), len(curve)-2)
	return cells * (curve[i] + (curve[i+1]-curve[i])*(at-float64(i)))
}
