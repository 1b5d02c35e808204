"""Text: pure steps from decoded text to normalised sentences, each with its way back to the raw characters."""
