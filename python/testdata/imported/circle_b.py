import imported.circle_a
from imported.circle_a import half
