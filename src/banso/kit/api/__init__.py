"""What every API operation shares: strict input, entity tags, problems, limits.

An area's `api.py` has a `router = ninja.Router(tags=[...])`; its operations say who may call them with
`auth=ApiAuth("<area>.<verb>")`, take `Input` schemas, and answer lists as `PageOf[...]`.
"""

from banso.kit.api.etags import etag, require_match, seen_version, tagged
from banso.kit.api.limits import CallLimit, Standing
from banso.kit.api.problems import Problem, problem, problem_of
from banso.kit.api.schemas import Input

__all__ = [
    "CallLimit",
    "Input",
    "Problem",
    "Standing",
    "etag",
    "problem",
    "problem_of",
    "require_match",
    "seen_version",
    "tagged",
]
