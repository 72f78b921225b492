"""The tables. There is none of supporters, on purpose."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

_NAME = BigInteger().with_variant(Integer, "sqlite")

conversations = Table(
    "conversations",
    metadata,
    # Made of an HMAC, see db/vault.py; a number, so that SQLite's rowid is this key and says nothing else.
    Column("key", _NAME, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("forget_on", Date, nullable=False, index=True),  # when the next thing in it must be erased
    info={"of_somebody": True},
)
ANEW = "conversations_anew"  # takes the place of `conversations` once a night, on PostgreSQL

# Dates only: a time of day would let a pledge be matched with a network log.
pledges = Table(
    "pledges",
    metadata,
    Column("code", String(8), primary_key=True),  # random; no serial number says who came before whom
    Column("prisoner", String(40), nullable=False),
    Column("greeting", String(40), nullable=False),
    Column("letter_language", String(16), nullable=False),
    Column("country", String(2)),
    Column("source", String(40)),
    Column("pledged_on", Date, nullable=False),
    Column("mail_by", Date, nullable=False),
    Column("mailed_on", Date),
    Column("received_on", Date),
    Column("handed_over_on", Date),
    Column("withdrawn_on", Date),
    Column("expired_on", Date),
    Column("handover", Integer),  # the journal's entry that handed it over, so that it can be undone
    # Counted nowhere: held by a night (0), struck out by an entry of the journal; below 0, counted in by one.
    Column("apart", Integer),
    Column("answered_on", Date),  # of a letter posted straight to a prison
    CheckConstraint("length(code) = 8", name="code"),
    CheckConstraint("mail_by >= pledged_on", name="mail_by"),
    sqlite_with_rowid=False,  # a rowid is a serial number
)

# Letters that reached the office without the bot.
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", String(8), primary_key=True),  # random, like a code
    Column("arrived_on", Date, nullable=False),
    Column("prisoner", String(40), nullable=False),
    Column("country", String(2)),
    Column("count", Integer, nullable=False),
    Column("handed_over_on", Date),
    Column("handover", Integer),
    CheckConstraint("count > 0", name="count"),
)

# Only who was released; the facts about people are in the campaign file.
prisoners = Table(
    "prisoners",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("released_on", Date),
)

# Where to reach whoever asked to be reminded or told; tied to nothing but the pledge.
contacts = Table(
    "contacts",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),  # chat, language and hour of day, see db/contacts.py
    Column("news", Boolean, nullable=False),
    Column("forget_on", Date, nullable=False, index=True),
    info={"of_somebody": True},
    sqlite_with_rowid=False,
)

# What is to be said, one row a message; a row that is taken is said by whoever took it.
notices = Table(
    "notices",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("kind", String(16), primary_key=True),
    # Seconds since 1970. Of a reminder it is the midnight that begins its day: the hour is sealed.
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("taken", Boolean, nullable=False),
    info={"of_somebody": True},
    sqlite_with_rowid=False,
)

# Until when replicas have reserved time for messages, in milliseconds since 1970: one row for all of them.
pace = Table(
    "pace",
    metadata,
    Column("queue", String(16), primary_key=True),
    Column("next_at", BigInteger, nullable=False),
    info={"derived": True},
)

# What organizers did: never changed, an undo is an entry of its own.
journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False, index=True),
    Column("organizer", String(8), nullable=False),  # a keyed pseudonym, see db/vault.py
    Column("action", String(16), nullable=False),
    Column("prisoner", String(40)),
    Column("subject", String(8)),  # the code of a pledge, or the id of an arrival
    Column("count", Integer, nullable=False),
    Column("happened_on", Date),
    Column("undoes", Integer, unique=True),
)

# How many letters there were of each kind at the end of the last night, see db/figure_sums.py.
figures = Table(
    "figures",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(48), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("letters", Integer, nullable=False),
    info={"derived": True},
    sqlite_with_rowid=False,  # the rows lie in the order of their key, which is how they are read
)

# Pledges as they were before the office touched them first since the last night.
changed = Table(
    "changed",
    metadata,
    *(Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable) for one in pledges.c),
    info={"derived": True},
    sqlite_with_rowid=False,
)

# Letters that were received before the night has carried their promise into `pledges`.
early_receipts = Table(
    "early_receipts",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("day", Date, nullable=False),
    Column("prisoner", String(40), nullable=False),
    sqlite_with_rowid=False,
)

# Letter evenings, see db/evenings.py; a row is written once, but for `said`.
evenings = Table(
    "evenings",
    metadata,
    Column("word", String(32), primary_key=True),  # of its link, and the source of its letters
    Column("day", Date, nullable=False),
    Column("writers", Integer, nullable=False),
    Column("greeting", String(40), nullable=False),
    Column("sheets", Text, nullable=False),  # whom each is for and its language, in the order of the numbers
    Column("sealed", LargeBinary, nullable=False),  # the secret its codes are made with
    Column("said", Integer),  # how many letters its host says were written
    sqlite_with_rowid=False,
)

# What everybody may see, as of the last night; `nights` is how long it has been large enough.
published = Table(
    "published",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("value", String(40), primary_key=True),
    Column("letters", Integer, nullable=False),
    Column("nights", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The night mail: the day of the last one, and whether it came to its end. One row.
nights = Table(
    "nights",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("finished", Boolean, nullable=False),
)
