"""The tables of leads."""

from banso.domain.leads.models.calls import (
    Appointment,
    AppointmentState,
    CallCriterion,
    CallScore,
    EntryState,
    TargetEntry,
    TargetList,
)
from banso.domain.leads.models.lead import Campaign, Channel, Lead, LeadActivity, LeadStage, Result
from banso.domain.leads.models.model import ModelStep
from banso.domain.leads.models.moves import LeadChange, LeadConversion, MovedLead

__all__ = [
    "Appointment",
    "AppointmentState",
    "CallCriterion",
    "CallScore",
    "Campaign",
    "Channel",
    "EntryState",
    "Lead",
    "LeadActivity",
    "LeadChange",
    "LeadConversion",
    "LeadStage",
    "ModelStep",
    "MovedLead",
    "Result",
    "TargetEntry",
    "TargetList",
]
