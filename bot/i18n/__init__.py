"""The languages: texts by their ids, plurals, dates, alphabets; and reading files however they were saved."""
