"""What `mektup check` looks at: every rule about words."""
