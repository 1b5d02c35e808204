"""What is compared with: ftfy and OpenCC, document by document. Prints the CPU seconds of one round over all texts.

reading.py starts this file with the Python of another environment; nothing of the project is imported here.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Time the texts of the JSON file that is named."""
    import ftfy
    from opencc import OpenCC

    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    contents = [text.encode() for text in texts]
    converter = OpenCC("t2s")
    converter.convert(ftfy.fix_text(texts[0]))
    begin = time.process_time()
    for content in contents:
        converter.convert(ftfy.fix_text(content.decode()))
    print(time.process_time() - begin)


if __name__ == "__main__":
    main()
