package main

// CatalogueOf is what visitors of a unit find procedures in.
var CatalogueOf = catalogue
