package object

// NameID numbers a name that Go code uses often: registered when the program
// starts, found without a map.
type NameID int

// nameStrings holds the registered names; it does not change once the package
// variables are initialised.
var nameStrings []string

// RegisterName numbers s. It may only initialise package-level variables.
func RegisterName(s string) NameID {
	nameStrings = append(nameStrings, s)
	return NameID(len(nameStrings) - 1)
}

// NameRef returns the interned str that RegisterName numbered (no safepoint).
func (rt *Runtime) NameRef(id NameID) Ref { return rt.core.names[id] }

// name returns the interned str of a registered name (no safepoint).
func (rt *Runtime) name(id NameID) Value { return rt.core.names[id].V() }

// Name returns the interned str s: Intern, for names that are too rare to be
// registered.
func (rt *Runtime) Name(s string) Ref { return rt.Intern(s) }

func (rt *Runtime) initNames() {
	rt.core.names = make([]Ref, len(nameStrings))
	for i, s := range nameStrings {
		rt.core.names[i] = rt.Intern(s)
	}
}

// The names that the object model itself asks for. The dunder methods of the
// slots are registered by slotdefs.go.
var (
	nmDoc              = RegisterName("__doc__")
	nmModule           = RegisterName("__module__")
	nmName             = RegisterName("__name__")
	nmQualname         = RegisterName("__qualname__")
	nmDict             = RegisterName("__dict__")
	nmWeakref          = RegisterName("__weakref__")
	nmClass            = RegisterName("__class__")
	nmBases            = RegisterName("__bases__")
	nmSlots            = RegisterName("__slots__")
	nmSetName          = RegisterName("__set_name__")
	nmInitSubclass     = RegisterName("__init_subclass__")
	nmClassGetitem     = RegisterName("__class_getitem__")
	nmClasscell        = RegisterName("__classcell__")
	nmInstancecheck    = RegisterName("__instancecheck__")
	nmSubclasscheck    = RegisterName("__subclasscheck__")
	nmMRO              = RegisterName("mro")
	nmGetattr          = RegisterName("__getattr__")
	nmGetattribute     = RegisterName("__getattribute__")
	nmBytes            = RegisterName("__bytes__")
	nmFormat           = RegisterName("__format__")
	nmDir              = RegisterName("__dir__")
	nmAbstractMethods  = RegisterName("__abstractmethods__")
	nmIsAbstractMethod = RegisterName("__isabstractmethod__")
	nmAnnotations      = RegisterName("__annotations__")
	nmNotes            = RegisterName("__notes__")
	nmSpec             = RegisterName("__spec__")
	nmLoader           = RegisterName("__loader__")
	nmPackage          = RegisterName("__package__")
	nmFile             = RegisterName("__file__")
	nmInitializing     = RegisterName("_initializing")
	nmUninitialized    = RegisterName("_uninitialized_submodules")
	nmMROEntries       = RegisterName("__mro_entries__")
	nmEmpty            = RegisterName("")
	nmBuiltins         = RegisterName("builtins")
	nmComplex          = RegisterName("__complex__")
	nmTrunc            = RegisterName("__trunc__")
	nmDerive           = RegisterName("derive")
	nmOrigin           = RegisterName("origin")
	nmSpecName         = RegisterName("name")
	nmSpecLoader       = RegisterName("loader")
	nmHasLocation      = RegisterName("has_location")
)
