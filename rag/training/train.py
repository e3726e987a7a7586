"""Contrastive training of the static encoder's rows.

A text's vector is the normalised sum of its tokens' rows, so a row's length is the token's learnt weight. The loss is the
in-batch softmax of scaled cosines in both directions (van den Oord et al. 2018); only the rows of a batch are updated (lazy
Adam, Kingma & Ba 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from rich.progress import track

from rag.training.align import WordTable
from rag.training.sampling import Sampler

Rows = NDArray[np.float32]
DIMENSIONS = 256
SCALE = 20.0
BACKWARD_WEIGHT = 0.3
SIF_A = 1e-3


@dataclass(frozen=True, slots=True)
class Stage:
    """One training stage: number of steps, peak learning rate, pairs a step."""

    steps: int
    learning_rate: float
    batch: int = 1024


def first_rows(frequency: NDArray[np.int64], seed: int) -> Rows:
    """Random directions with smooth-inverse-frequency lengths a / (a + p) (Arora et al. 2017)."""
    rng = np.random.default_rng(seed)
    p = frequency / max(1, frequency.sum())
    rows = rng.standard_normal((len(frequency), DIMENSIONS)) / math.sqrt(DIMENSIONS)
    return np.asarray(rows * (SIF_A / (SIF_A + p))[:, None], np.float32)


def _embed(rows: torch.Tensor, texts: list[NDArray[np.int32]], ids: NDArray[np.int64]) -> torch.Tensor:
    offsets = np.concatenate([[0], np.cumsum([len(t) for t in texts])[:-1]])
    summed = F.embedding_bag(torch.from_numpy(ids), rows, torch.from_numpy(offsets), mode="sum")
    return F.normalize(summed, dim=1)


def train(rows: Rows, sampler: Sampler, stage: Stage) -> Rows:
    """One stage; returns new rows, the given ones are not changed."""
    rows = rows.copy()
    mean, square = np.zeros_like(rows), np.zeros_like(rows)
    seen = np.zeros((len(rows), 1), np.float32)
    target = torch.arange(stage.batch)
    loss_sum = 0.0
    for step in track(range(stage.steps), description="training"):
        rate = stage.learning_rate * min(1.0, (step + 1) / 200) * max(0.02, 1 - step / stage.steps)
        queries, passages = zip(*sampler.batch(stage.batch), strict=True)
        flat = np.concatenate([*queries, *passages])
        used, inverse = np.unique(flat, return_inverse=True)
        local = torch.from_numpy(rows[used]).requires_grad_()
        split = sum(len(q) for q in queries)
        scores = SCALE * _embed(local, list(queries), inverse[:split]) @ _embed(local, list(passages), inverse[split:]).T
        loss = F.cross_entropy(scores, target) + BACKWARD_WEIGHT * F.cross_entropy(scores.T, target)
        loss.backward()  # type: ignore[no-untyped-call]
        assert local.grad is not None
        gradient = local.grad.numpy()
        seen[used] += 1
        mean[used] = m = 0.9 * mean[used] + 0.1 * gradient
        square[used] = s = 0.99 * square[used] + 0.01 * gradient**2
        rows[used] -= rate * (m / (1 - 0.9 ** seen[used])) / (np.sqrt(s / (1 - 0.99 ** seen[used])) + 1e-8)
        loss_sum += loss.item()
        if step % 250 == 249:
            print(f"step {step + 1}: mean loss {loss_sum / 250:.3f}", flush=True)
            loss_sum = 0.0
    return rows


def pull_english_to_chinese(rows: Rows, table: WordTable, is_ascii: NDArray[np.bool_]) -> Rows:
    """Each English row becomes half itself, half the probability-weighted sum of its Chinese translations' rows."""
    moved = np.zeros_like(rows)
    keep = table.chinese_given_english >= 0.03
    np.add.at(moved, table.english[keep], table.chinese_given_english[keep, None].astype(np.float32) * rows[table.chinese[keep]])
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    change = is_ascii[:, None] & (length > 1e-6)
    own = np.linalg.norm(rows, axis=1, keepdims=True)
    mixed = 0.5 * rows + 0.5 * moved * own / np.maximum(length, 1e-6)
    return np.asarray(np.where(change, mixed, rows), np.float32)
