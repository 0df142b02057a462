// Package schema is the contract between the robot and the ward: the topics
// of the MQTT tree kb/v1 and the JSON that travels on them.
//
// Decoding is strict. A field that the contract does not have is refused, so
// that a name, a phone number or free text of a citizen cannot travel by
// mistake; so are fields given twice, wrong letter case (encoding/json would
// accept it), missing fields, values out of range, bytes that are not UTF-8,
// and anything after the object. Additions that old readers may not know stay
// at version 1: the ward is updated before its robots, and a message that it
// cannot read is kept aside, not dropped.
//
// The package uses the standard library only, so that any program can use it.
package schema
