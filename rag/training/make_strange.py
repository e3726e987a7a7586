"""Fit rag/data/strange_words.tsv: `python -m rag.training.make_strange`.

A logistic regression (scikit-learn's liblinear, ridge penalty, both classes weighing the same) of the corpus's list questions
against rag/training/unanswered.tsv: `language <TAB> question`, questions about what the corpus talks about that it does not
answer. No evaluation set is read. Takes half a minute.
"""

from __future__ import annotations

import numpy as np
from rich.console import Console
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from rag.index import Index, open_index
from rag.settings import load_settings
from rag.strange import WEIGHTS, features
from rag.training.questions import UNANSWERED, read_questions
from rag.word_weights import write_weights

INVERSE_RIDGE = 10.0
LEAST = 0.4  # smaller weights are left out: the score is the same within a hundredth


def weights(index: Index, unanswered: list[str]) -> dict[str, float]:
    """The weight of each word and character pair, above 0 for those of questions not answered."""
    listed = [q for passage in index.passages for q in passage.questions]
    vectorizer = DictVectorizer()
    rows = vectorizer.fit_transform([features(index.tokens(q)) for q in [*listed, *unanswered]])
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)  # liblinear takes no others
    model = LogisticRegression(C=INVERSE_RIDGE, class_weight="balanced", solver="liblinear", random_state=0)
    model.fit(rows, [0] * len(listed) + [1] * len(unanswered))
    found = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    return {str(word): float(weight) for word, weight in found if abs(weight) >= LEAST}


def main() -> None:
    """Fit and write."""
    questions = read_questions(UNANSWERED)
    found = weights(open_index(load_settings()), questions)
    write_weights(WEIGHTS, found, "rag.training.make_strange")
    Console().print(f"{len(found):,} words from {len(questions)} questions not answered")


if __name__ == "__main__":
    main()
