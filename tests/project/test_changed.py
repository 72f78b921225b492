"""`make test-changed` runs the tests beside what was changed."""

from tests.tools.changed import watching


def test_a_changed_file_leads_to_the_watching_its_room() -> None:
    found = watching(["bot/desk/counting.py", "tests/chat/test_callback.py", "docs/run.md"])
    assert found == ["tests/chat/test_callback.py", "tests/desk", "tests/project/test_imports.py"]


def test_what_lies_in_a_folder_that_is_run_is_not_named_twice() -> None:
    found = watching(["tests/db/test_notices.py", "db/notices.py"])
    assert found == ["tests/db", "tests/jobs", "tests/engine", "tests/project/test_imports.py"]
