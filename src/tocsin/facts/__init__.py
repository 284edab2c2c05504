"""What happened: frozen, past tense, versioned; one file per noun."""
