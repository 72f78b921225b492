"""How do you sign? A pseudonym is fine; so is nothing."""

from bot.conversation.questions.question import Question
from bot.conversation.questions.short import short_question

QUESTION: Question = short_question("sender")
