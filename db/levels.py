"""These are the default levels (等次); student affairs may set others for a batch.

This module imports nothing, because worker processes read it, too.
"""

LEVELS = ("优秀", "良好", "中等", "合格", "不合格")
