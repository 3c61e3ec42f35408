"""How the shipped language model was made: ``python -m kb.training`` (or ``make train``).

Needs PyTorch (``pip install 'kb[train]'``), the start weights and the corpora; nothing here is
used or needed when kb reads articles.
"""
