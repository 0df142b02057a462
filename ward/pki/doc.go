// Package pki is the ward's own certificate authority: one for its brokers,
// for wardd and for each robot, and the list of what was issued and revoked.
//
// Nobody outside needs to trust it, so it is one self-signed ECDSA P-256
// certificate in a folder. A robot's name stands in its certificate as a URI
// (urn:tiepdan:robot:COMMUNE:ROBOT) for our broker, and as the MQTT client
// identifier in the common name for Mosquitto. The list is an allow list: a
// certificate that the key has signed but the list does not have is refused.
package pki
