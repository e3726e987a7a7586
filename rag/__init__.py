"""Question to cited answer: types, text, encoder, index, retrieval and composition. Imports no other package of the project."""
