"""Adapter: what we remember. SQLite by default, PostgreSQL for teams, memory for tests.

- ``schema``      tables, and the number of their shape
- ``shape`` ``migrations`` ``upgrade``   from every earlier shape to today's, by Alembic
- ``address``     where a state is, and all that is needed to open it
- ``backup`` ``restore`` ``rows`` ``copying``   a state as one file, out of and into either database
- ``soundness`` ``contents`` ``older``   a state looked at as a whole
- ``codec``       values of the core ↔ columns; ``describes`` does it for describes
- ``links`` ``ledger`` ``cursors`` ``connections`` ``history``   one family of tables each
- ``lease``       who may write a connection; ``machine_lock`` finds out the dead
- ``stage``       one pass's rows, in a file without a name
- ``opening``     makes a new store, or makes sure that an old one is ours
- ``sql``         all of it together: the store over SQLAlchemy
- ``memory``      the same promises without a disk: the reference
- ``failures``    what a driver says, in our words
"""
