package libm_test

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/hpyrun/hpyrun/internal/libm"
	"github.com/stretchr/testify/require"
)

func TestSpecialCases(t *testing.T) {
	require.Equal(t, 2.5937424601000023, libm.Pow(1.1, 10))
	require.Equal(t, 1e22, libm.Pow(10, 22))
	require.Equal(t, 0.1, libm.Pow(10, -1))
	require.Equal(t, 5e-324, libm.Pow(2, -1074))
	require.Equal(t, 0.0, libm.Pow(2, -1076))
	require.True(t, math.IsInf(libm.Pow(2, 1024), 1))
	require.Equal(t, 1.0, libm.Exp(0))
	require.Equal(t, math.E, libm.Exp(1))
	require.True(t, math.IsInf(libm.Exp(710), 1))
	require.Equal(t, 0.0, libm.Exp(-746))
	require.True(t, math.IsInf(libm.Log(0), -1))
	require.True(t, math.IsNaN(libm.Log(-1)))
	require.Equal(t, 5.0, libm.Hypot(-3, 4))
	require.True(t, math.IsInf(libm.Hypot(1.7e308, 1.7e308), 1))
	require.Equal(t, 5e-324, libm.Hypot(5e-324, 0))
	require.True(t, math.Signbit(libm.Sin(math.Copysign(0, -1))))
	require.Equal(t, 5e-324, libm.Sin(5e-324))
	require.Equal(t, math.Pi, libm.Atan2(0, -1))
	require.Equal(t, math.Pi/4, libm.Atan2(1e300, 1e300))
	require.True(t, math.IsNaN(libm.Cos(math.Inf(1))))
}

// TestAgainstC compares with the C library's functions, through Python. That is
// not correctly rounded itself, so a few last digits may differ.
func TestAgainstC(t *testing.T) {
	funcs := map[string]func(x, y float64) float64{
		"x**y": libm.Pow, "m.hypot(x,y)": libm.Hypot, "m.atan2(x,y)": libm.Atan2,
		"m.exp(x)": func(x, _ float64) float64 { return libm.Exp(x) },
		"m.log(x)": func(x, _ float64) float64 { return libm.Log(x) },
		"m.sin(x)": func(x, _ float64) float64 { return libm.Sin(x) },
		"m.cos(x)": func(x, _ float64) float64 { return libm.Cos(x) },
		"m.tan(x)": func(x, _ float64) float64 { return libm.Tan(x) },
	}
	r := rand.New(rand.NewPCG(1, 2))
	wide := func() float64 { return math.Ldexp(1+r.Float64(), r.IntN(200)-100) }
	args := map[string]func() (x, y float64){
		"x**y":         func() (x, y float64) { return wide(), r.NormFloat64() * 5 },
		"m.exp(x)":     func() (x, y float64) { return r.NormFloat64() * 200, 0 },
		"m.atan2(x,y)": func() (x, y float64) { return wide() * r.NormFloat64(), wide() * r.NormFloat64() },
		"m.tan(x)":     func() (x, y float64) { return r.NormFloat64() * 1000, 0 },
	}
	for expr, f := range funcs {
		gen := args[expr]
		if gen == nil {
			gen = func() (x, y float64) {
				if r.IntN(2) == 0 {
					return 1 + r.NormFloat64()/10, wide()
				}
				return wide(), wide()
			}
		}
		const n = 20000
		var in strings.Builder
		xs, ys := make([]float64, n), make([]float64, n)
		for i := range n {
			xs[i], ys[i] = gen()
			if expr != "m.atan2(x,y)" && expr != "m.exp(x)" && expr != "m.tan(x)" {
				xs[i] = math.Abs(xs[i])
			}
			fmt.Fprintf(&in, "%x %x\n", xs[i], ys[i])
		}
		cmd := exec.Command("python3", "-c", `
import sys, math as m
for l in sys.stdin:
    x, y = map(float.fromhex, l.split())
    try: print(repr(`+expr+`))
    except OverflowError: print("inf")`)
		cmd.Stdin = strings.NewReader(in.String())
		out, err := cmd.Output()
		if err != nil {
			t.Skip("no python3 here to compare with")
		}
		differ := 0
		sc := bufio.NewScanner(strings.NewReader(string(out)))
		for i := 0; sc.Scan(); i++ {
			want, _ := strconv.ParseFloat(sc.Text(), 64)
			got := f(xs[i], ys[i])
			if got == want {
				continue
			}
			differ++
			ulps := math.Abs(float64(int64(math.Float64bits(got)) - int64(math.Float64bits(want))))
			require.LessOrEqual(t, ulps, 1.0, "%s, x=%x y=%x: %x, C: %x", expr, xs[i], ys[i], got, want)
		}
		t.Logf("%s: %d of %d differ", expr, differ, n)
		require.Less(t, differ, n/200, expr)
	}
}

func BenchmarkPow(b *testing.B) {
	x := 0.0
	for i := range b.N {
		x += libm.Pow(1.1, float64(i&15)+0.3)
	}
}

func BenchmarkSin(b *testing.B) {
	x := 0.0
	for i := range b.N {
		x += libm.Sin(float64(i & 1023))
	}
}
