package world

import (
	"fmt"
	"slices"
	"sync"
)

// Door is one that citizens go through to an official.
type Door struct {
	Name string
	// Opening is the middle of the door, Room a place behind it.
	Opening, Room Point
}

// SpeedZone is an area in which robots go slowly.
type SpeedZone struct {
	Name   string
	Area   Polygon
	MaxMps float64
}

// Plan is a floor. What New and the drawings return is never changed.
type Plan struct {
	Name            string
	WidthM, HeightM float64
	// Solids stand there and are on the base's map; Glass too, but a lidar
	// mostly looks through it.
	Solids, Glass []Rect
	// Loose was put there after the mapping.
	Loose []Rect
	// Seats are where people sit, looking as posed.
	Seats []Pose
	Doors []Door
	// Entrance is where people come in and go out, a line between two points.
	Entrance [2]Point
	// Places are the robot's named poses, the dock among them.
	Places map[string]Pose
	// KeepOut is where no part of a robot may be.
	KeepOut []Polygon
	Slow    []SpeedZone
	// Strips are the reflecting strips beside the charger, as a lidar sees
	// them: thin, on the face of what stands there.
	Strips []Rect

	fields func() fields
}

type fields struct{ solid, opaque, mapped *Field }

// prepare measures the floor when it is first asked for.
func (p *Plan) prepare() *Plan {
	p.fields = sync.OnceValue(func() fields {
		return fields{
			solid:  newField(p.WidthM, p.HeightM, slices.Concat(p.Solids, p.Glass, p.Loose)),
			opaque: newField(p.WidthM, p.HeightM, slices.Concat(p.Solids, p.Loose)),
			mapped: mappedField(p.WidthM, p.HeightM, slices.Concat(p.Solids, p.Glass)),
		}
	})
	return p
}

// Solid is the distance to what stands there, as bodies meet it.
func (p *Plan) Solid() *Field { return p.fields().solid }

// Opaque is the distance to what stops light.
func (p *Plan) Opaque() *Field { return p.fields().opaque }

// Mapped is the distance to what is on the base's map, as it shows it.
func (p *Plan) Mapped() *Field { return p.fields().mapped }

// Dock is where the robot stands at the charger.
func (p *Plan) Dock() Pose { return p.Places["dock"] }

// SpeedAt is the limit at a point and its zone's name, or most.
func (p *Plan) SpeedAt(at Point, most float64) (float64, string) {
	name := ""
	for _, z := range p.Slow {
		if z.MaxMps < most && z.Area.Contains(at) {
			most, name = z.MaxMps, z.Name
		}
	}
	return most, name
}

// Named finds one of the drawings.
func Named(name string) (*Plan, error) {
	for _, p := range Plans() {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("no map %q, want one of %v", name, Names())
}

// Names lists the drawings.
func Names() []string {
	var names []string
	for _, p := range Plans() {
		names = append(names, p.Name)
	}
	return names
}

// Plans are all drawings.
func Plans() []*Plan { return []*Plan{ServicePoint(), Corridor(), Hall()} }
