"""Telegram's HTML is read as TDLib's own parser reads it, text by text, error by error."""

import json

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.entities import tidied, utf16_length, with_found
from bot.playground.html_parser import ParseError, parse_html

NAMES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "CustomEmoji": "custom_emoji",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "Pre": "pre",
    "PreCode": "pre",
    "Code": "code",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
}
TABLE = """
plain
<b>bold</b> <i>italic</i> <u>under</u> <s>gone</s> <tg-spoiler>hidden</tg-spoiler>
<strong>a</strong><em>b</em><ins>c</ins><strike>d</strike><del>e</del><span class="tg-spoiler">f</span>
<b>a <i>b <u>c</u></i></b>
<i><u>same words, other order</u></i>
<b>x
<b>x</i>
<b><i>x</b></i>
</b>
<b>x</b
<b>x</>
<foo>x</foo>
<br/>
<h1>x</h1>
a < b
a &lt; b &amp; c &gt; d &quot;e&quot; &apos;f&apos; &copy; &lt no semicolon
&#1111;&#x457;&#128330;<b>after</b>
&#55357; is half a character
&#0; &#x110000; &#;
🕊 <b>dove 🕊</b> <i>🕊</i>
<a href="https://example.org/?a=1&amp;b=2">link</a>
<a href='t.me/mektup_bot?start=chiygoz'>link</a>
<a href="tg://user?id=42">Olena</a>
<a href="nonsense">no link</a>
<a href="ftp://example.org">no link</a>
<a href="javascript:alert(1)">no link</a>
<a href="http://localhost/">no link</a>
<a href="HTTPS://Example.ORG:8443/Path x#f">link</a>
<a>https://example.org</a>
<a href>empty</a>
<a href=example>name token</a>
<a href=https://example.org>name token ends</a>
<a href="https://example.org>unclosed</a>
<pre>as it is</pre>
<code>code</code>
<pre><code class="language-python">print()</code></pre>
<code class="language-python"><pre>print()</pre></code>
<pre><code>no language</code></pre>
<code class="language-python">not in pre</code>
<blockquote>said</blockquote>
<blockquote expandable>said at length</blockquote>
<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>
<tg-emoji emoji-id="x">👍</tg-emoji>
<span class="other">x</span>
<span>x</span>
<B>capitals</b>
<b >spaces</b >
<b foo="bar" baz>attributes</b>
<b "x">quotation mark</b>
<b foo = 'b&quot;r'>x</b>
<b foo='bar>x
<b foo=
<b foo
<b
<b></b>empty <i></i>
<>
<
</
""".strip().splitlines()
HEAP = """
<b> </b> <i> </i> <u </u> <B> </> < > </ <pre> </pre> <code> </code> <a> </a> </em> </span> </blockquote>
<blockquote> <span~class='tg-spoiler'> <blockquote~expandable> <tg-emoji~emoji-id='5'> </tg-emoji> <s~> </s~>
<a~href='https://example.org/x'> <a~href="t.me/a?b&amp;c"> <a~href='tg://user?id=12'> <em~a=b~c>
<code~class='language-py'> &amp; &lt &#x41; &#55357; &foo; & = ' " / ~ x ї 🕊 - http://example.org
"""
PIECES = [piece.replace("~", " ") for line in HEAP.splitlines() for piece in line.split()] + [
    "\n",
    "\v",
    "\0",
]

Parsed = tuple[str, list[tuple[str, int, int, str]]] | str


def tdlib(html: str) -> Parsed:
    """What Telegram's own library makes of it: text and entities, or the error."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
    if answer["@type"] == "error":
        return str(answer["message"]).removeprefix("Can't parse entities: ")
    entities = []
    for entity in answer["entities"]:
        kind = entity["type"]
        argument = next((str(value) for name, value in kind.items() if name != "@type"), "")
        name = NAMES[kind["@type"].removeprefix("textEntityType")]
        entities.append((name, entity["offset"], entity["length"], argument))
    return answer["text"], entities


def ours(html: str) -> Parsed:
    try:
        text, entities = parse_html(html)
    except ParseError as problem:
        return str(problem)
    return text, [(e.type, e.offset, e.length, e.argument) for e in entities]


@pytest.fixture(autouse=True, scope="module")
def quiet() -> None:
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())


@pytest.mark.parametrize("html", TABLE)
def test_the_table_is_read_as_telegram_reads_it(html: str) -> None:
    assert ours(html) == tdlib(html)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_heap_of_tags_is_read_as_telegram_reads_it(html: str) -> None:
    assert ours(html) == tdlib(html)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_as_telegram_reads_it(text: str) -> None:
    assert ours(text) == tdlib(text)


def test_lengths_count_utf_16_units() -> None:
    assert [utf16_length(text) for text in ("", "ї", "🕊", "a🕊ї")] == [0, 1, 2, 4]


def test_commands_and_addresses_are_found_but_not_in_code() -> None:
    text = "🕊 /start olena@example.org https://example.org/x. @mektup_bot a/b"
    found = [(e.type, e.offset, e.length) for e in with_found(text)]
    assert found == [("bot_command", 3, 6), ("email", 10, 17), ("url", 28, 21), ("mention", 51, 11)]
    code, entities = parse_html("<code>/start</code> /help")
    assert [e.type for e in with_found(code, entities)] == ["code", "bot_command"]


def test_control_characters_become_spaces() -> None:
    assert tidied(" a\x00b\r\nc\t ") == ("a b\nc", ())
