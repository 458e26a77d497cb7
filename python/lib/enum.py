"""Enumerations: classes whose members are constants with names."""

import builtins as _bltns
import sys
import operator as _operator
from functools import reduce
from types import MappingProxyType

__all__ = [
    "EnumType", "EnumMeta", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum", "auto", "unique", "property", "verify", "member", "nonmember",
    "FlagBoundary", "STRICT", "CONFORM", "EJECT", "KEEP", "global_flag_repr", "global_enum_repr", "global_str", "global_enum", "EnumCheck",
    "CONTINUOUS", "NAMED_FLAGS", "UNIQUE",
]

# The classes that the metaclass has to know; each is set when it exists.
Enum = Flag = EJECT = KEEP = ReprEnum = None


class nonmember:
    """Wraps what shall be an attribute, no member."""

    def __init__(self, value):
        self.value = value


class member:
    """Wraps what shall be a member, whatever it is."""

    def __init__(self, value):
        self.value = value


def _is_flag(cls):
    return Flag is not None and issubclass(cls, Flag)


def _ancestors(bases):
    """The classes from each base on, which is what a class statement's class will have of it."""
    return [[cls for cls in base.__mro__ if cls is not object] for base in bases]


def _is_descriptor(obj):
    return hasattr(obj, "__get__") or hasattr(obj, "__set__") or hasattr(obj, "__delete__")


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == "__" and name[2] != "_" and name[-3] != "_"


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _is_private(cls_name, name):
    prefix = f"_{cls_name}__"
    return len(name) > len(prefix) and name.startswith(prefix) and not name.endswith("__")


def _is_single_bit(num):
    return num > 0 and num & (num - 1) == 0


def _iter_bits_lsb(num):
    if isinstance(num, Enum):
        num = num.value
    if num < 0:
        raise ValueError(f"{num!r} is not a positive integer")
    while num:
        bit = num & -num
        yield bit
        num ^= bit


def show_flag_values(value):
    return list(_iter_bits_lsb(value))


def bin(num, max_bits=None):
    """bin with a sign bit in front: 0b0 1010."""
    ceiling = 2 ** num.bit_length()
    if num >= 0:
        text = _bltns.bin(num + ceiling).replace("1", "0", 1)
    else:
        text = _bltns.bin(~num ^ (ceiling - 1) + ceiling)
    sign, digits = text[:3], text[3:]
    if max_bits is not None and len(digits) < max_bits:
        digits = (sign[-1] * max_bits + digits)[-max_bits:]
    return f"{sign} {digits}"


class _Unset:
    def __repr__(self):
        return "_auto_null"


_unset = _Unset()


class auto:
    """A value that _generate_next_value_ gives."""

    def __init__(self, value=_unset):
        self.value = value

    def __repr__(self):
        return f"auto({self.value!r})"


class property:
    """A property of members that lets the class have a member of the same name."""

    member = None

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget, self.fset, self.fdel = fget, fset, fdel
        self.__doc__ = doc or getattr(fget, "__doc__", None)
        self.__isabstractmethod__ = bool(getattr(fget, "__isabstractmethod__", False))

    def __set_name__(self, owner, name):
        self.name = name
        self.clsname = owner.__name__

    def __get__(self, instance, owner=None):
        if instance is None:
            try:
                return owner._member_map_[self.name]
            except KeyError:
                raise AttributeError(f"{owner!r} has no attribute {self.name!r}") from None
        if self.fget is None:
            try:
                return owner._member_map_[self.name]
            except KeyError:
                raise AttributeError(f"{owner!r} has no attribute {self.name!r}") from None
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError(f"<enum {self.clsname!r}> cannot set attribute {self.name!r}")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError(f"<enum {self.clsname!r}> cannot delete attribute {self.name!r}")
        self.fdel(instance)

    def getter(self, fget):
        return type(self)(fget, self.fset, self.fdel, self.__doc__)

    def setter(self, fset):
        return type(self)(self.fget, fset, self.fdel, self.__doc__)

    def deleter(self, fdel):
        return type(self)(self.fget, self.fset, fdel, self.__doc__)


class _proto_member:
    """What stands in the namespace for a member: the class makes the member of it."""

    def __init__(self, value):
        self.value = value

    def __set_name__(self, cls, name):
        delattr(cls, name)
        value = self.value
        args = value if isinstance(value, tuple) else (value,)
        if cls._member_type_ is tuple:
            args = (args,)
        if cls._use_args_:
            obj = cls._new_member_(cls, *args)
        else:
            obj = cls._new_member_(cls)
        if not hasattr(obj, "_value_"):
            if cls._member_type_ is object:
                obj._value_ = value
            else:
                try:
                    obj._value_ = cls._member_type_(*args)
                except Exception as exc:
                    error = TypeError("_value_ not set in __new__, unable to create it")
                    error.__cause__ = exc
                    raise error
        value = obj._value_
        obj._name_ = name
        obj.__objclass__ = cls
        obj.__init__(*args)
        obj._sort_order_ = len(cls._member_names_)
        obj = self._canonical(cls, name, value, obj)
        # A property of a base keeps its work for members; the class gives the member.
        redirect = property()
        for base in cls.__mro__[1:]:
            attr = base.__dict__.get(name)
            if isinstance(attr, property):
                redirect.fget, redirect.fset, redirect.fdel = attr.fget, attr.fset, attr.fdel
                break
            if attr is not None and _is_descriptor(attr) and hasattr(attr, "fget"):
                redirect.fget = attr.fget
                break
        redirect.__set_name__(cls, name)
        type.__setattr__(cls, name, redirect)
        cls._member_map_[name] = obj
        try:
            cls._value2member_map_.setdefault(value, obj)
        except TypeError:
            cls._unhashable_values_.append(value)

    def _canonical(self, cls, name, value, obj):
        """The member that has the value already, of which this name is an alias; else obj."""
        try:
            known = cls._value2member_map_.get(value)
        except TypeError:
            known = next((m for m in cls._member_map_.values() if m._value_ == value), None)
        if known is not None:
            return known
        if not _is_flag(cls):
            cls._member_names_.append(name)
            return obj
        cls._flag_mask_ |= value
        cls._all_bits_ = 2 ** cls._flag_mask_.bit_length() - 1
        if _is_single_bit(value):
            # Only these are what a flag consists of; the others are names for several.
            cls._member_names_.append(name)
            cls._singles_mask_ |= value
        return obj


class _EnumDict(dict):
    """The namespace of a class statement: it sorts members out from the rest."""

    def __init__(self):
        super().__init__()
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._auto_called = False
        self._cls_name = None

    def __setitem__(self, key, value):
        if self._cls_name is not None and _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            if key not in ("_order_", "_generate_next_value_", "_numeric_repr_", "_missing_", "_ignore_", "_iter_member_", "_iter_member_by_value_",
                           "_iter_member_by_def_"):
                raise ValueError(f"_sunder_ names, such as {key!r}, are reserved for future Enum use")
            if key == "_generate_next_value_":
                if self._auto_called:
                    raise TypeError("_generate_next_value_ must be defined before members")
                self._generate_next_value = value.__func__ if isinstance(value, staticmethod) else value
            elif key == "_ignore_":
                value = value.replace(",", " ").split() if isinstance(value, str) else list(value)
                self._ignore = value
                clash = set(value) & set(self._member_names)
                if clash:
                    raise ValueError(f"_ignore_ cannot specify already set names: {clash!r}")
        elif _is_dunder(key):
            if key == "__order__":
                key = "_order_"
        elif key in self._member_names:
            raise TypeError(f"{key!r} already defined as {self[key]!r}")
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif _is_descriptor(value) and not isinstance(value, member):
            pass
        else:
            if key in self:
                raise TypeError(f"{key!r} already defined as {self[key]!r}")
            if isinstance(value, member):
                value = value.value
            value = self._resolve(key, value)
            self._member_names[key] = None
            self._last_values.append(value)
        super().__setitem__(key, value)

    def _resolve(self, key, value):
        """Replace auto(), also inside a tuple, by the next value."""
        if isinstance(value, auto):
            if value.value is _unset:
                value.value = self._generate_next_value(key, 1, len(self._member_names), self._last_values[:])
            self._auto_called = True
            return value.value
        if type(value) is tuple and any(isinstance(v, auto) for v in value):
            return tuple(self._resolve(key, v) if isinstance(v, auto) else v for v in value)
        return value

    def update(self, members, **more):
        for name, value in members.items() if hasattr(members, "items") else members:
            self[name] = value
        for name, value in more.items():
            self[name] = value


class EnumType(type):
    """The class of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        metacls._check_for_existing_members_(cls, bases)
        namespace = _EnumDict()
        namespace._cls_name = cls
        _, first = metacls._get_mixins_(cls, bases)
        if first is not None:
            namespace["_generate_next_value_"] = getattr(first, "_generate_next_value_", None)
        return namespace

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        if _simple:
            return super().__new__(metacls, cls, bases, classdict, **kwds)
        classdict.setdefault("_ignore_", []).append("_ignore_")
        for key in classdict["_ignore_"]:
            classdict.pop(key, None)
        names = list(classdict._member_names)
        if "mro" in names:
            raise ValueError("invalid enum member name(s) 'mro'")
        member_type, first = metacls._get_mixins_(cls, bases)
        new, use_saved, use_args = metacls._find_new_(classdict, member_type, first)
        values = {name: classdict[name] for name in names}
        order = classdict.pop("_order_", None)
        body = dict(classdict)
        generate = body.get("_generate_next_value_")
        if generate is not None and not isinstance(generate, staticmethod):
            body["_generate_next_value_"] = staticmethod(generate)
        body.update({name: _proto_member(value) for name, value in values.items()})
        body.update(
            _new_member_=new, _use_args_=use_args, _member_names_=[], _member_map_={}, _value2member_map_={}, _unhashable_values_=[],
            _member_type_=member_type, _value_repr_=metacls._find_data_repr_(cls, bases),
            _boundary_=boundary or getattr(first, "_boundary_", None), _flag_mask_=0, _singles_mask_=0, _all_bits_=0, _inverted_=None,
        )
        try:
            enum_class = super().__new__(metacls, cls, bases, body, **kwds)
        except RuntimeError as e:
            # What a member's making raised is what counts, not that it was in __set_name__.
            if e.__cause__ is not None and "__set_name__" in str(e):
                raise e.__cause__
            raise
        if "__reduce_ex__" not in body and member_type is not object and not any(
            m in member_type.__dict__ for m in ("__getnewargs_ex__", "__getnewargs__", "__reduce_ex__", "__reduce__")
        ):
            enum_class.__reduce_ex__ = _unpicklable
        # The enumeration's ways to show itself go before the data type's, unless ReprEnum is a base.
        for name in ("__repr__", "__str__", "__format__", "__reduce_ex__"):
            if name in body or first is None:
                continue
            method = getattr(enum_class, name)
            if method in (getattr(member_type, name, None), getattr(object, name, None)) and member_type is not object or method is getattr(object, name):
                setattr(enum_class, name, getattr(first, name))
        if ReprEnum is not None and ReprEnum in bases:
            if member_type is object:
                raise TypeError("ReprEnum subclasses must be mixed with a data type (i.e. int, str, float, etc.)")
            if "__format__" not in body:
                enum_class.__format__ = member_type.__format__
            if "__str__" not in body:
                method = member_type.__str__
                enum_class.__str__ = member_type.__repr__ if method is object.__str__ else method
        if Enum is not None:
            if use_saved:
                enum_class.__new_member__ = new
            enum_class.__new__ = Enum.__new__
        if _is_flag(enum_class):
            metacls._finish_flag(enum_class)
        if order is not None:
            order = order.replace(",", " ").split() if isinstance(order, str) else list(order)
            defined = [n for n in names if n in enum_class._member_names_ or _is_flag(enum_class)]
            wanted = [n for n in order if n in enum_class._member_names_]
            if [n for n in defined if n in enum_class._member_names_] != wanted:
                raise TypeError(f"member order does not match _order_:\n  {enum_class._member_names_!r}\n  {order!r}")
        return enum_class

    @staticmethod
    def _finish_flag(cls):
        for name in ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__"):
            if name not in cls.__dict__:
                method = getattr(Flag, name)
                if getattr(cls, name) is not method and not issubclass(cls, IntFlag if "IntFlag" in globals() else ()):
                    setattr(cls, name, method)
        values = [m._value_ for m in cls._member_map_.values() if isinstance(m._value_, int)]
        single = [v for v in values if _is_single_bit(v)]
        if single != sorted(single):
            cls._iter_member_ = cls._iter_member_by_def_

    def __init__(cls, *args, **kwds):
        super().__init__(*args)

    def __bool__(cls):
        return True

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """Look a value up, or make an enumeration of names."""
        if names is None:
            return cls.__new__(cls, value)
        return cls._create_(value, names, module=module, qualname=qualname, type=type, start=start, boundary=boundary)

    def __contains__(cls, member):
        if not isinstance(member, Enum):
            import warnings

            warnings.warn("in 3.12 __contains__ will no longer raise TypeError, but will return True or\nFalse depending on whether the value is a member"
                          " or the value of a member", DeprecationWarning, stacklevel=2)
            raise TypeError(f"unsupported operand type(s) for 'in': '{type(member).__qualname__}' and '{cls.__class__.__qualname__}'")
        return isinstance(member, cls) and member._name_ in cls._member_map_

    def __delattr__(cls, attr):
        if attr in cls.__dict__.get("_member_map_", ()) and not isinstance(cls.__dict__.get(attr), _proto_member):
            raise AttributeError(f"{cls.__name__!r} cannot delete member {attr!r}.")
        super().__delattr__(attr)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", ()):
            raise AttributeError(f"cannot reassign member {name!r}")
        super().__setattr__(name, value)

    def __dir__(cls):
        names = {"__class__", "__contains__", "__doc__", "__getitem__", "__iter__", "__len__", "__members__", "__module__", "__name__", "__qualname__"}
        names.update(cls._member_names_)
        if cls._new_member_ is not object.__new__:
            names.add("__new__")
        if cls.__init_subclass__ is not object.__init_subclass__:
            names.add("__init_subclass__")
        return sorted(names) if cls._member_type_ is object else sorted(set(dir(cls._member_type_)) | names)

    def __getattr__(cls, name):
        known = {} if _is_dunder(name) else cls.__dict__.get("_member_map_", {})
        if name not in known:
            raise AttributeError(name)
        return known[name]

    def __getitem__(cls, key):
        return cls.__members__[key]

    # Aliases have a name, but are no members when the class is gone through.

    def __iter__(cls):
        return map(cls.__members__.__getitem__, cls._member_names_)

    def __reversed__(cls):
        return map(cls.__members__.__getitem__, cls._member_names_[::-1])

    def __len__(cls):
        return len(cls._member_names_)

    @_bltns.property
    def __members__(cls):
        """All names, aliases among them, with their members."""
        return MappingProxyType(cls._member_map_)

    def __repr__(cls):
        if _is_flag(cls):
            return f"<flag {cls.__name__!r}>"
        return f"<enum {cls.__name__!r}>"

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
        """The functional way to make an enumeration."""
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        classdict = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            values = []
            for count, name in enumerate(names):
                values.append(cls._generate_next_value_(name, start, count, values[:]))
            names = list(zip(names, values))
        for name, value in names.items() if hasattr(names, "items") else names:
            classdict[name] = value
        if module is None:
            try:
                module = sys._getframe(2).f_globals["__name__"]
            except (AttributeError, ValueError, KeyError):
                pass
        if module is not None:
            classdict["__module__"] = module
        if qualname is not None:
            classdict["__qualname__"] = qualname
        return metacls.__new__(metacls, class_name, bases, classdict, boundary=boundary)

    @classmethod
    def _check_for_existing_members_(mcls, class_name, bases):
        for base in sum(_ancestors(bases), []):
            if Enum is not None and isinstance(base, EnumType) and base._member_names_:
                raise TypeError(f"<enum {class_name!r}> cannot extend {base!r}")

    @classmethod
    def _get_mixins_(mcls, class_name, bases):
        """The type of the members' data, and the enumeration to derive from."""
        if not bases:
            return object, None
        first = bases[-1]
        if not isinstance(first, EnumType):
            raise TypeError("new enumerations should be created as `EnumName([mixin_type, ...] [data_type,] enum_type)`")
        return mcls._find_data_type_(class_name, bases) or object, first

    @classmethod
    def _find_data_type_(mcls, class_name, bases):
        types = {}  # in their order
        for chain in _ancestors(bases):
            plain = []  # classes before the one that makes the objects: the first is their type
            for base in chain:
                if isinstance(base, EnumType):
                    found = base._member_type_
                    if found is object:
                        continue
                else:
                    plain.append(base)
                    if not {"__new__", "__dataclass_fields__"} & base.__dict__.keys():
                        continue
                    found = plain[0]
                types[found] = True
                break
        if len(types) > 1:
            raise TypeError(f"too many data types for {class_name!r}: {set(types)!r}")
        return next(iter(types), None)

    @classmethod
    def _find_data_repr_(mcls, class_name, bases):
        for base in sum(_ancestors(bases), []):
            if isinstance(base, EnumType):
                return base._value_repr_
            if "__repr__" in vars(base):
                return vars(base)["__repr__"]
        return None

    @classmethod
    def _find_new_(mcls, classdict, member_type, first):
        """The __new__ that makes members; whether it is the class's own; whether it takes the
        value."""
        new = classdict.get("__new__")
        own = first is not None and new is not None
        if new is None:
            standard = {None, None.__new__, object.__new__} | ({Enum.__new__} if Enum is not None else set())
            for method in ("__new_member__", "__new__"):
                for possible in (member_type, first):
                    target = getattr(possible, method, None)
                    if target not in standard:
                        new = target
                        break
                if new is not None:
                    break
            else:
                new = object.__new__
        return new, own, not (first is None or new in (getattr(Enum, "__new__", None), object.__new__))


EnumMeta = EnumType


def _unpicklable(self, proto):
    raise TypeError(f"{self!r} cannot be pickled")


class Enum(metaclass=EnumType):
    """A collection of names and values."""

    def __new__(cls, value):
        # Members exist: this looks one up.
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for m in cls._member_map_.values():
                if m._value_ == value:
                    return m
        if not cls._member_map_:
            raise TypeError(f"{cls!r} has no members defined")
        problem = None
        try:
            result = cls._missing_(value)
        except Exception as e:
            problem, result = e, None
        try:
            if isinstance(result, cls):
                return result
            if _is_flag(cls) and cls._boundary_ is EJECT and isinstance(result, int):
                return result
            invalid = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
            if result is None and problem is None:
                raise invalid
            if problem is None:
                problem = TypeError(f"error in {cls.__name__}._missing_: returned {result!r} instead of None or a valid member")
            if not isinstance(problem, ValueError):
                problem.__context__ = invalid
            raise problem
        finally:
            problem = invalid = None

    def __init__(self, *args, **kwds):
        pass

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """The value of auto(): one more than the largest so far."""
        if not last_values:
            return start
        try:
            return sorted(last_values)[-1] + 1
        except TypeError:
            pass
        for value in reversed(last_values):
            try:
                return value + 1
            except TypeError:
                pass
        return start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        show = self.__class__._value_repr_ or repr
        return f"<{self.__class__.__name__}.{self._name_}: {show(self._value_)}>"

    def __str__(self):
        return f"{self.__class__.__name__}.{self._name_}"

    def __dir__(self):
        own = {"__class__", "__doc__", "__eq__", "__hash__", "__module__", "name", "value"}
        for cls in type(self).__mro__:
            own.update(name for name in vars(cls) if name[0] != "_" and name not in self._member_map_)
        if self.__class__._member_type_ is not object:
            own |= set(object.__dir__(self))
        return sorted(own)

    def __format__(self, spec):
        return str.__format__(str(self), spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    @property
    def name(self):
        """The name of the member."""
        return self._name_

    @property
    def value(self):
        """The value of the member."""
        return self._value_


class ReprEnum(Enum):
    """An enumeration whose members have its repr, and otherwise show themselves as their data."""


class IntEnum(int, ReprEnum):
    """Members that are ints."""


class StrEnum(str, ReprEnum):
    """Members that are strs."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f"encoding must be a string, not {values[1]!r}")
        if len(values) == 3 and not isinstance(values[2], str):
            raise TypeError(f"errors must be a string, not {values[2]!r}")
        value = str(*values)
        self = str.__new__(cls, value)
        self._value_ = value
        return self

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class FlagBoundary(StrEnum):
    """What becomes of bits that no member has."""

    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum, boundary=STRICT):
    """Members that are bits, and can be combined."""

    _numeric_repr_ = repr

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        last = max(last_values)
        try:
            return 2 ** last.bit_length()
        except Exception:
            raise TypeError(f"invalid flag value {last!r}") from None

    @classmethod
    def _iter_member_by_value_(cls, value):
        for bit in _iter_bits_lsb(value & cls._flag_mask_):
            m = cls._value2member_map_.get(bit)
            if m is not None:
                yield m

    _iter_member_ = _iter_member_by_value_

    @classmethod
    def _iter_member_by_def_(cls, value):
        yield from sorted(cls._iter_member_by_value_(value), key=lambda m: m._sort_order_)

    @classmethod
    def _missing_(cls, value):
        """The combination of members that has a value."""
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, singles, every = cls._flag_mask_, cls._singles_mask_, cls._all_bits_
        negative = None
        if not ~every <= value <= every or value & (every ^ mask):
            if cls._boundary_ is STRICT:
                bits = max(value.bit_length(), mask.bit_length())
                raise ValueError(
                    f"{cls!r} invalid value {value!r}\n    given {bin(value, bits)}\n  allowed {bin(mask, bits)}"
                )
            if cls._boundary_ is CONFORM:
                value &= mask
            elif cls._boundary_ is EJECT:
                return value
            elif cls._boundary_ is KEEP and value < 0:
                value = max(every + 1, 2 ** value.bit_length()) + value
        if value < 0:
            negative = value
            value = every + 1 + value
            if cls._boundary_ is not KEEP:
                value &= mask
        unknown = value & ~mask
        aliases = value & ~singles
        if unknown and cls._boundary_ is not KEEP:
            raise ValueError(f"{cls.__name__}({value!r}) --> unknown values {unknown!r} [{bin(unknown)}]")
        if cls._member_type_ is object:
            pseudo = object.__new__(cls)
        else:
            pseudo = cls._member_type_.__new__(cls, value)
        if not hasattr(pseudo, "_value_"):
            pseudo._value_ = value
        members, left = [], value
        for m in cls._iter_member_(value):
            members.append(m)
            left &= ~m._value_
        if left:
            # What the single bits do not cover may be named as a whole.
            for m in cls._member_map_.values():
                if m not in members and m._value_ and m._value_ & value == m._value_ and m._value_ & left:
                    members.append(m)
                    left &= ~m._value_
        if members:
            pseudo._name_ = "|".join(m._name_ for m in members)
            if left and cls._boundary_ is KEEP:
                pseudo._name_ += f"|{cls._numeric_repr_(left)}"
        else:
            pseudo._name_ = None
        pseudo = cls._value2member_map_.setdefault(value, pseudo)
        if negative is not None:
            cls._value2member_map_[negative] = pseudo
        return pseudo

    def __contains__(self, other):
        mine = type(self)
        if not isinstance(other, mine):
            raise TypeError(f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} and {mine.__qualname__!r}")
        return not other._value_ & ~self._value_

    def __iter__(self):
        return iter(self._iter_member_(self._value_))

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        cls = self.__class__
        show = cls._value_repr_ or repr
        if self._name_ is None:
            return f"<{cls.__name__}: {show(self._value_)}>"
        return f"<{cls.__name__}.{self._name_}: {show(self._value_)}>"

    def __str__(self):
        if self._name_ is None:
            return f"{self.__class__.__name__}({self._value_!r})"
        return f"{self.__class__.__name__}.{self._name_}"

    def __bool__(self):
        return self._value_ != 0

    def _combining(symbol, combine):
        """The method of an operator that combines the bits of two members."""
        def operator(self, other):
            cls = type(self)
            if isinstance(other, cls):
                bits = other._value_
            elif cls._member_type_ is object or not isinstance(other, cls._member_type_):
                return NotImplemented
            else:
                bits = other
            return cls(combine(self._value_, bits))
        operator.__name__ = f"__{symbol}__"
        operator.__qualname__ = f"Flag.__{symbol}__"
        return operator

    __or__ = _combining("or", _operator.or_)
    __and__ = _combining("and", _operator.and_)
    __xor__ = _combining("xor", _operator.xor)
    del _combining

    def __invert__(self):
        known = self._inverted_
        if known is None:
            every = -1 if self._boundary_ in (EJECT, KEEP) else self._singles_mask_
            known = self._inverted_ = type(self)(every & ~self._value_)
        return known

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Flags that are ints."""

    __or__ = __ror__ = Flag.__or__
    __and__ = __rand__ = Flag.__and__
    __xor__ = __rxor__ = Flag.__xor__
    __invert__ = Flag.__invert__
    __contains__ = Flag.__contains__
    __repr__ = Flag.__repr__


def unique(enumeration):
    """Refuse an enumeration with aliases."""
    aliases = [(name, m.name) for name, m in enumeration.__members__.items() if name != m.name]
    if aliases:
        raise ValueError(f"duplicate values found in {enumeration!r}: {', '.join(f'{a} -> {n}' for a, n in aliases)}")
    return enumeration


class EnumCheck(StrEnum):
    """What verify can check."""

    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """A decorator that checks an enumeration."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        cls_name = enumeration.__name__
        is_flag = issubclass(enumeration, Flag)
        for check in self.checks:
            if check is UNIQUE:
                aliases = [(name, m.name) for name, m in enumeration.__members__.items() if name != m.name]
                if aliases:
                    raise ValueError(f"aliases found in {enumeration!r}: {', '.join(f'{a} -> {n}' for a, n in aliases)}")
            elif check is CONTINUOUS:
                values = {m.value for m in enumeration}
                if len(values) < 2:
                    continue
                low, high = min(values), max(values)
                if is_flag:
                    wanted = {1 << i for i in range(low.bit_length() - 1, high.bit_length())}
                else:
                    wanted = set(range(low, high + 1))
                missing = sorted(wanted - values)
                if missing:
                    kind = "flag" if is_flag else "enum"
                    raise ValueError(f"invalid {kind} {cls_name!r}: missing values {', '.join(map(str, missing))}"[:256])
            elif check is NAMED_FLAGS:
                names, unknown = [], 0
                for name, alias in enumeration._member_map_.items():
                    if alias._value_ < 0 or name in enumeration._member_names_:
                        continue
                    bits = list(_iter_bits_lsb(alias._value_))
                    lost = [v for v in bits if v not in enumeration._value2member_map_]
                    if lost:
                        names.append(name)
                        unknown |= reduce(_operator.or_, lost)
                if names:
                    what = f"alias {names[0]!r} is missing" if len(names) == 1 else f"aliases {', '.join(map(repr, names[:-1]))} and {names[-1]!r} are missing"
                    kind = "value" if _is_single_bit(unknown) else "combined values of"
                    raise ValueError(f"invalid Flag {cls_name!r}: {what} {kind} {unknown:#x} [use enum.show_flag_values(value) for details]")
        return enumeration


def global_enum_repr(self):
    """module.NAME"""
    return f"{self.__class__.__module__.split('.')[-1]}.{self._name_}"


def global_flag_repr(self):
    """module.A|module.B"""
    module = self.__class__.__module__.split(".")[-1]
    if self._name_ is None:
        return f"{module}.{self.__class__.__name__}({self._value_!r})"
    if _is_single_bit(self._value_):
        return f"{module}.{self._name_}"
    return "|".join(n if n[0].isdigit() else f"{module}.{n}" for n in self._name_.split("|"))


def global_str(self):
    return f"{self.__class__.__name__}({self._value_!r})" if self._name_ is None else self._name_


def global_enum(cls, update_str=False):
    """Make the members names of the module, and show them as such."""
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if not issubclass(cls, ReprEnum) or update_str:
        cls.__str__ = global_str
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    return cls
