"""What is measured, and how a value becomes a level of risk."""
