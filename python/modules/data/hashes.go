package data

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The hashes that hashlib falls back to where there is no OpenSSL: _md5, _sha1, _sha256,
// _sha512, _sha3, _blake2. Each is a type whose instances have one reference: the state of
// Go's hash, as bytes. An update makes the hash of it and stores the new state, so that an
// object owns nothing, and a copy is an object with the same state.

// digester is what a kind of hash computes with.
type digester interface {
	Write(p []byte) (int, error)
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// hashKind is one algorithm.
type hashKind struct {
	module, name string
	size, block  int
	make         func() digester
	// sum returns the digest, of n bytes where the length is free.
	sum func(d digester, n int) []byte
	// free: digests have the length that is asked for.
	free bool
	attr []object.AttrDef
}

func fixedSum(d digester, n int) []byte { return d.(hash.Hash).Sum(nil) }

func hashKinds() []hashKind {
	std := func(module, name string, size, block int, make func() hash.Hash) hashKind {
		return hashKind{module: module, name: name, size: size, block: block, make: func() digester { return make().(digester) }, sum: fixedSum}
	}
	kinds := []hashKind{
		std("_md5", "md5", md5.Size, md5.BlockSize, md5.New),
		std("_sha1", "sha1", sha1.Size, sha1.BlockSize, sha1.New),
		std("_sha256", "sha224", sha256.Size224, sha256.BlockSize, sha256.New224),
		std("_sha256", "sha256", sha256.Size, sha256.BlockSize, sha256.New),
		std("_sha512", "sha384", sha512.Size384, sha512.BlockSize, sha512.New384),
		std("_sha512", "sha512", sha512.Size, sha512.BlockSize, sha512.New),
	}
	keccak := func(name string, size, rate int, suffix byte, make func() digester, sum func(d digester, n int) []byte) {
		bytes := func(b ...byte) func(t *Thread) Value { return func(t *Thread) Value { return t.NewBytes(b) } }
		kinds = append(kinds, hashKind{module: "_sha3", name: name, size: size, block: rate, make: make, sum: sum, free: size == 0, attr: []object.AttrDef{
			modules.Constant("_rate_bits", 8*rate), modules.Constant("_capacity_bits", 1600-8*rate), {Name: "_suffix", Make: bytes(suffix)}}})
	}
	for _, k := range []struct {
		name string
		make func() *sha3.SHA3
	}{{"sha3_224", sha3.New224}, {"sha3_256", sha3.New256}, {"sha3_384", sha3.New384}, {"sha3_512", sha3.New512}} {
		h := k.make()
		keccak(k.name, h.Size(), h.BlockSize(), 6, func() digester { return k.make() }, fixedSum)
	}
	for _, k := range []struct {
		name string
		make func() *sha3.SHAKE
	}{{"shake_128", sha3.NewSHAKE128}, {"shake_256", sha3.NewSHAKE256}} {
		keccak(k.name, 0, k.make().BlockSize(), 0x1F, func() digester { return k.make() }, func(d digester, n int) []byte {
			out := make([]byte, n)
			d.(*sha3.SHAKE).Read(out)
			return out
		})
	}
	return kinds
}

// hashModules are the modules of all kinds.
func hashModules() []modules.Module {
	byModule := map[string][]hashKind{}
	var order []string
	for _, k := range hashKinds() {
		if byModule[k.module] == nil {
			order = append(order, k.module)
		}
		byModule[k.module] = append(byModule[k.module], k)
	}
	var list []modules.Module
	for _, name := range order {
		kinds := byModule[name]
		m := modules.Module{Name: name, Doc: "Hashes of the family " + strings.TrimPrefix(name, "_") + ".",
			Exec: func(t *Thread, m Ref) bool {
				for i := range kinds {
					typ := kinds[i].makeType(t)
					if typ == nil || !modules.AddTypes(t, m, typ) {
						return false
					}
				}
				return name != "_sha3" || t.SetAttr(m, t.RT.Name("implementation"), t.RT.Intern("Go"))
			}}
		list = append(list, m)
	}
	return list
}

// hashInput is a copy of what is to be hashed.
func hashInput(t *Thread, r Ref) ([]byte, bool) {
	if t.RT.IsStr(r.V()) {
		t.TypeErrorf("Strings must be encoded before hashing")
		return nil, false
	}
	if t.RT.TypeOf(r.V()).Slots.GetBuf == nil {
		t.TypeErrorf("object supporting the buffer API required")
		return nil, false
	}
	return t.BytesLike(r)
}

// load makes the hash of an object's state.
func (k *hashKind) load(self Ref) digester {
	d := k.make()
	if err := d.UnmarshalBinary([]byte(object.BytesOf(self.V().Addr().Ref(0)))); err != nil {
		panic("BUG: the state of a hash: " + err.Error())
	}
	return d
}

func (k *hashKind) store(t *Thread, self Ref, d digester) bool {
	state, err := d.MarshalBinary()
	if err != nil {
		panic("BUG: the state of a hash: " + err.Error())
	}
	b := t.NewBytes(state)
	if b == heap.Null {
		return false
	}
	t.Store(self.V(), 0, b)
	return true
}

func (k *hashKind) update(t *Thread, self, data Ref) bool {
	b, ok := hashInput(t, data)
	if !ok {
		return false
	}
	d := k.load(self)
	d.Write(b)
	return k.store(t, self, d)
}

func (k *hashKind) makeType(t *Thread) *object.Type {
	sig := object.ParseConstructor(k.name, "($self, string=<unrepresentable>, *, usedforsecurity=True)")
	number := func(name string, n int) object.GetSetDef {
		return object.GetSetDef{Name: name, Get: func(t *Thread, self Ref) Value { return heap.SmallInt(int64(n)) }}
	}
	digestSig := "($self, /)"
	if k.free {
		digestSig = "($self, length, /)"
	}
	// digest makes a method of what becomes of a digest.
	digest := func(show func(t *Thread, b []byte) Value) object.Native {
		return func(t *Thread, a Args) Value {
			n := k.size
			if k.free {
				var ok bool
				if n, ok = t.AsSsize(a.At(1), t.RT.Exc.OverflowError); !ok {
					return heap.Null
				}
				if n < 0 || n >= 1<<29 {
					return t.ValueErrorf("value must be positive")
				}
			}
			return show(t, k.sum(k.load(a.At(0)), n))
		}
	}
	return t.NewBuiltinType(object.TypeDef{
		Name: k.name, Module: k.module, FixedRefs: 1, Doc: k.name + "([data], *, usedforsecurity=True) -> hash object", Attrs: k.attr,
		Slots: object.Slots{
			New: func(t *Thread, args Args) Value {
				defer t.Pop(t.Top())
				a, ok := sig.Bind(t, args)
				if !ok {
					return heap.Null
				}
				self := t.Push(t.NewInstance(t.RT.TypeFromObj(a.At(0).V())))
				if self.V() == heap.Null || !k.store(t, self, k.make()) {
					return heap.Null
				}
				if a.At(1).V() != heap.Null && !k.update(t, self, a.At(1)) {
					return heap.Null
				}
				return self.V()
			},
			Repr: func(t *Thread, self Ref) Value {
				return t.NewStr("<" + k.name + " " + k.module + "." + k.name + " object @ " + t.AddressOf(self.V()) + ">")
			},
		},
		Methods: []object.MethodDef{
			{Name: "update", Sig: "($self, obj, /)", Doc: "Update this hash object's state with the provided string.", Fn: func(t *Thread, a Args) Value {
				if !k.update(t, a.At(0), a.At(1)) {
					return heap.Null
				}
				return heap.None
			}},
			{Name: "digest", Sig: digestSig, Doc: "Return the digest value as a bytes object.", Fn: digest(func(t *Thread, b []byte) Value { return t.NewBytes(b) })},
			{Name: "hexdigest", Sig: digestSig, Doc: "Return the digest value as a string of hexadecimal digits.", Fn: digest(func(t *Thread, b []byte) Value { return t.NewStr(hex.EncodeToString(b)) })},
			{Name: "copy", Sig: "($self, /)", Doc: "Return a copy of the hash object.", Fn: func(t *Thread, a Args) Value {
				v := t.NewInstance(t.RT.TypeOf(a.At(0).V()))
				if v != heap.Null {
					t.Store(v, 0, a.At(0).V().Addr().Ref(0))
				}
				return v
			}},
		},
		GetSets: []object.GetSetDef{
			number("digest_size", k.size), number("block_size", k.block),
			{Name: "name", Get: func(t *Thread, self Ref) Value { return t.RT.Intern(k.name).V() }},
		},
	})
}
