package models

// Metadata is what an ONNX file tells of itself.
var Metadata = metadata

// Likely reads pieces.
var Likely = likely
