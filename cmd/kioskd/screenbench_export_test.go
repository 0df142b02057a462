package main

// Catalogue is how the program reads the catalogue for its screen.
var Catalogue = catalogue
