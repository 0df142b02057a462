package base

import (
	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// SectorsOf is sectorsOf for its fuzz target.
func SectorsOf(m *common.MessageObstacleDistance, headingRad float64) ([Sectors]float32, bool) {
	return sectorsOf(m, headingRad)
}

// CountGoalsFrom numbers the next goal n+1.
func (l *Link) CountGoalsFrom(n uint16) { l.motion.goal = n }

// LastGoal is the number of the last motion.
func (l *Link) LastGoal() uint16 { return l.motion.goal }

// UploadOf is an upload for its fuzz target: it takes what a base says and
// tells how many items were asked for and whether the upload is over.
func UploadOf(areas []Polygon) (hear func(message.Message) (answer message.Message, given int, over bool, err error), err error) {
	items, err := fenceItems(areas)
	if err != nil {
		return nil, err
	}
	u := upload{items: items, last: opening(len(items))}
	return func(word message.Message) (message.Message, int, bool, error) {
		answer, over, err := u.hear(word)
		return answer, u.given, over, err
	}, nil
}
