package main

// Procedures names procedures, for the tests.
var Procedures = procedures
