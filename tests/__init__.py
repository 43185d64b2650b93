import gc
import sys

gc.disable()  # until the tests are collected, see `tests.conftest`: nothing that is imported is garbage
sys.dont_write_bytecode = False  # whatever the shell says: each process of each run would compile all modules anew
