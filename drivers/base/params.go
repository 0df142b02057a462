package base

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"
	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

const (
	paramNameLen = 16
	// paramWithin is how long the base may take for one value, listWithin how
	// long a list may pause, paramTries how often either is asked for again.
	paramWithin = 300 * time.Millisecond
	listWithin  = 500 * time.Millisecond
	paramTries  = 5
	// maxParams bounds what a base may announce.
	maxParams = 4096
)

// Param is a setting of the base.
type Param struct {
	Name  string
	Type  common.MAV_PARAM_TYPE
	Value float64
}

var (
	errParamName = errors.New("a parameter's name has 1 to 16 bytes")
	errParamType = errors.New("a type or a value that cannot be sent")
	// ErrParamKept says that the base keeps another value than it was given.
	ErrParamKept = errors.New("the base keeps another value")
)

// intRange is what an integer type holds; ok is false for other types.
func intRange(t common.MAV_PARAM_TYPE) (least, most float64, ok bool) {
	switch t { //nolint:exhaustive // 64 bits do not fit on the wire
	case common.MAV_PARAM_TYPE_UINT8:
		return 0, math.MaxUint8, true
	case common.MAV_PARAM_TYPE_INT8:
		return math.MinInt8, math.MaxInt8, true
	case common.MAV_PARAM_TYPE_UINT16:
		return 0, math.MaxUint16, true
	case common.MAV_PARAM_TYPE_INT16:
		return math.MinInt16, math.MaxInt16, true
	case common.MAV_PARAM_TYPE_UINT32:
		return 0, math.MaxUint32, true
	case common.MAV_PARAM_TYPE_INT32:
		return math.MinInt32, math.MaxInt32, true
	}
	return 0, 0, false
}

// EncodeParam puts a value into the field of PARAM_VALUE and PARAM_SET, by one
// of the two ways of https://mavlink.io/en/services/parameter.html.
func EncodeParam(p Param, bytewise bool) (float32, error) {
	if p.Type == common.MAV_PARAM_TYPE_REAL32 && finite(p.Value) {
		return float32(p.Value), nil
	}
	least, most, ok := intRange(p.Type)
	if !ok || !(p.Value >= least && p.Value <= most) || p.Value != math.Trunc(p.Value) {
		return 0, fmt.Errorf("%s of type %d: %w", p.Name, p.Type, errParamType)
	}
	if !bytewise {
		return float32(p.Value), nil
	}
	return math.Float32frombits(uint32(int64(p.Value))), nil // the low bytes, as a C union has them
}

// DecodeParam is the inverse of EncodeParam.
func DecodeParam(m *common.MessageParamValue, bytewise bool) (Param, error) {
	p := Param{Name: m.ParamId, Type: m.ParamType, Value: float64(m.ParamValue)}
	if p.Name == "" || len(p.Name) > paramNameLen {
		return Param{}, errParamName
	}
	_, _, integer := intRange(p.Type)
	switch {
	case integer && bytewise:
		p.Value = fromBytes(math.Float32bits(m.ParamValue), p.Type)
	case !integer && p.Type != common.MAV_PARAM_TYPE_REAL32:
		return Param{}, fmt.Errorf("%s of type %d: %w", p.Name, p.Type, errParamType)
	}
	return p, nil
}

func fromBytes(bits uint32, t common.MAV_PARAM_TYPE) float64 {
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], bits)
	switch t { //nolint:exhaustive // only called for these
	case common.MAV_PARAM_TYPE_UINT8:
		return float64(b[0])
	case common.MAV_PARAM_TYPE_INT8:
		return float64(int8(b[0])) // the same byte
	case common.MAV_PARAM_TYPE_UINT16:
		return float64(binary.LittleEndian.Uint16(b[:]))
	case common.MAV_PARAM_TYPE_INT16:
		return float64(int16(binary.LittleEndian.Uint16(b[:]))) // the same bytes
	case common.MAV_PARAM_TYPE_UINT32:
		return float64(bits)
	}
	return float64(int32(bits)) // the same bytes
}

// Params reads all of the base's settings, in the order of their names.
func (l *Link) Params(ctx context.Context) ([]Param, error) {
	list, err := l.listParams(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot list the base's parameters: %w", err)
	}
	return list, nil
}

func (l *Link) listParams(ctx context.Context) ([]Param, error) {
	bytewise, end, err := l.beginParams(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	list := paramList{bytewise: bytewise, values: map[uint16]Param{}}
	quiet := 0
	_ = l.send(&common.MessageParamRequestList{TargetSystem: baseSystem, TargetComponent: baseComponent})
	for !list.complete() {
		word, err := l.params.next(ctx, listWithin)
		if err != nil {
			return nil, err
		}
		if m, ok := word.(*common.MessageParamValue); ok {
			if list.add(m) {
				quiet = 0
			}
			continue
		}
		if !l.State().Link {
			return nil, ErrLinkLost
		}
		if quiet++; quiet > paramTries {
			return nil, fmt.Errorf("%d of %d came: %w", len(list.values), list.count, ErrNoAck)
		}
		for _, ask := range list.holes() {
			_ = l.send(ask) // asked for again
		}
	}
	return list.sorted(), nil
}

// beginParams waits for the turn and asks how integers travel. A base that
// does not say casts them, as ArduPilot does.
func (l *Link) beginParams(ctx context.Context) (bytewise bool, end func(), err error) {
	if !l.State().Link {
		return false, nil, ErrLinkLost
	}
	v, err := l.askVersion(ctx)
	if refused := new(RejectedError); err != nil && !errors.As(err, &refused) {
		return false, nil, err
	}
	end, err = l.params.begin(ctx)
	return v.Bytewise, end, err
}

// paramList is a list while it comes.
type paramList struct {
	bytewise bool
	count    int // 0 before the first value
	values   map[uint16]Param
}

// add reports whether a value was one that the list lacked.
func (p *paramList) add(m *common.MessageParamValue) bool {
	if m.ParamCount > maxParams || m.ParamIndex >= m.ParamCount {
		return false // also the answer to a PARAM_SET, which has no index
	}
	v, err := DecodeParam(m, p.bytewise)
	if err != nil {
		v = Param{} // counted as there, and left out
	}
	p.count = int(m.ParamCount)
	_, had := p.values[m.ParamIndex]
	p.values[m.ParamIndex] = v
	return !had
}

func (p *paramList) complete() bool { return p.count > 0 && len(p.values) >= p.count }

// holes asks for the first values that are missing: as many as the queue takes.
func (p *paramList) holes() []message.Message {
	if p.count == 0 {
		return []message.Message{&common.MessageParamRequestList{TargetSystem: baseSystem, TargetComponent: baseComponent}}
	}
	var asks []message.Message
	for i := 0; i < p.count && len(asks) < sendQueue/2; i++ {
		if _, ok := p.values[uint16(i)]; !ok { // at most maxParams
			asks = append(asks, &common.MessageParamRequestRead{
				TargetSystem: baseSystem, TargetComponent: baseComponent, ParamIndex: int16(i), // as above
			})
		}
	}
	return asks
}

func (p *paramList) sorted() []Param {
	var all []Param
	for _, v := range p.values {
		if v.Name != "" {
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b Param) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// Param reads one setting.
func (l *Link) Param(ctx context.Context, name string) (Param, error) {
	ask := &common.MessageParamRequestRead{
		TargetSystem: baseSystem, TargetComponent: baseComponent, ParamId: name, ParamIndex: -1,
	}
	p, err := l.askParam(ctx, name, func(bool) (message.Message, error) { return ask, nil })
	if err != nil {
		return Param{}, fmt.Errorf("cannot read the base's parameter %q: %w", name, err)
	}
	return p, nil
}

// SetParam changes one setting. It returns nil once the base says that it has
// that value.
func (l *Link) SetParam(ctx context.Context, p Param) error {
	var want float32
	got, err := l.askParam(ctx, p.Name, func(bytewise bool) (message.Message, error) {
		var err error
		want, err = EncodeParam(p, bytewise)
		return &common.MessageParamSet{
			TargetSystem: baseSystem, TargetComponent: baseComponent, ParamId: p.Name, ParamValue: want, ParamType: p.Type,
		}, err
	})
	if err == nil && float32(got.Value) != float32(p.Value) {
		err = fmt.Errorf("%v: %w", got.Value, ErrParamKept)
	}
	if err != nil {
		return fmt.Errorf("cannot set the base's parameter %q: %w", p.Name, err)
	}
	return nil
}

// askParam sends a question until a value of that name comes.
func (l *Link) askParam(ctx context.Context, name string, question func(bytewise bool) (message.Message, error)) (Param, error) {
	if name == "" || len(name) > paramNameLen {
		return Param{}, errParamName
	}
	bytewise, end, err := l.beginParams(ctx)
	if err != nil {
		return Param{}, err
	}
	defer end()
	ask, err := question(bytewise)
	if err != nil {
		return Param{}, err
	}
	for range paramTries {
		_ = l.send(ask) // never changed, so it may be queued twice; asked again
		for {
			word, err := l.params.next(ctx, paramWithin)
			if err != nil {
				return Param{}, err
			}
			m, ok := word.(*common.MessageParamValue)
			if !ok {
				break
			}
			if m.ParamId == name {
				return DecodeParam(m, bytewise)
			}
		}
		if !l.State().Link {
			return Param{}, ErrLinkLost
		}
	}
	return Param{}, ErrNoAck
}
