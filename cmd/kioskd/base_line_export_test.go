package main

// BaseOptions is the line to the base as the configuration has it.
var BaseOptions = baseOptions
