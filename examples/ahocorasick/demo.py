"""Alarms in a log, names made anonymous, and random words checked one by one.

demo.py [LINES]
"""
import sys
import time
from ahocorasick import Automaton

state = 1


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


# ---- what does a log complain about? ---------------------------------------------------

LOG = """\
12:01 disk sda1: READ ERROR at sector 8812, retrying
12:01 disk sda1: recovered
12:04 net eth0: link down
12:05 net eth0: link up
12:09 kernel: out of memory: killed process 4711 (indexer)
12:09 disk full on /var, write error
"""
alarms = Automaton(ignore_case=True)
for word, level in [("error", 2), ("read error", 3), ("link down", 2), ("out of memory", 5),
                    ("killed", 4), ("disk full", 4), ("memory", 1)]:
    alarms.add(word, level)

print("alarms:")
for line in LOG.splitlines():
    found = alarms.find_all(line)
    if found:
        worst = max(level for _, _, level in found)
        print(f"  level {worst}: " + ", ".join(line[start:end] for start, end, _ in found))
assert alarms.find_all("a READ ERROR") == [(2, 12, 3), (7, 12, 2)]
assert alarms.count(LOG) == len(alarms.find_all(LOG)) == 8

# ---- replacing -------------------------------------------------------------------------

names = Automaton(["Ann", "Anna", "Anna-Lena", "Zo\u00eb", "\u5c0f\u6797"])
text = "Anna-Lena met Ann, Zo\u00eb and \u5c0f\u6797\u3055\u3093; Anna did not."
numbers = {}


def pseudonym(name):
    return "person " + str(numbers.setdefault(name, len(numbers) + 1))


print("\n" + text + "\n" + names.replace(text, by=pseudonym))
assert names.replace(text, by=pseudonym) == (
    "person 1 met person 2, person 3 and person 4\u3055\u3093; person 5 did not.")
assert [text[s:e] for s, e, _ in names.find_all(text)] == [
    "Ann", "Anna", "Anna-Lena", "Ann", "Zo\u00eb", "\u5c0f\u6797", "Ann", "Anna"]
escape = Automaton()
for char, entity in {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "?"}.items():
    escape[char] = entity
assert escape.replace("a<b && \0 c>d") == "a&lt;b &amp;&amp; ? c&gt;d"

# ---- it is a mapping -------------------------------------------------------------------

assert len(names) == 5 and "Anna" in names and "An" not in names
names["Anna"] = ["any", "object"]
assert names["Anna"] == ["any", "object"] and len(names) == 5
assert names.find_all("Hannah") == [] and names.find_all("Anna")[1][2] is names["Anna"]
del names["Anna"]
assert len(names) == 4 and "Anna" not in names and [e for _, e, _ in names.find_all("Anna")] == [3]
names["Anna"] = 1
assert names.words() == ["Ann", "Anna-Lena", "Zo\u00eb", "\u5c0f\u6797", "Anna"]
itself = Automaton()
itself["me"] = itself                       # a cycle for the collector
assert itself.find_all("me")[0][2] is itself and Automaton().count("x") == 0
del itself

# ---- random words in a random text: every one of them by str.find ----------------------

def plain_find_all(words, text):
    found = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append((at + len(word), -len(word), word))
            at = text.find(word, at + 1)
    return [(end + minus, end, word) for end, minus, word in sorted(found)]


def random_text(alphabet, n):
    return "".join(alphabet[rnd(len(alphabet))] for _ in range(n))


for alphabet in ("ab", "abc\u00e9\u4e2d\U0001f600", "ACGT"):
    words = {random_text(alphabet, 1 + rnd(6)): None for _ in range(60)}
    text = random_text(alphabet, 400)
    machine = Automaton(words)
    assert machine.find_all(text) == plain_find_all(words, text)
    for word in list(words)[::3]:
        del machine[word], words[word]
    assert machine.find_all(text) == plain_find_all(words, text)
    assert machine.words() == list(words)

# ---- how fast --------------------------------------------------------------------------

LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
vocabulary = [random_text("etaoinshrdlu", 4 + rnd(6)) for _ in range(2000)]
searched = vocabulary[:300]
text = "\n".join(" ".join(vocabulary[rnd(2000)] for _ in range(8)) for _ in range(LINES))
machine = Automaton(searched)
t0 = time.perf_counter()
count = machine.count(text)
t1 = time.perf_counter()
plain = sum(len(plain_find_all([word], text)) for word in searched[:10])
t2 = time.perf_counter()
assert sum(Automaton([word]).count(text) for word in searched[:10]) == plain
states, size = machine.size
print(f"\n{len(machine)} words, {states} states, {size // 1024} KiB; {count} times in"
      f" {len(text)} characters")
print(f"all at once: {(t1 - t0) * 1e3:.1f} ms; ten of them by str.find: {(t2 - t1) * 1e3:.1f} ms")

# ---- mistakes --------------------------------------------------------------------------

def error(kind, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        return str(e)
    raise AssertionError(f"no {kind.__name__}")


print("\nmistakes:")
print(" ", error(TypeError, machine.find_all, b"bytes"))
print(" ", error(ValueError, machine.add, ""))
print(" ", error(KeyError, lambda: machine["never added"]))
print(" ", error(TypeError, machine.replace, searched[0], by=len))
print(" ", error(TypeError, Automaton, ["a", 5]))
error(KeyError, machine.__delitem__, "never added")
error(ZeroDivisionError, machine.replace, searched[0], lambda value: 1 / 0)
error(TypeError, Automaton, 5)
assert len(machine) == len(set(searched))
print("\nok")
sys.exit(0)
