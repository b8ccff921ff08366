"""Records shared by a person's word: which are meant, shared, unshared, matched, told of."""
