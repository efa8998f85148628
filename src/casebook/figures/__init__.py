"""Fair figures: rates with their denominators, scores by a published profile, ranks. Pure and exact."""
