package posix

import (
	"os"
	"strconv"
	"strings"

	"github.com/hpyrun/hpyrun/heap"
	"github.com/hpyrun/hpyrun/object"
	"github.com/hpyrun/hpyrun/python/modules"
)

// The modules pwd and grp, which read /etc/passwd and /etc/group: other sources that the C
// library may be set up for (LDAP and the like) are not asked.

var passwdDef = modules.StructSeqDef{Module: "pwd", Name: "struct_passwd", Doc: "A user, as /etc/passwd has it.",
	Fields: []string{"pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"}}

var groupDef = modules.StructSeqDef{Module: "grp", Name: "struct_group", Doc: "A group of users, as /etc/group has it.",
	Fields: []string{"gr_name", "gr_passwd", "gr_gid", "gr_mem"}}

// database is a file of lines of fields between colons.
type database struct {
	file, fn string // fn: get + this + nam
	def      modules.StructSeqDef
	typ      *modules.StructSeq
	numbers  []int // the fields that are numbers; the first is the key
	members  bool  // the last field is a list of names
}

// lines are the entries.
func (d *database) lines() [][]string {
	b, err := os.ReadFile(d.file)
	if err != nil {
		return nil
	}
	var out [][]string
	for line := range strings.SplitSeq(string(b), "\n") {
		if f := strings.Split(line, ":"); len(f) == len(d.def.Fields) && !strings.HasPrefix(line, "#") {
			out = append(out, f)
		}
	}
	return out
}

func (d *database) entry(t *Thread, f []string) Value {
	defer t.Pop(t.Top())
	base := t.PushN(len(f))
	for i, s := range f {
		base.At(i).Set(t.NewStr(s))
	}
	for _, i := range d.numbers {
		n, _ := strconv.ParseInt(f[i], 10, 64)
		base.At(i).Set(heap.SmallInt(n))
	}
	if last := base.At(len(f) - 1); d.members {
		if last.Set(t.NewList(0)); last.V() == heap.Null {
			return heap.Null
		}
		for _, name := range strings.Split(f[len(f)-1], ",") {
			if name == "" {
				continue
			}
			s := t.Push(t.NewStr(name))
			if s.V() == heap.Null || !t.ListAppend(last, s) {
				return heap.Null
			}
		}
	}
	for i := range f {
		if base.At(i).V() == heap.Null {
			return heap.Null
		}
	}
	return d.typ.New(t, base)
}

// userModules are pwd and grp.
func (m *module) userModules() []modules.Module {
	pw := &database{file: "/etc/passwd", fn: "getpw", def: passwdDef, numbers: []int{2, 3}}
	gr := &database{file: "/etc/group", fn: "getgr", def: groupDef, numbers: []int{2}, members: true}
	make := func(name, doc, byID, id, idArg, nameArg string, d *database) modules.Module {
		return modules.Module{Name: name, Doc: doc,
			Functions: []object.MethodDef{
				m.define(d.fn+"nam", nameArg, "The entry of a name.", func(c *call) Value {
					if !c.t.RT.IsStr(c.a.At(0).V()) {
						return c.t.TypeErrorf("%snam() argument%s must be str, not %s", d.fn, map[bool]string{true: " 'name'"}[name == "grp"], c.t.TypeName(c.a.At(0).V()))
					}
					want := c.fsName(c.a.At(0))
					if !c.ok {
						return heap.Null
					}
					for _, f := range d.lines() {
						if f[0] == want {
							return d.entry(c.t, f)
						}
					}
					s := c.t.Repr(c.a.At(0))
					if s == heap.Null {
						return s
					}
					return c.t.KeyError(c.t.Push(c.t.NewStr(d.fn + "nam(): name not found: " + object.GoStr(s))))
				}),
				m.define(byID, idArg, "The entry of a number.", func(c *call) Value {
					want := c.id(0, id)
					if !c.ok {
						if c.t.ExcMatches(c.t.RT.Exc.OverflowError) {
							c.t.ClearExc()
							return c.t.KeyError(c.t.Push(c.t.NewStr(byID + "(): " + id + " not found")))
						}
						return heap.Null
					}
					for _, f := range d.lines() {
						if n, err := strconv.ParseUint(f[2], 10, 32); err == nil && int(int32(uint32(n))) == want {
							return d.entry(c.t, f)
						}
					}
					return c.t.KeyError(c.t.Push(c.t.NewStr(byID + "(): " + id + " not found: " + strconv.Itoa(want))))
				}),
				m.define(d.fn+"all", "()", "All entries, in a list.", func(c *call) Value {
					list := c.t.Push(c.t.NewList(0))
					for _, f := range d.lines() {
						mark := c.t.Top()
						e := c.t.Push(d.entry(c.t, f))
						if e.V() == heap.Null || list.V() == heap.Null || !c.t.ListAppend(list, e) {
							return heap.Null
						}
						c.t.Pop(mark)
					}
					return list.V()
				}),
			},
			Exec: func(t *Thread, mod Ref) bool {
				d.typ = modules.NewStructSeq(t, d.def)
				return d.typ != nil && t.SetAttr(mod, t.RT.Name(d.def.Name), d.typ.Type.Obj)
			}}
	}
	return []modules.Module{
		make("pwd", "The users of the system.", "getpwuid", "uid", "(uidobj, /)", "(name, /)", pw),
		make("grp", "The groups of users of the system.", "getgrgid", "gid", "(id)", "(name)", gr),
	}
}

// loginName is who is logged in on the session that the process belongs to.
func loginName() (string, bool) {
	b, err := os.ReadFile("/proc/self/loginuid")
	if err != nil {
		return "", false
	}
	pw := &database{file: "/etc/passwd", def: passwdDef}
	for _, f := range pw.lines() {
		if f[2] == strings.TrimSpace(string(b)) {
			return f[0], true
		}
	}
	return "", false
}

// groupsOf are the groups of a user.
func groupsOf(user string, gid int) []int {
	out := []int{gid}
	gr := &database{file: "/etc/group", def: groupDef}
	for _, f := range gr.lines() {
		for name := range strings.SplitSeq(f[3], ",") {
			if n, err := strconv.Atoi(f[2]); name == user && err == nil && n != gid {
				out = append(out, n)
			}
		}
	}
	return out
}
