// Package vehicletest is a base that nobody here wrote the wire of: the
// program testpeers/vehicle.js speaks MAVLink 2 through npm's node-mavlink and
// mavlink-mappings. It stands in for basetest.Base in tests, which run on
// either end.
package vehicletest
