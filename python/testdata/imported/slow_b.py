import time
time.sleep(0.05)
whole = True
