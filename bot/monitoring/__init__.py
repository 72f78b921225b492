"""Tells how the bot is: figures for Prometheus, /health and /ready, systemd's notifications."""
