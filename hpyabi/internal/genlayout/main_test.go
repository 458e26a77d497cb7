package main

import (
	"os"
	"testing"

	"github.com/hpyrun/hpyrun/internal/layout"
	"github.com/stretchr/testify/require"
)

const layoutDir = "../../../internal/layout"

func TestHeaderIsCurrent(t *testing.T) {
	want, err := Header(layout.Structs, layoutDir)
	require.NoError(t, err)
	got, err := os.ReadFile("../../native/layout_gen.h")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go generate ./hpyabi/native")
}

type Inner struct{ X, Y uint32 }

type Outer struct {
	In   Inner
	Many [3][2]int16
	Tail uint32
}

type Padded struct {
	A uint8
	B uint64
}

type PaddedEnd struct {
	A uint64
	B uint8
}

type Pointed struct{ P *int }

func TestHeader(t *testing.T) {
	text, err := Header([]any{Inner{}, Outer{}}, layoutDir)
	require.NoError(t, err)
	for _, want := range []string{
		"#define HPYRUN_OUTER_MANY 8\n",
		"#define HPYRUN_OUTER__SIZE 24\n",
		"    struct hpyrun_inner in;\n",
		"    int16_t many[3][2];\n",
		`HPYRUN_LAYOUT_ASSERT(offsetof(struct hpyrun_outer, tail) == 20, "Outer.Tail");`,
		`X(hpyrun_inner, y, "Inner", "Y")`,
		"#define HPYRUN_UPCALL_LEAVE 4294901760\n",
	} {
		require.Contains(t, string(text), want)
	}
}

func TestHeaderRefuses(t *testing.T) {
	for want, structs := range map[string][]any{
		"Padded.B: 7 bytes of padding before it":        {Padded{}},
		"PaddedEnd: 7 bytes of padding at its end":      {PaddedEnd{}},
		"Pointed.P: type *int has no equal in C":        {Pointed{}},
		"Outer.In: struct Inner is not declared before": {Outer{}, Inner{}},
	} {
		_, err := Header(structs, layoutDir)
		require.ErrorContains(t, err, want)
	}
	_, err := Header(nil, t.TempDir())
	require.ErrorContains(t, err, "no Go files")
}

func TestSnake(t *testing.T) {
	for in, want := range map[string]string{
		"HostSP": "host_sp", "CSP": "csp", "FaultRecord": "fault_record",
		"TLSBase": "tls_base", "WatchFn": "watch_fn", "ID": "id", "AwayID": "away_id",
	} {
		require.Equal(t, want, snake(in))
	}
}
