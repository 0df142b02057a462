// Package provision gets a unit its certificate from the ward, once with a code
// and later with the certificate that it has, and proves that the way to the ward
// is open.
//
// The private key is made on the unit and stays there. The ward is recognised by
// the fingerprint of its authority, which the invitation brings: nothing is sent,
// the code least of all, before that was compared. Each step says whether it went
// well, and if not what to do.
package provision
