// Package enrol lets new robots in by themselves: somebody of the ward invites a
// robot, brings it a code and the fingerprint of the ward's authority, and the
// robot asks for its certificate with a key that never leaves it.
//
// The robot meets the ward over TLS 1.3 with the broker's certificate, not with
// that of a reverse proxy: the fingerprint tells it that nobody is between. The
// code is good for one robot, one key and a day. It is kept as its bcrypt hash,
// and compared for every request, whether there is an invitation or not.
//
// A robot that lost the answer asks again with the same key and gets the same
// certificate. With a certificate it gets the next one before that ends.
package enrol
