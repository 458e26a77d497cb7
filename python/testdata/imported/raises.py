raise ValueError('while importing')
