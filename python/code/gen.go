package code

//go:generate go run golang.org/x/tools/cmd/stringer -type=Op -output=op_string_gen.go
