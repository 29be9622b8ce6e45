"""Where figures come from and how they are kept."""
