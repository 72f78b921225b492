"""An empty python-telegram-bot bot: the measure of a start."""

import os

from telegram.ext import Application


def main() -> None:
    token, root = os.environ["BOT_TOKEN"], os.environ["BOT_API_URL"]
    Application.builder().token(token).base_url(root + "/bot").build().run_polling()


if __name__ == "__main__":
    main()
