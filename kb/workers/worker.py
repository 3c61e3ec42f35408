"""``python -m kb.workers.worker QUEUE NUMBER``: extracts what the queue holds until it is told to stop."""

from __future__ import annotations

import gc
import os
import sys
import time

from kb import pipeline
from kb.errors import UserError
from kb.language.gazetteer import learn
from kb.workers.queue import Queue
from kb.workers.work import Given, extracted, limit_memory

_PAUSE = 0.02


def main() -> None:
    """Work until the queue's file or the parent is gone."""
    path, number = sys.argv[1], int(sys.argv[2])
    parent = os.getppid()
    queue = Queue(path)
    given: Given = queue.given
    limit_memory(given.memory)
    for actor, name in given.names:
        learn(actor, name)
    try:
        pipeline.load(given.engine)
    except UserError as error:  # no model
        queue.refuse(error)
        raise SystemExit(1) from error
    gc.freeze()  # vocabularies stay for good: they need not be looked through for garbage
    while os.getppid() == parent and os.path.exists(path):
        taken = queue.take(number)
        if taken is None:
            time.sleep(_PAUSE)
            continue
        shard, articles = taken
        for position, article in articles:
            queue.begin(shard, position, given.time_for(article))
            queue.keep(shard, position, extracted(article, given.engine))
        queue.done(shard)


if __name__ == "__main__":
    main()
