"""What the team tells everybody: how support is reached and how long it takes, an open letter, a notice."""
