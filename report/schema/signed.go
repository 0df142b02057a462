package schema

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrForged says that a message bears no good signature of a key that is
// trusted, for the topic on which it came.
var ErrForged = errors.New("no signature of the ward for this topic")

// signedPart comes before topic and text in what is signed, so that a
// signature of a command is good for nothing else.
const signedPart = "kb/v1 signed\n"

// envelope is a signed message: Sig is the Ed25519 signature, in base64url
// without padding, over "kb/v1 signed", the topic, each with a line feed after
// it, and the bytes of Signed as they stand.
type envelope struct {
	V      int             `json:"v"`
	Signed json.RawMessage `json:"signed"`
	Sig    string          `json:"sig"`
}

func signedBytes(topic Topic, part []byte) []byte {
	return slices.Concat([]byte(signedPart), []byte(topic.String()), []byte("\n"), part)
}

// seal signs a part for a topic.
func seal(key ed25519.PrivateKey, topic Topic, part []byte) ([]byte, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("a key of %d bytes, want %d", len(key), ed25519.PrivateKeySize)
	}
	sig := base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, signedBytes(topic, part)))
	return json.Marshal(envelope{V: Version, Signed: part, Sig: sig})
}

// unseal checks the signature before anything of the part is believed.
func unseal(keys []ed25519.PublicKey, topic Topic, data []byte) (part []byte, err error) {
	var e envelope
	if err := decode(data, &e); err != nil {
		return nil, err
	}
	if e.V != Version {
		return nil, fmt.Errorf("v is %d, want %d", e.V, Version)
	}
	sig, err := base64.RawURLEncoding.Strict().DecodeString(e.Sig)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return nil, ErrForged
	}
	text := signedBytes(topic, e.Signed)
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, text, sig) {
			return e.Signed, nil
		}
	}
	return nil, ErrForged
}

// commandWire is what is signed of a command.
type commandWire struct {
	ID      string          `json:"id"`
	Issued  time.Time       `json:"issued"`
	Expires time.Time       `json:"expires"`
	Body    json.RawMessage `json:"body"`
}

// SignCommand gives the message for the robot's topic; its channel is that of
// the order's verb. It refuses what the robot would not understand.
func SignCommand(key ed25519.PrivateKey, robot Topic, c Command) (Topic, []byte, error) {
	if c.Order == nil {
		return Topic{}, nil, errors.New("cannot sign command: it has no order")
	}
	topic := robot.On(c.Order.Verb().Channel())
	data, err := signCommand(key, topic, c)
	if err != nil {
		return Topic{}, nil, fmt.Errorf("cannot sign %s: %w", c.Order.Verb(), err)
	}
	return topic, data, nil
}

func signCommand(key ed25519.PrivateKey, topic Topic, c Command) ([]byte, error) {
	var p problems
	c.check(&p)
	if err := p.err(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(c.Order)
	if err != nil {
		return nil, err
	}
	part, err := json.Marshal(commandWire{ID: c.ID, Issued: c.Issued, Expires: c.Expires, Body: body})
	if err != nil {
		return nil, err
	}
	return seal(key, topic, part)
}

// OpenCommand reads a command that came on a topic, when one of the keys has
// signed it. The error is ErrForged when none has. Whether it has expired or
// was seen before is for the robot to say.
func OpenCommand(keys []ed25519.PublicKey, topic Topic, data []byte) (Command, error) {
	c, err := openCommand(keys, topic, data)
	if err != nil {
		return Command{}, fmt.Errorf("cannot open command on %s: %w", topic.Channel, err)
	}
	return c, nil
}

func openCommand(keys []ed25519.PublicKey, topic Topic, data []byte) (Command, error) {
	verb, known := topic.Channel.Verb()
	if !known {
		return Command{}, errors.New("the contract has no such command")
	}
	part, err := unseal(keys, topic, data)
	if err != nil {
		return Command{}, err
	}
	var wire commandWire
	if err := decode(part, &wire); err != nil {
		return Command{}, err
	}
	order, err := orderOf(verb, wire.Body)
	if err != nil {
		return Command{}, err
	}
	c := Command{ID: wire.ID, Issued: wire.Issued, Expires: wire.Expires, Order: order}
	var p problems
	c.check(&p)
	return c, p.err()
}

func orderOf(verb Verb, body []byte) (Order, error) { //nolint:ireturn // one of the five, as its verb says
	switch verb {
	case VerbAnnounce:
		return orderAs[Announce](body)
	case VerbWithdraw:
		return orderAs[Withdraw](body)
	case VerbGoto:
		return orderAs[Goto](body)
	case VerbReport:
		return orderAs[Report](body)
	case VerbReply:
		return orderAs[Reply](body)
	}
	return nil, errors.New("the contract has no such command")
}

func orderAs[O Order](body []byte) (O, error) {
	var o O
	err := decode(body, &o)
	return o, err
}
