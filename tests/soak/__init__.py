"""A school that never stops: people of every role act in random order, and a plain model says what each then sees."""
