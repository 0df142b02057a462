package phone

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tiepdan/report/schema"
	"tiepdan/ward/line"
)

// pair is a text in both languages.
type pair struct{ Vi, En string }

// fact is one line of figures.
type fact struct {
	Name, Value pair
	Faint       bool // it says that there is no figure
}

// view is what the page is drawn from.
type view struct {
	Unit   pair
	Assets string
	Tone   string // the colours: waiting, next, called, missed, over
	Number string
	Serves pair // the service
	Lead   pair
	Big    pair
	Sub    pair // under Big
	Facts  []fact
	Notes  []pair
	Old    pair // why the figures may be wrong
	AsOf   pair
	Live   bool // worth looking at again
	Final  bool // nothing will change any more
	Again  int  // look again by itself, for the n-th time
}

// Yours heads the number.
func (*view) Yours() pair { return pair{"Số của quý khách", "Your number"} }

// Foot stands below everything.
func (*view) Foot() []pair {
	return []pair{
		{"Trang tự cập nhật. Màn hình trong phòng là chính thức.", "Updates by itself. Please go by the screen in the room."},
		{"Trang không có thông tin cá nhân.", "No personal data is on this page."},
	}
}

func (s *Server) plain(text pageText) *view {
	return &view{
		Unit: pair{s.options.Unit, s.options.UnitEn}, Assets: s.version,
		Tone: text.tone, Lead: text.lead, Big: text.big, Notes: text.notes,
	}
}

// view says what is known of a ticket.
func (s *Server) view(a line.Answer, now time.Time) *view {
	if a.Kind == line.Live {
		return s.liveView(a, now)
	}
	v := s.plain(unheard())
	v.Live = true
	switch a.Kind {
	case line.Expired:
		v = s.plain(expired())
		v.Final = true
	case line.Over:
		v = s.plain(overText(a.Outcome))
		v.Live = true // an official may take an end back
	case line.Unknown, line.Live, line.Unheard:
	}
	v.Number = a.Number
	return v
}

func (s *Server) liveView(a line.Answer, now time.Time) *view {
	t := a.Ticket
	v := s.plain(ticketText(t.State))
	v.Live, v.Number, v.Serves = true, a.Number, pair{a.Service.Vi, a.Service.En}
	switch t.State {
	case schema.TicketWaiting:
		if t.Stranded {
			text := stranded()
			v.Tone, v.Lead, v.Big, v.Notes = text.tone, text.lead, text.big, text.notes
			break
		}
		v.waiting(t)
	case schema.TicketCalled:
		v.Big = pair{fmt.Sprintf("Cửa %d", t.Door), fmt.Sprintf("Door %d", t.Door)}
		v.Sub = doorName(a.Doors[t.Door])
		if t.Since != nil {
			v.Notes = append([]pair{s.called(t, now)}, v.Notes...)
		}
	case schema.TicketMissed:
		if t.Until == nil || !now.Before(*t.Until) {
			over := lapsed()
			v.Tone, v.Lead, v.Big, v.Notes = over.tone, over.lead, over.big, over.notes
			break
		}
		until := s.clock(*t.Until, now)
		v.Big = pair{"Quay lại trước " + until.Vi, "Come back before " + until.En}
	case schema.TicketReserved, schema.TicketHeld, schema.TicketLeft:
	}
	if t.State != schema.TicketCalled && t.State != schema.TicketLeft && !t.Stranded {
		v.doors(t)
	}
	s.age(v, a, now)
	return v
}

// waiting says how many go before, and how long it takes.
func (v *view) waiting(t schema.LineTicket) {
	switch t.Ahead {
	case 0:
		v.Tone = "next"
		v.Lead, v.Big = pair{"Sắp đến lượt", "Almost your turn"}, pair{"Quý khách là người tiếp theo", "You are next"}
	case 1:
		v.Big = pair{"1 người", "1 person"}
	default:
		v.Big = pair{fmt.Sprintf("%d người", t.Ahead), fmt.Sprintf("%d people", t.Ahead)}
	}
	wait := fact{Name: pair{"Dự kiến chờ", "Expected wait"}}
	switch w := t.Wait; {
	case w == nil:
		wait.Value, wait.Faint = pair{"chưa đủ dữ liệu", "not enough data yet"}, true
	case w.High == 0:
		wait.Value = pair{"dưới 1 phút", "under 1 min"}
	case w.Low == w.High:
		wait.Value = pair{fmt.Sprintf("%d phút", w.High), fmt.Sprintf("%d min", w.High)}
	default:
		wait.Value = pair{fmt.Sprintf("%d–%d phút", w.Low, w.High), fmt.Sprintf("%d–%d min", w.Low, w.High)}
	}
	v.Facts = append(v.Facts, wait)
}

func (v *view) doors(t schema.LineTicket) {
	if len(t.Doors) == 0 {
		return
	}
	numbers := make([]string, len(t.Doors))
	for i, d := range t.Doors {
		numbers[i] = strconv.Itoa(d)
	}
	v.Facts = append(v.Facts, fact{
		Name:  pair{"Cửa", "Door"},
		Value: pair{strings.Join(numbers, " hoặc "), strings.Join(numbers, " or ")},
	})
}

// doorName is what a door is called, unless that only says its number again.
func doorName(l schema.Label) pair {
	if strings.HasPrefix(l.Vi, "Cửa") {
		return pair{}
	}
	return pair{l.Vi, l.En}
}

func (s *Server) called(t schema.LineTicket, now time.Time) pair {
	at := s.clock(*t.Since, now)
	p := pair{"Gọi lúc " + at.Vi, "Called at " + at.En}
	if t.Calls > 1 {
		p.Vi += fmt.Sprintf(", lần thứ %d", t.Calls)
		p.En += fmt.Sprintf(", call %d", t.Calls)
	}
	return p
}

// age says from when the figures are, and warns when that is long ago.
func (s *Server) age(v *view, a line.Answer, now time.Time) {
	if a.AsOf.IsZero() {
		v.Old = pair{
			"Số liệu đã cũ, không rõ từ lúc nào. Xin theo dõi màn hình trong phòng.",
			"Old figures, it is not known since when. Please go by the screen in the room.",
		}
		return
	}
	at := s.clock(a.AsOf, now)
	v.AsOf = pair{"Số liệu lúc " + at.Vi, "As of " + at.En}
	if a.Old {
		v.Old = pair{
			"Số liệu đã cũ: từ " + at.Vi + " chưa có tin mới. Xin theo dõi màn hình trong phòng.",
			"Old figures: nothing new since " + at.En + ". Please go by the screen in the room.",
		}
	}
}

// clock writes a time in the ward's zone, with its day when that is not today.
func (s *Server) clock(at, now time.Time) pair {
	at, now = at.In(s.options.Location), now.In(s.options.Location)
	text := at.Format("15:04")
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return pair{text, text}
	}
	return pair{text + at.Format(" ngày 02/01"), text + at.Format(" on 2 Jan")}
}
