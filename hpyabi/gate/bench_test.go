package gate

import "testing"

// BenchmarkCall is Go calling an empty C function.
func BenchmarkCall(b *testing.B) {
	for _, kind := range kinds() {
		b.Run(kind.String(), func(b *testing.B) {
			e := newExt(b, kind)
			fn := e.sym("nothing")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Call(fn, e.ctx, 0, 0, 0, 0, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkUpcall is C calling Go, which returns at once.
func BenchmarkUpcall(b *testing.B) {
	for _, kind := range kinds() {
		b.Run(kind.String(), func(b *testing.B) {
			e := newExt(b, kind)
			e.Serve = func(id uint32, args *Args) uint64 { return args[0] }
			fn := e.sym("sum")
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := e.Call(fn, e.ctx, uint64(b.N), 0, 0, 0, 0); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkNested is C calling Go calling C, ten levels, one op being the ten.
func BenchmarkNested(b *testing.B) {
	for _, kind := range kinds() {
		b.Run(kind.String(), func(b *testing.B) {
			e := newExt(b, kind)
			fn := e.sym("nest")
			e.Serve = func(id uint32, args *Args) uint64 {
				r, _ := e.Call(fn, e.ctx, args[0], 0, 0, 0, 0)
				return r
			}
			for b.Loop() {
				if r, err := e.Call(fn, e.ctx, 9, 0, 0, 0, 0); r != 10 || err != nil {
					b.Fatal(r, err)
				}
			}
		})
	}
}

// BenchmarkLeave is C leaving Python and coming back at once.
func BenchmarkLeave(b *testing.B) {
	for _, kind := range kinds() {
		b.Run(kind.String(), func(b *testing.B) {
			e := newExt(b, kind)
			e.Serve = func(uint32, *Args) uint64 { return 0 }
			b.ResetTimer()
			if _, err := e.Call(e.sym("leave_only"), e.ctx, uint64(b.N), 0, 0, 0, 0); err != nil {
				b.Fatal(err)
			}
		})
	}
}
