package main

// Status is what the ward is told of a view.
var Status = status
