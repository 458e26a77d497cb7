import imported.circle_b
half = 1
