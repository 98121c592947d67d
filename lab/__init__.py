"""A learner at a simulated host: journal, session, lessons, goals, graphs and the messages of the page."""
