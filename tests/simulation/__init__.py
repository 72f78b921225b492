"""The whole bot in one process on virtual time, from a seed: every schedule, every fault, every crash."""
