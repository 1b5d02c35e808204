"""Fugong at scale: corpora of any size with their truth, scores over them, and what a load and a build cost.

python -m benchmarks.scale --help
"""
