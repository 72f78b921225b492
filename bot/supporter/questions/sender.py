"""How do you sign? A pseudonym is fine; so is nothing."""

from bot.supporter.questions.question import Question
from bot.supporter.questions.short import short_question

QUESTION: Question = short_question("sender")
