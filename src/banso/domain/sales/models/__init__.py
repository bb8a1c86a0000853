"""The tables of sales."""

from banso.domain.sales.models.approvals import ApprovalRequest, RequestState, Wanted
from banso.domain.sales.models.deal import (
    Deal,
    DealChange,
    DealLine,
    DiscountApproval,
    Forecast,
    Interval,
    MovedDeal,
    Status,
)
from banso.domain.sales.models.sheet import (
    Attitude,
    Concern,
    ConcernState,
    DealSheet,
    ExpansionHint,
    Influence,
    MeasuredBy,
    Priority,
    Stakeholder,
    StakeholderRole,
    SuccessGoal,
)
from banso.domain.sales.models.stages import DealReason, DealStage, Outcome, SalesLimit

__all__ = [
    "ApprovalRequest",
    "Attitude",
    "Concern",
    "ConcernState",
    "Deal",
    "DealChange",
    "DealLine",
    "DealReason",
    "DealSheet",
    "DealStage",
    "DiscountApproval",
    "ExpansionHint",
    "Forecast",
    "Influence",
    "Interval",
    "MeasuredBy",
    "MovedDeal",
    "Outcome",
    "Priority",
    "RequestState",
    "SalesLimit",
    "Stakeholder",
    "StakeholderRole",
    "Status",
    "SuccessGoal",
    "Wanted",
]
