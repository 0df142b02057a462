package broker

import (
	"fmt"
	"strings"
	"time"

	"tiepdan/ward/pki"
)

// Mosquitto says where a Mosquitto keeps things and listens.
type Mosquitto struct {
	Folder  string // where the files will be on its machine
	Listen  string // port, or port and address, for robots
	ForWard string // port and address for wardd, on the same machine
	State   string // folder for what it keeps
}

// Files is the configuration that lets in whom the authority in dir has
// certified, each to its own topics.
func (m Mosquitto) Files(dir string, now time.Time) ([]File, error) {
	l, err := pki.ReadList(dir)
	if err != nil {
		return nil, err
	}
	files, err := ours(dir, "", pki.FileCA, pki.FileRevoked, pki.FileBroker, pki.FileBrokerKey)
	if err != nil {
		return nil, err
	}
	return append(files,
		File{Name: "mosquitto.conf", Data: []byte(m.config()), Mode: plain},
		File{Name: "acl", Data: []byte(acl(guests(l.Robots(now)))), Mode: secret}), nil
}

// What Mosquitto holds for one client, and for all, in bytes.
const (
	queuedBytes = 64 << 20
	memoryBytes = 1 << 30
)

func (m Mosquitto) config() string {
	certificates := fmt.Sprintf(`cafile %[1]s/ca.pem
certfile %[1]s/broker.pem
keyfile %[1]s/broker.key
crlfile %[1]s/revoked.pem
require_certificate true
use_identity_as_username true
tls_version tlsv1.3
`, m.Folder)
	return written("mosquitto", "reload Mosquitto") + fmt.Sprintf(`#
# %[1]s and its files belong to Mosquitto's own user, the key and acl with mode
# 0600. Start it with: mosquitto -c %[1]s/mosquitto.conf

allow_anonymous false
acl_file %[1]s/acl
max_packet_size %[2]d
max_inflight_messages %[3]d
max_inflight_bytes %[8]d
max_queued_messages 100000
max_queued_bytes %[8]d
# What it keeps is kept in memory, and written to disk from there.
memory_limit %[9]d
set_tcp_nodelay true

# What it keeps over a restart. Nothing depends on it: robots send again what
# the ward has given no receipt for.
persistence true
persistence_location %[4]s/
autosave_interval 300

# Robots. The certificate's name is the user and the client identifier, so that
# none can take over the connection of another.
listener %[5]s
max_qos 1
%[6]suse_username_as_clientid true

# wardd, which has several connections: on this machine only.
listener %[7]s
max_qos 1
%[6]s`, m.Folder, maxPayload, maxPending, m.State, m.Listen, certificates, m.ForWard, queuedBytes, memoryBytes)
}

// acl are the topics of each. Nobody else has any.
func acl(guests []pki.Identity) string {
	var b strings.Builder
	b.WriteString(written("mosquitto", "reload Mosquitto"))
	for _, g := range guests {
		r := rightsOf(g)
		fmt.Fprintf(&b, "\nuser %s\n", g.ClientID())
		for _, topic := range r.write {
			fmt.Fprintf(&b, "topic write %s\n", topic)
		}
		for _, topic := range r.read {
			fmt.Fprintf(&b, "topic read %s\n", topic)
		}
	}
	return b.String()
}
