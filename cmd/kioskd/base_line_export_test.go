package main

import (
	"tiepdan/drivers/base"
	"tiepdan/nav"
)

// NewBaseLink is what lets the navigator drive a base.
func NewBaseLink(l *base.Link) nav.Base { return baseLink{l} }

// SignWatch is signWatch.
var SignWatch = signWatch
