"""`python -m fugong`."""

import sys

from fugong.cli import main

sys.exit(main())
