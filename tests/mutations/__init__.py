"""Each rule of who may see and do what is weakened once, and some test must fail (`make mutate-rights`, R8)."""
