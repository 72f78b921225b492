"""What both textbook letters share: the questions of a six-tap letter and the models they are stored in."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LANGUAGES = {"uk": "Українська", "crh": "Qırımtatarca", "en": "English"}
PRISONERS = {
    "zeytullaev": "Ruslan Zeytullaev, 1984",
    "primov": "Yuri Primov, 1976",
    "sayfullaev": "Ferat Sayfullaev, 1983",
    "vaitov": "Rustem Vaitov, 1985",
    "chiygoz": "Ahtem Chiygoz, 1964",
    "degermendzhy": "Mustafa Degermendzhy, 1989",
    "asanov": "Ali Asanov, 1982",
    "ilchenko": "Yuri Ilchenko, 1978",
}
GREETINGS = {
    "support": "Support",
    "strength": "Strength and calm",
    "admiration": "Admiration",
    "new_year": "New Year",
    "birthday": "Birthday",
    "everyday": "An everyday letter",
}
PAPERS = {"a4": "A4", "letter": "US Letter"}
COUNTRIES = {"ua": "Ukraine", "pl": "Poland", "au": "Australia", "none": "I would rather not say"}
PLEDGE = {"yes": "I will post this letter"}

# question → (text, answers); one tap each
QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "language": ("Which language do you write in?", LANGUAGES),
    "prisoner": ("Who is the letter for?", PRISONERS),
    "greeting": ("What would you like to say?", GREETINGS),
    "paper": ("Which paper do you print on?", PAPERS),
    "country": ("Which country do you write from?", COUNTRIES),
    "pledged": ("Your letter is ready. Print it, sign it, post it to the office in Kyiv.", PLEDGE),
}


class Base(DeclarativeBase):
    pass


class Letter(Base):
    """One supporter's letter in the making."""

    __tablename__ = "letters"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None]
    prisoner: Mapped[str | None]
    greeting: Mapped[str | None]
    paper: Mapped[str | None]
    country: Mapped[str | None]
    pledged: Mapped[str | None]
    changed: Mapped[datetime]


class Pledge(Base):
    __tablename__ = "pledges"

    id: Mapped[int] = mapped_column(primary_key=True)
    prisoner: Mapped[str]
    greeting: Mapped[str]
    language: Mapped[str]
    country: Mapped[str]
    day: Mapped[date]


def engine(url: str) -> AsyncEngine:
    made = create_async_engine(url)

    @event.listens_for(made.sync_engine, "connect")
    def pragmas(connection: Any, record: Any) -> None:
        # As durable as the contestant it is compared with, and WAL, SQLite's faster documented mode.
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return made


def sessions(made: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(made, expire_on_commit=False)


async def create(made: AsyncEngine) -> None:
    async with made.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def store(session: AsyncSession, user_id: int, question: str, answer: str) -> None:
    """One answer; the last one makes the letter a pledge."""
    letter = await session.get(Letter, user_id)
    if letter is None:
        letter = Letter(user_id=user_id)
        session.add(letter)
    setattr(letter, question, answer)
    letter.changed = datetime.now(UTC).replace(tzinfo=None)
    if question == "pledged":
        session.add(
            Pledge(
                prisoner=letter.prisoner,
                greeting=letter.greeting,
                language=letter.language,
                country=letter.country,
                day=letter.changed.date(),
            )
        )
    await session.commit()
