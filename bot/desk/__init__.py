"""What organizers see and do: figures, pictures, files, letters received."""
