# _blake2: digests with all parameters, and what is refused.
from _blake2 import blake2b, blake2s


def show(e):
    try:
        print(e, '->', eval(e))
    except Exception as x:
        print(e, '!!', type(x).__name__, x)


for h in (blake2b, blake2s):
    for d in (b'', b'abc', b'a' * 64, b'a' * 65, b'a' * 128, b'a' * 129, bytes(range(256)) * 5):
        print(h(d).hexdigest(), h(d, digest_size=7, key=b'key', salt=b'salt', person=b'me').hexdigest())
    print(h(b'x', fanout=2, depth=3, leaf_size=4096, node_offset=5, node_depth=1, inner_size=16, last_node=True).hexdigest(), h.SALT_SIZE, h.PERSON_SIZE, h.MAX_KEY_SIZE, h.MAX_DIGEST_SIZE, h().block_size, h().digest_size, h().name)
    a = h(b'ab')
    b = a.copy()
    a.update(b'c')
    print(a.digest() == h(b'abc').digest(), b.digest() == h(b'ab').digest())
for e in [
    "blake2b('x')", 'blake2b(digest_size=0)', 'blake2b(digest_size=65)', "blake2b(key=b'x'*65)", "blake2s(salt=b'x'*9)", "blake2s(person=b'x'*9)",
    'blake2b(fanout=256)', 'blake2b(depth=0)', 'blake2b(leaf_size=-1)', 'blake2b(leaf_size=2**32)', 'blake2s(node_offset=2**48)',
    'blake2b(node_depth=256)', 'blake2b(inner_size=65)', "blake2b(b'',b'')", 'blake2b(1)',
]:
    show(e)
