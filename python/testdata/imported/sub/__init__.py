__all__ = ['deep', 'x']
x = 1
