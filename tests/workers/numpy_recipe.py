"""The confined process of a published recipe on the numpy engine: what tests start in place of `burnish.workers.recipe_process`."""

import sys

from burnish.workers.recipe_process import main
from tests.workers.numpy_process import numpy_engine

if __name__ == "__main__":
    sys.exit(main(lambda: numpy_engine))
