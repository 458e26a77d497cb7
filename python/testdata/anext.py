# anext with and without a default.
async def numbers():
    yield 1
    yield 2


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as e:
        return e.value


async def use():
    a = numbers()
    print(await anext(a), await anext(a, "none"), await anext(a, "none"), await anext(a, None))
    try:
        await anext(a)
    except StopAsyncIteration:
        print("over")


run(use())
for args in [(), (1,), (1, 2, 3)]:
    try:
        anext(*args)
    except TypeError as e:
        print(e)
