"""What the state store's codes mean."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S711": Explanation(
        "the state is of an older version",
        "A newer s2sctl needs tables of another shape. A SQLite file is upgraded by whoever opens "
        "it, and a copy is kept in `backups` beside it. A PostgreSQL state is shared: once it is "
        "upgraded, machines whose s2sctl is older cannot use it, so a person says when.",
        right="s2sctl state upgrade",
    ),
    "S2S712": Explanation(
        "a run is under way",
        "The state is not upgraded or replaced under a run: it would go on from what is no longer "
        "there. Wait for it; a run that died on this machine is found out by itself, one on a "
        "machine that is gone is freed by `s2sctl state unlock CONNECTION`.",
    ),
    "S2S713": Explanation(
        "there is no state there",
        "Nothing was ever remembered at that place. The first command that needs a state makes it. "
        "Check --state, S2SCTL_STATE and the project folder.",
    ),
    "S2S715": Explanation(
        "that file is no backup",
        "A backup is the SQLite file that `s2sctl state backup` wrote, or a copy of a state's own "
        "file that no run had open. This is something else, or is not there.",
        right="s2sctl state restore state-2026-11-23.db",
    ),
    "S2S716": Explanation(
        "the digest key's place cannot be used",
        "`S2SCTL_DIGEST_KEY` refers to the file of 32 bytes that is the project's digest key, for "
        "example one that a secret store mounts. It must be there: none is made in its place.",
        right="S2SCTL_DIGEST_KEY='${file:/run/secrets/acme-digest-key}'",
    ),
    "S2S714": Explanation(
        "the file exists already",
        "A backup never replaces a file. Name one that is not there yet, with its date perhaps.",
        right="s2sctl state backup state-2026-11-23.db",
    ),
    "S2S741": Explanation(
        "the state is of a newer version",
        "Another s2sctl, newer than this one, made or upgraded the state. An older version would "
        "misread it, so it does not touch it. Upgrade s2sctl on this machine.",
    ),
    "S2S742": Explanation(
        "the state is of another project",
        "A state keeps the fingerprint of its project's digest key. This one was made with another "
        "key, so its links and digests mean nothing here: using it would make every record look "
        "changed. Check --state, S2SCTL_STATE and the project folder.",
    ),
    "S2S743": Explanation(
        "the state is damaged, or none of ours",
        "The file is no SQLite database, is damaged, or holds the tables of something else. "
        "Nothing in it was changed. Put back a copy made earlier; or move it away: what is in "
        "force lives in the orgs, and `s2sctl state rebuild CONNECTION` finds shared records again "
        "by the key they carry.",
    ),
    "S2S744": Explanation(
        "the state cannot be opened",
        "The file, its folder or the database refuses this user. The state is one file that this "
        "user reads and writes, in a folder of its own (mode 0700).",
    ),
    "S2S745": Explanation(
        "no room for the state, or a failing disk",
        "The disk is full or answers with an error. What was remembered before is whole, and a "
        "write that was not remembered is looked up by its key in the next run.",
    ),
    "S2S746": Explanation(
        "the state is busy",
        "Another process kept the state for longer than we wait. Its transactions last "
        "milliseconds: a backup, a paused process or a very slow disk is the likely reason.",
    ),
    "S2S747": Explanation(
        "the state's database does not answer",
        "The PostgreSQL server cannot be reached, or ended the connection. What it acknowledged is "
        "kept; the same command goes on from there.",
    ),
    "S2S748": Explanation(
        "the state's URL cannot be used",
        "A state is a SQLite file or a PostgreSQL database; the latter needs the extra "
        "`s2sctl[postgres]`.",
        wrong="--state mysql://db/s2sctl",
        right="--state postgresql://s2sctl@db/s2sctl",
    ),
    "S2S749": Explanation(
        "the digest key is missing or damaged",
        "`.s2sctl/digest.key` holds 32 random bytes made with the state. What is remembered of a "
        "record's values are digests under this key, so that the state tells nothing about them. "
        "Whoever shares a state shares its key: copy the file, as carefully as a password.",
    ),
    "S2S750": Explanation(
        "another run holds the connection",
        "One run at a time writes a connection. The message says which, where and since when. A "
        "run that died on this machine is found out at once; one on another machine twelve "
        "minutes after it was last heard of. `sync --lock-timeout 5m` waits for it, `sync "
        "--skip-if-locked` leaves the connection to it (exit 0).",
    ),
    "S2S751": Explanation(
        "another run took the connection over",
        "This run was silent for more than twelve minutes (a sleeping machine, a paused process), "
        "and a run elsewhere went on in its place. This one stopped before its next write; what it "
        "had done was remembered.",
    ),
}
