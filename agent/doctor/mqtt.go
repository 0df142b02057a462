package doctor

import (
	"errors"
	"fmt"
	"io"
	"net"
)

// errNotMQTT is what no broker of MQTT 3.1.1 says.
var errNotMQTT = errors.New("it does not speak MQTT")

// greet says to a broker who is there, and takes its answer (MQTT 3.1.1,
// sections 3.1 and 3.2). Nothing is published, and a session of that name is
// left clean.
func greet(conn io.ReadWriter, client string) error {
	body := append([]byte("\x00\x04MQTT\x04\x02\x00\x0a"), byte(len(client)>>8), byte(len(client)))
	body = append(body, client...)
	if len(body) > 127 {
		return errors.New("the client's name is too long")
	}
	if _, err := conn.Write(append([]byte{0x10, byte(len(body))}, body...)); err != nil {
		return err
	}
	if err := readGreeting(conn); err != nil {
		return err
	}
	_, err := conn.Write([]byte{0xe0, 0}) // DISCONNECT
	return err
}

// readGreeting reads a CONNACK.
func readGreeting(r io.Reader) error {
	var b [4]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	if b[0] != 0x20 || b[1] != 2 || b[2] > 1 || b[3] > 5 {
		return errNotMQTT
	}
	return [...]error{
		nil, errors.New("unacceptable protocol version"), errors.New("identifier rejected"), errors.New("server unavailable"),
		errors.New("bad user name or password"), errors.New("not authorized"),
	}[b[3]]
}

// refusesCertificate reports whether an error is the other side's complaint
// about a certificate. crypto/tls tells it as a [net.OpError] of a read.
func refusesCertificate(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "remote error"
}
