"""Coverage-guided fuzzing of the readers: `python tests/fuzz_readers.py -runs=3000` (needs `pip install atheris`).

Whatever the bytes, a reader gives articles and problems, or refuses with a sentence; anything else is a crash.
"""

import sys

import atheris

with atheris.instrument_imports(include=["kb.read"]):
    from kb.errors import UserError
    from kb.read import Elsewhere, Problem, Source
    from kb.read.readers import read_source

BEGINNINGS = (
    b"", b"<html><body><p>", b'{"text": "', b"[{", b"<rss><channel><item>", b"<urlset><loc>", b"WARC/1.0\r\n",
    b"%PDF-1.4\n", b"title,text\n", b"From: a\nTo: b\nSubject: c\n\n", b" date 2025-06-03 ",
)  # fmt: skip


def one(data: bytes) -> None:
    """Read the bytes behind one of the beginnings, which the first of them chooses."""
    content = BEGINNINGS[data[0] % len(BEGINNINGS)] + data[1:] if data else b""
    try:
        for found in read_source(Source("fuzzed", content=content)):
            inside = found.instead if isinstance(found, Elsewhere) else found
            if isinstance(inside, Problem):
                assert str(inside.error).endswith((".", "!", "?"))
                continue
            for passage in inside.passages:
                assert 0 <= passage.start < passage.end <= len(inside.text)
    except UserError:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
