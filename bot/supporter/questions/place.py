"""From where do you write? Optional."""

from bot.supporter.questions.question import Question
from bot.supporter.questions.short import short_question

QUESTION: Question = short_question("place")
