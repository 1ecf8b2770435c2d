"""What is new in a mail, apart from what it quotes and how it is signed."""
