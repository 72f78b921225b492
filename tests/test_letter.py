"""A supporter writes a letter and pledges to post it."""

from tests.phone import Phone


async def test_a_supporter_pledges_a_letter(olena: Phone) -> None:
    assert "you are not forgotten" in await olena.types("/start")
    await olena.presses("Write a letter")
    await olena.presses("Ahtem Chiygoz, 1964")
    assert "What kind of letter?" in await olena.presses("Write to this person")
    await olena.presses("Strength and calm")
    await olena.presses("Take this one")
    assert "How do you sign?" in await olena.types("It snowed in Lviv today.")
    await olena.types("Olena")
    assert "It snowed in Lviv today." in await olena.presses("Skip")
    assert "By when" in await olena.presses("I promise to post it")
    await olena.presses("Within a week")
    assert "From which country" in olena.sees()
