package xtouch

// Decode is decode, for its table and fuzz tests.
var Decode = decode
