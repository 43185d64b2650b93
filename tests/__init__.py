import gc

gc.disable()  # until the tests are collected, see `tests.conftest`: nothing that is imported is garbage
