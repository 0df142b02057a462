package broker

import (
	"bufio"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// desk asks the server what only its own protocol can: it is a connection
// inside the program, of which the network knows nothing.
type desk struct {
	conn net.Conn
	in   *bufio.Reader
}

// askWait is how long an answer may take; in a cluster others have to agree.
const askWait = 5 * time.Second

const inbox = "_INBOX.desk"

// openDesk connects with the word that the gate knows its own program by. The
// desk closes when ctx ends.
func openDesk(ctx context.Context, s *server.Server, word string) (d *desk, closes func(), err error) {
	conn, err := s.InProcessConn()
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	closes = func() {
		stop()
		_ = conn.Close() // nothing is under way
	}
	d = &desk{conn: conn, in: bufio.NewReader(conn)}
	if err := d.greet(word); err != nil {
		closes()
		return nil, nil, err
	}
	return d, closes, nil
}

func (d *desk) greet(word string) error {
	if err := d.conn.SetDeadline(time.Now().Add(askWait)); err != nil {
		return err
	}
	if _, err := d.line(); err != nil { // what the server is
		return err
	}
	hello, err := json.Marshal(map[string]any{"verbose": false, "headers": true, "pedantic": false, "auth_token": word, "lang": "go", "version": "1", "protocol": 1})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(d.conn, "CONNECT %s\r\nSUB %s 1\r\nPING\r\n", hello, inbox); err != nil {
		return err
	}
	for {
		switch line, err := d.line(); {
		case err != nil:
			return err
		case line == "PONG":
			return nil
		}
	}
}

// line is the next of what the server says.
func (d *desk) line() (string, error) {
	line, err := d.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if why, bad := strings.CutPrefix(line, "-ERR "); bad {
		return "", errors.New("the broker says " + why)
	}
	if line == "PING" {
		if _, err := io.WriteString(d.conn, "PONG\r\n"); err != nil {
			return "", err
		}
	}
	return line, nil
}

// ask asks JetStream and reads its answer.
func (d *desk) ask(what string, question, answer any) error {
	if err := d.asked(what, question, answer); err != nil {
		return fmt.Errorf("cannot ask the broker for %s: %w", what, err)
	}
	return nil
}

func (d *desk) asked(what string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	data, err := d.request(fmt.Sprintf("PUB $JS.API.%s %s %d\r\n%s", what, inbox, len(body), body))
	if err == nil {
		err = check(data)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(data, answer)
}

// check is the error that an answer tells of.
func check(data []byte) error {
	var status server.ApiResponse
	if err := json.Unmarshal(data, &status); err != nil {
		return err
	}
	if status.Error != nil {
		return status.Error
	}
	return nil
}

// request sends a message and waits for the answer.
func (d *desk) request(message string) ([]byte, error) {
	if err := d.conn.SetDeadline(time.Now().Add(askWait)); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(d.conn, message+"\r\n"); err != nil {
		return nil, err
	}
	return d.answer()
}

// answer reads MSG SUBJECT SID [REPLY] BYTES and what follows.
func (d *desk) answer() ([]byte, error) {
	for {
		line, err := d.line()
		if err != nil {
			return nil, err
		}
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != "MSG" {
			continue
		}
		n, err := strconv.ParseUint(words[len(words)-1], 10, 31)
		if err != nil {
			return nil, err
		}
		data := make([]byte, n+2)
		if _, err := io.ReadFull(d.in, data); err != nil {
			return nil, err
		}
		return data[:n], nil
	}
}

// isDesk says whether a connection is that of the program itself: none that
// came over the network, and it has the word.
func isDesk(c server.ClientAuthentication, word string) bool {
	return c.GetTLSConnectionState() == nil && c.RemoteAddress().Network() == "pipe" &&
		subtle.ConstantTimeCompare([]byte(c.GetOpts().Token), []byte(word)) == 1
}
