"""How the shipped static encoder is made: `make encoder`. Needs the training data (see NOTICE) and no GPU."""
