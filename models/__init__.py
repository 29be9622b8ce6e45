"""How levels become scores, probabilities and alerts."""
