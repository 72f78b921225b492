"""The tables. There is none of supporters, on purpose."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),  # HMAC of the supporter's id, see db/vault.py
    Column("sealed", LargeBinary, nullable=False),
    Column("forget_on", Date, nullable=False, index=True),  # when the next thing in it must be erased
)

# Dates only: a time of day would let a pledge be matched with a network log.
pledges = Table(
    "pledges",
    metadata,
    Column("code", String(8), primary_key=True),  # random; no serial number says who came before whom
    Column("prisoner", String(40), nullable=False),
    Column("greeting", String(40), nullable=False),
    Column("letter_language", String(8), nullable=False),
    Column("interface_language", String(8), nullable=False),
    Column("country", String(2)),
    Column("source", String(40)),
    Column("pledged_on", Date, nullable=False),
    Column("mail_by", Date, nullable=False),
    Column("mailed_on", Date),
    Column("received_on", Date),
    Column("handed_over_on", Date),
    Column("withdrawn_on", Date),
    Column("expired_on", Date),
    CheckConstraint("length(code) = 8", name="code"),
    CheckConstraint("mail_by >= pledged_on", name="mail_by"),
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
    CheckConstraint("count > 0", name="count"),
)

# Only who was released; the facts about people are in the campaign file.
prisoners = Table(
    "prisoners",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("released_on", Date),
)
