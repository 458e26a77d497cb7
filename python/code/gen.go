package code

//go:generate go tool stringer -type=Op -output=op_string_gen.go
