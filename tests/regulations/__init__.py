"""The four regulations of docs/schemes once more, each by hand as its page says it: exact fractions, no tree, and
nothing of the product.
"""

from tests.regulations import fifteen_seventy_five_ten, five_educations, four_qualities, six_modules
from tests.regulations.plain import Regulation

REGULATIONS: dict[str, Regulation] = {
    "15-75-10": fifteen_seventy_five_ten.REGULATION,
    "six-modules": six_modules.REGULATION,
    "four-qualities": four_qualities.REGULATION,
    "five-educations": five_educations.REGULATION,
}
