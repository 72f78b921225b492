"""Whatever comes from outside, mutated by chance: nothing is raised but what is named."""
