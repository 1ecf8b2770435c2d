"""Who is told of what, and how: in the page, by mail, by push, with quiet hours and a substitute."""
