print('running', __name__, __package__, __spec__.name, __spec__._initializing)
answer = 42
