"""What the fields of os.stat() and the bits of st_mode mean.

All of it is written in Go (_stat); this module gives it its public name.
"""

from _stat import *

# Windows' attributes, which a program for several systems may look at: one bit each, from 1 on; some bits mean nothing.
_ATTRIBUTES = """READONLY HIDDEN SYSTEM - DIRECTORY ARCHIVE DEVICE NORMAL TEMPORARY SPARSE_FILE REPARSE_POINT COMPRESSED OFFLINE
NOT_CONTENT_INDEXED ENCRYPTED INTEGRITY_STREAM VIRTUAL NO_SCRUB_DATA""".split()
globals().update({f"FILE_ATTRIBUTE_{name}": 1 << bit for bit, name in enumerate(_ATTRIBUTES) if name != "-"})
