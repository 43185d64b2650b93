"""Each way of installing leads from nothing to a ranked class here, by the commands of docs/installing.md alone.

`make try-packages WAY=pip`, `image` or `deb`, after `make release`. It says how long it took, how large it is, and as
whom everything runs; it fails if anything runs as root, or if files for developers came along.
"""
