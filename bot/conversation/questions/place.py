"""From where do you write? Optional."""

from bot.conversation.questions.question import Question
from bot.conversation.questions.short import short_question

QUESTION: Question = short_question("place")
