"""Texts that have broken other programs."""

NASTY = [
    *("<b>", "</pre>", "<pre>", "&amp;", "&#0;", "&#x110000;", "<a href='tg://user?id=1'>", "]]>", "--"),
    *("{own}", "{0}", "{name.__class__}", "%s", "%(x)s", "\\", "'", '"', "';DROP TABLE pledges;--", "$(id)"),
    *("\u202e", "\u2066", "\u200f", "\u061c", "\ufeff", "\u2028", "\x00", "\x1b[2J", "\x7f", "\x85", "\r\n"),
    *("\ud800", "\udfff", "\ud83d", "\ufffe", "\U0001ffff", "\U000e0041", "\U0010ffff", "\u2060", "\u00ad"),
    *("Z" + "\u0300" * 40, "Ж" + "\u0488" * 30, "e" + "\u20dd" * 9, "e\u0301", "\u212b", "\ufb01", "ﷺ" * 9),
    *("👩‍👩‍👧‍👦", "🇺🇦", "🏴\U000e0067\U000e007f", "\u1f1e6", "🕊️" * 20, "א ב", "مرحبا", "ᄀᄀᄀ각ᆨᆨ"),
    *("/start", "/forget@mektup_bot", "@mektup_bot", "#tag", "https://example.org/?a=1&b=2", "K7QF-2M9X"),
    *("\n" * 50, " " * 50, "\u3164", "a" * 1600, "ў" * 900, "🕊" * 700),
]
