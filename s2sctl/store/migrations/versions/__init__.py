"""One module per step, ``vNNNN_words``: NNNN is the number of the shape it leads to."""
