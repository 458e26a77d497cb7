# The small programs of the Python benchmark: each runs a whole piece of work
# n times and returns a figure that both sides must agree on.


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def nbody(n):
    """Five bodies under gravity, as objects."""
    bodies = [Body(i * 1.5, i * 0.7 - 1.0, 0.3 * i, 0.01 * i, 0.5 - 0.1 * i, 0.02, 10.0 / (1 + i)) for i in range(5)]
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    for _ in range(n * 50):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            d = dx * dx + dy * dy + dz * dz + 0.01
            m = 0.001 / (d * d ** 0.5)
            k = b.mass * m
            a.vx -= dx * k
            a.vy -= dy * k
            a.vz -= dz * k
            k = a.mass * m
            b.vx += dx * k
            b.vy += dy * k
            b.vz += dz * k
        for b in bodies:
            b.x += 0.001 * b.vx
            b.y += 0.001 * b.vy
            b.z += 0.001 * b.vz
    return round(sum(b.x for b in bodies), 6)


def fannkuch(n):
    """The greatest number of flips of prefixes, over the permutations of 6."""
    best = 0
    for _ in range(n):
        size = 6
        perm = list(range(size))
        counts = list(range(size))
        while True:
            if perm[0]:
                q = perm[:]
                flips = 0
                k = q[0]
                while k:
                    q[:k + 1] = q[k::-1]
                    flips += 1
                    k = q[0]
                if flips > best:
                    best = flips
            for r in range(1, size):
                first = perm[0]
                for i in range(r):
                    perm[i] = perm[i + 1]
                perm[r] = first
                counts[r] -= 1
                if counts[r] >= 0:
                    break
                counts[r] = r
            else:
                break
    return best


# A scheduler of tasks with queues of packets, in the manner of Richards.

class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0


class Task:
    def __init__(self, ident, priority, next_task):
        self.ident = ident
        self.priority = priority
        self.next = next_task
        self.queue = None
        self.held = False
        self.waiting = queue_is_empty(self)
        self.runs = 0

    def add(self, packet):
        packet.link = None
        if self.queue is None:
            self.queue = packet
        else:
            p = self.queue
            while p.link is not None:
                p = p.link
            p.link = packet

    def take(self):
        p = self.queue
        if p is not None:
            self.queue = p.link
        return p

    def ready(self):
        return not self.held and (self.queue is not None or not self.waiting)

    def step(self, scheduler):
        raise NotImplementedError


def queue_is_empty(task):
    return task.queue is None


class Idle(Task):
    control = 1

    def step(self, scheduler):
        self.runs += 1
        if self.control & 1:
            self.control = (self.control >> 1) ^ 0xD008
            scheduler.release(2)
        else:
            self.control >>= 1
            scheduler.release(3)


class Worker(Task):
    def step(self, scheduler):
        p = self.take()
        if p is None:
            self.waiting = True
            return
        self.runs += 1
        p.datum += 1
        p.ident, target = self.ident, p.ident
        scheduler.send(target, p)


class Device(Task):
    def step(self, scheduler):
        p = self.take()
        self.held = True
        if p is not None:
            self.runs += 1
            p.ident, target = self.ident, p.ident
            scheduler.send(target, p)


class Scheduler:
    def __init__(self):
        self.tasks = {}
        self.head = None

    def create(self, cls, ident, priority):
        t = cls(ident, priority, self.head)
        self.head = t
        self.tasks[ident] = t
        return t

    def release(self, ident):
        self.tasks[ident].held = False

    def send(self, target, packet):
        t = self.tasks[target]
        t.add(packet)
        t.waiting = False

    def run(self, steps):
        t = self.head
        while steps:
            if t is None:
                t = self.head
            if t.ready():
                t.step(self)
                steps -= 1
            t = t.next


def richards(n):
    total = 0
    for _ in range(n):
        s = Scheduler()
        idle = s.create(Idle, 1, 0)
        idle.waiting = False
        for ident, cls in ((2, Device), (3, Device), (4, Worker), (5, Worker)):
            s.create(cls, ident, ident * 10)
        for k in range(6):
            s.send(4 + k % 2, Packet(None, 2 + k % 2, 'work'))
        s.run(1500)
        total += sum(t.runs for t in s.tasks.values())
    return total


class Node:
    __slots__ = ('left', 'right')

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def make_tree(depth):
    if depth == 0:
        return Node(None, None)
    return Node(make_tree(depth - 1), make_tree(depth - 1))


def binary_trees(n):
    total = 0
    for _ in range(n):
        total += make_tree(9).check()
    return total


def sieve(n):
    total = 0
    for _ in range(n):
        size = 5000
        flags = [True] * size
        for i in range(2, size):
            if flags[i]:
                total += 1
                for k in range(i * i, size, i):
                    flags[k] = False
    return total


def queens(n):
    def place(row, cols, diag1, diag2, size):
        if row == size:
            return 1
        found = 0
        for c in range(size):
            if c in cols or row + c in diag1 or row - c in diag2:
                continue
            found += place(row + 1, cols | {c}, diag1 | {row + c}, diag2 | {row - c}, size)
        return found
    return sum(place(0, frozenset(), frozenset(), frozenset(), 6) for _ in range(n))


def spectral(n):
    """A power iteration on an implicit matrix."""
    def cell(i, j):
        return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)
    size = 20
    u = [1.0] * size
    for _ in range(n):
        v = [sum(cell(i, j) * u[j] for j in range(size)) for i in range(size)]
        w = [sum([cell(j, i) * v[j] for j in range(size)]) for i in range(size)]
        big = max(w)
        u = [x / big for x in w]
    return round(u[3], 6)


TEXT = """
let total = 0;
for item in basket { total = total + item.price * (1 - discount) / 100; }
if total > 250 { print("a lot", total); } else { print('little'); }
""" * 4


def tokens(text):
    i, n = 0, len(text)
    while i < n:
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isalpha() or c == '_':
            k = i + 1
            while k < n and (text[k].isalnum() or text[k] == '_'):
                k += 1
            yield 'name', text[i:k]
            i = k
        elif c.isdigit():
            k = i + 1
            while k < n and text[k].isdigit():
                k += 1
            yield 'number', int(text[i:k])
            i = k
        elif c in '"\'':
            k = text.index(c, i + 1)
            yield 'string', text[i + 1:k]
            i = k + 1
        else:
            yield 'mark', c
            i += 1


def tokenizer(n):
    counts = {}
    for _ in range(n):
        for kind, text in tokens(TEXT):
            key = kind, text
            counts[key] = counts.get(key, 0) + 1
    return len(counts)


def word_count(n):
    text = ('the quick brown fox jumps over the lazy dog while the cat sleeps ' * 20).strip()
    best = None
    for _ in range(n):
        counts = {}
        for word in text.split(' '):
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
        best = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:3]
    return repr(best)


class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, o):
        return Vector(self.x + o.x, self.y + o.y, self.z + o.z)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k, self.z * k)

    def dot(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z


def vectors(n):
    total = 0.0
    for i in range(n):
        p = Vector(0.0, 0.0, 0.0)
        d = Vector(0.1, 0.2, 0.3)
        for _ in range(100):
            p = p + d * 0.5
        total += p.dot(d)
    return round(total, 6)


def life(n):
    cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2), (7, 7), (7, 8), (7, 9)}
    for _ in range(n):
        near = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        k = x + dx, y + dy
                        near[k] = near.get(k, 0) + 1
        cells = {k for k, v in near.items() if v == 3 or v == 2 and k in cells}
    return len(cells)


# name, function, n of one round
TABLE = (
    ('nbody', nbody, 8),
    ('fannkuch', fannkuch, 12),
    ('richards', richards, 20),
    ('binary trees', binary_trees, 20),
    ('sieve', sieve, 20),
    ('queens', queens, 8),
    ('spectral norm', spectral, 40),
    ('tokenizer', tokenizer, 40),
    ('word count', word_count, 120),
    ('vectors', vectors, 150),
    ('life', life, 150),
)
