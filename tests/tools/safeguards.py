"""The safeguards that `make mutants` takes out, one at a time, and the tests that watch them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A safeguard: where it stands, what stands there without it, and the tests that watch it."""

    safeguard: str
    path: str
    code: str
    without: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "one pledge for a code",
        "bot/supporter/handlers.py",
        "    if await pledges.find(turn.connection, draft.code):",
        "    if False:",
        ("tests/engine/test_once.py::test_a_second_pledge_under_the_same_code_is_not_made",),
    ),
    Mutant(
        "the revision check: an old button changes nothing",
        "bot/routes.py",
        "        if pressed.revision != turn.conversation.revision:\n",
        "        if pressed.revision < 0:\n",
        ("tests/chat/test_callback.py::test_a_button_of_an_earlier_revision_does_nothing",),
    ),
    Mutant(
        "the mark on a pledge's buttons: only its owner presses them",
        "db/vault.py",
        "        return any(hmac.compare_digest(one.encode(), given) for one in self._macs(user_id, code))\n",
        "        return bool(given)\n",
        ("tests/chat/test_callback.py::test_a_foreign_mark_does_nothing_and_the_own_one_does",),
    ),
    Mutant(
        "commit before confirm",
        "bot/engine/ordering.py",
        "        line.length += 1\n",
        "        line.length += 1\n        done(True)\n",
        (
            "tests/fire/test_outages.py::test_a_full_disk_is_waited_for",
            "tests/intake/test_webhook.py::test_an_update_whose_commit_failed_comes_again_and_is_done_then",
        ),
    ),
    Mutant(
        "the redaction of logs",
        "bot/errors.py",
        "        return _TOKEN.sub(_HIDDEN, super().format(record))\n",
        "        return super().format(record)\n",
        ("tests/project/test_logs.py::test_no_token_leaves",),
    ),
    Mutant(
        "exceptions without their messages",
        "bot/errors.py",
        "        if record.exc_info:\n",
        "        if record.exc_info and False:\n",
        ("tests/project/test_logs.py::test_an_exception_is_named_without_its_message",),
    ),
    Mutant(
        "an update's id is remembered with what it changed",
        "bot/chat/state.py",
        "        return update_id in marks.seen or (message_id is not None and message_id <= marks.newest)\n",
        "        return False\n",
        ("tests/engine/test_once.py::test_a_mark_that_was_taken_back_stays_taken_back",),
    ),
    Mutant(
        "a text from before is not taken for an answer",
        "bot/chat/state.py",
        "        return update_id in marks.seen or (message_id is not None and message_id <= marks.newest)\n",
        "        return update_id in marks.seen\n",
        ("tests/engine/test_once.py::test_a_text_from_before_the_letter_is_not_taken_for_an_answer",),
    ),
    Mutant(
        "newcomers are locked too",
        "db/conversations.py",
        "        await lock_names(connection, [_bytes(key) for key in newcomers])\n",
        "",
        ("tests/engine/test_once.py::test_newcomers_at_two_replicas_do_not_overwrite_each_other",),
    ),
    Mutant(
        "what is owed stays owed until it has arrived",
        "bot/engine/outbox.py",
        "        owed = tuple(part for part in conversation.owed if part not in arrived)\n",
        "        owed = ()\n",
        (
            "tests/telegram/test_delivery.py::test_a_letter_that_did_not_arrive_comes_by_itself_when_telegram_answers_again",
        ),
    ),
    Mutant(
        "an answer that did not arrive is owed",
        "bot/engine/engine.py",
        "                return await self._noted(event, owing(event))\n",
        "                return decision.view.conversation\n",
        ("tests/telegram/test_delivery.py::test_an_answer_that_was_lost_comes_by_itself",),
    ),
    Mutant(
        "a replica leaves alone what another one sends",
        "bot/engine/outbox.py",
        "            if turn.conversation.is_empty or await self._is_served_elsewhere(turn):\n",
        "            if turn.conversation.is_empty:\n",
        (
            "tests/engine/test_outbox.py"
            "::test_a_replica_leaves_what_another_one_sends_and_takes_it_over_when_that_one_dies",
        ),
    ),
    Mutant(
        "a start redraws what the last stop left unsaid",
        "bot/engine/outbox.py",
        "        await self._redraw(await self._look())\n",
        "        await self._look()\n",
        ("tests/engine/test_outbox.py::test_a_start_redraws_the_present_of_whoever_may_not_have_seen_it",),
    ),
    Mutant(
        "a resend speaks the language of the first try",
        "bot/chat/turn.py",
        "self.event.client_language or self.conversation.marks.client_language",
        "self.event.client_language",
        (
            "tests/engine/test_outbox.py"
            "::test_what_a_stop_interrupts_comes_with_the_next_start_in_the_same_language",
        ),
    ),
    Mutant(
        "the numbers of one bot mean nothing to another",
        "bot/chat/state.py",
        "        if marks.bot != bot:\n",
        "        if marks.bot != bot and False:\n",
        ("tests/engine/test_outbox.py::test_another_bot_on_the_same_database_hears_what_people_say",),
    ),
    Mutant(
        "words that have not arrived are not erased",
        "bot/supporter/pledge_card.py",
        "    is_owed = turn.conversation.owes(found.code)\n",
        "    is_owed = False\n",
        ("tests/telegram/test_delivery.py::test_words_are_not_erased_before_they_have_arrived",),
    ),
    Mutant(
        "403 forgets the contact",
        "bot/engine/engine.py",
        "        except BlockedError:\n            if event.is_private:\n",
        "        except BlockedError:\n            if not event.is_private:\n",
        ("tests/telegram/test_delivery.py::test_403_forgets_the_contact",),
    ),
    Mutant(
        "no offset is asked twice at once",
        "bot/intake/polling.py",
        "        pause = REPEAT_SECONDS if self._offset == self._asked else GLANCE_SECONDS\n",
        "        pause = GLANCE_SECONDS\n",
        ("tests/intake/test_polling.py::test_an_offset_is_never_asked_twice_at_once",),
    ),
    Mutant(
        "a stop is heard whenever it comes",
        "bot/intake/polling.py",
        "                async with asyncio.timeout(moment):\n"
        "                    await self._progress.wait()\n",
        "                await asyncio.wait_for(self._progress.wait(), moment)\n",
        ("tests/intake/test_polling.py::test_a_stop_is_heard_at_the_very_moment_something_is_done",),
    ),
    Mutant(
        "a stop waits for no part longer than for all",
        "bot/monitoring/stopping.py",
        "timeout=STOP_SECONDS)\n",
        "timeout=30)\n",
        ("tests/project/test_stopping.py::test_a_part_that_does_not_hear_the_stop_is_left_behind",),
    ),
    Mutant(
        "a stop ends what hangs in a thread",
        "bot/monitoring/stopping.py",
        "            signal.alarm(LAST_SECONDS)\n",
        "",
        ("tests/project/test_stopping.py::test_a_thread_that_hangs_does_not_keep_the_process",),
    ),
    Mutant(
        "the proxy keeps an update until a replica has taken it",
        "deploy/Caddyfile",
        "\t\t\trequest_buffers 1MB\n",
        "",
        ("tests/drills/test_replicas.py::test_what_a_replica_takes_and_breaks_off_is_brought_to_the_other",),
    ),
    Mutant(
        "a chat that waits holds up nobody's reminder",
        "bot/jobs/reminders.py",
        "    return len(outcomes) >= UNANSWERED and all(one.is_away for one in outcomes[-UNANSWERED:])\n",
        "    return any(one.is_left for one in outcomes)\n",
        ("tests/jobs/test_reminders.py::test_who_may_not_be_spoken_to_yet_holds_up_nobody",),
    ),
    Mutant(
        "a reminder that hangs holds up no other's next attempt",
        "bot/jobs/reminders.py",
        "is_complete = await _end(engine, saying, pause)",
        "is_complete = await _end(engine, saying)",
        (
            "tests/jobs/test_reminders.py"
            "::test_what_did_not_arrive_is_said_again_while_another_message_still_hangs",
        ),
    ),
    Mutant(
        "what Telegram no longer has is not waited for",
        "bot/intake/polling.py",
        "        self._unconfirmed -= {one for one in awaited if last is None or one < last}\n",
        "        self._unconfirmed -= set()\n",
        ("tests/intake/test_polling.py::test_what_telegram_no_longer_has_keeps_nothing_waiting",),
    ),
    Mutant(
        "an album is answered once",
        "bot/intake/polling.py",
        "        if self._albums.holds(update):\n",
        "        if False:\n",
        ("tests/intake/test_polling.py::test_an_album_is_one_event",),
    ),
    Mutant(
        "the webhook's secret",
        "bot/intake/webhook.py",
        "        if not hmac.compare_digest(given, self._secret.encode()):\n",
        "        if given is None:\n",
        ("tests/intake/test_webhook.py::test_without_the_secret_nothing_is_taken",),
    ),
    Mutant(
        "the sealing of states",
        "db/vault.py",
        "        return keys.id + nonce + keys.cipher.encrypt(nonce, _pad(plain), keys.id + bound_to)\n",
        "        return keys.id + nonce + _pad(plain)\n",
        ("tests/fire/test_leaks.py::test_a_dump_of_many_people_names_nobody[sqlite-30]",),
    ),
    Mutant(
        "the key in a row's name",
        "db/vault.py",
        "_hmac(keys.naming, message)[:8]",
        "hashlib.sha256(message).digest()[:8]",
        ("tests/fire/test_leaks.py::test_a_dump_of_many_people_names_nobody[sqlite-30]",),
    ),
    Mutant(
        "deleted rows are overwritten",
        "db/database.py",
        '            "secure_delete=ON",  # a deleted row is overwritten with zeros\n',
        '            "secure_delete=OFF",\n',
        ("tests/supporter/test_forget.py::test_who_promised_nothing_leaves_no_version_either",),
    ),
    Mutant(
        "the log of the database is cut off",
        "db/purging.py",
        'execute("PRAGMA wal_checkpoint(TRUNCATE)")',
        'execute("PRAGMA wal_checkpoint(PASSIVE)")',
        ("tests/supporter/test_forget.py::test_after_forget_no_version_of_the_row_is_in_the_files",),
    ),
    Mutant(
        "PostgreSQL's tables are written anew",
        "db/purging.py",
        "VACUUM (FULL, SKIP_LOCKED) conversations, contacts, notices",
        "SELECT 1",
        ("tests/supporter/test_forget.py::test_who_promised_nothing_leaves_no_version_either",),
    ),
    Mutant(
        "what somebody may still read is not taken for gone",
        "db/purging.py",
        "return bool(gone) and set",
        "return set",
        ("tests/supporter/test_forget.py::test_a_reader_that_holds_old_pages_is_waited_for",),
    ),
    Mutant(
        "a supporter's tap locks no pledge",
        "db/pledges.py",
        "        for row in await connection.execute(chosen):\n",
        "        for row in await connection.execute(chosen.with_for_update()):\n",
        (
            "tests/jobs/test_night.py::test_a_letter_of_yesterday_is_changed_in_the_own_row_until_the_next_night",
        ),
    ),
    Mutant(
        "who is forgotten is spoken to no more, before the night too",
        "bot/jobs/reminders.py",
        "return claimed if claimed.code in conversation.codes else None",
        "return claimed",
        (
            "tests/jobs/test_night.py::test_who_is_forgotten_is_spoken_to_no_more_though_the_night_has_not_come",
        ),
    ),
    Mutant(
        "the limit of a day holds through /forget",
        "bot/engine/engine.py",
        "            await conversations.write(connection, context.vault, counts)\n",
        "",
        ("tests/jobs/test_night.py::test_the_limit_of_a_day_holds_through_forget_and_is_gone_the_next_day",),
    ),
    Mutant(
        "PostgreSQL's rows follow their keys",
        "db/purging.py",
        'f"CLUSTER {table} USING pk_{table}"',
        '"SELECT 1"',
        ("tests/jobs/test_night.py::test_nothing_in_postgresqls_tables_tells_who_came_when",),
    ),
    Mutant(
        "one organizer after the other",
        "db/arrivals.py",
        '[b"office.."]',
        "[]",
        ("tests/desk/test_handing_over.py::test_of_two_organizers_who_say_yes_at_once_one_is_asked_again",),
    ),
    Mutant(
        "words go after two days",
        "bot/jobs/retention.py",
        "    conversation = turn.conversation.without_old_words(today)\n",
        "    conversation = turn.conversation\n",
        ("tests/jobs/test_retention.py::test_words_go_after_two_days_the_rest_after_thirty_idle_ones",),
    ),
    Mutant(
        "who forgets ends nobody else's news",
        "bot/chat/notes.py",
        "one.without_wishes() if code in own else one for",
        "one.without_wishes() for",
        (
            "tests/supporter/test_my_letter.py::test_a_letter_speaks_to_the_chat_that_asked_last_and_the_other_one_knows",
        ),
    ),
    Mutant(
        "the queue of a sitting goes with its last letter",
        "bot/chat/state.py",
        "queue=self.writing.queue if letters else ()",
        "queue=self.writing.queue",
        ("tests/supporter/test_sitting.py::test_the_queue_and_the_words_go_with_the_last_letter",),
    ),
    Mutant(
        "whatever is delivered again after /forget is forgotten again",
        "bot/routes.py",
        '    Route("forget-me", handlers.be_forgotten, (Lasting,)),\n',
        "",
        ("tests/engine/test_once.py::test_who_was_forgotten_stays_forgotten_when_everything_comes_again",),
    ),
    Mutant(
        "the cleaning of texts",
        "bot/chat/text.py",
        "        if marks <= MOST_MARKS:\n",
        "        if marks <= 99:\n",
        ("tests/chat/test_text.py::test_a_hostile_text_comes_out_valid_through_chat_and_letter",),
    ),
)
