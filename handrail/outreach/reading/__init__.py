"""What readers see of support: how it is reached and how long it takes, the letter, the plan, the notice."""
