"""The figures: screens, charts, forecast, export, press text."""
