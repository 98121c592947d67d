"""Quizzes: the item bank, variants, attempts, reviews, statistics."""
