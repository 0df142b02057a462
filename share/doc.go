// Package share lets several robots give numbers for one line on the LAN of a
// service point: the keeper's server and a member's client.
//
// They speak HTTPS with TLS 1.3. Both sides are known by Ed25519 keys that are
// derived from a secret which a technician has put on every robot, so there is
// no certificate to renew and none that a wrong clock makes invalid. There is
// one request, a POST of a Request; its answer is a kiosk.LineHeard, or nothing
// when the line has not changed while the member waited. A member asks with the
// version that it has, and gets what changed since.
//
// Nothing here decides anything: operations are counted by the member's core
// and done once by the keeper's, whatever the wire loses or doubles.
package share
