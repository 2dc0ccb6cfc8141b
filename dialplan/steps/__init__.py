"""The verbs of the language, one a file: the shape of each, and the steps of ``ivr.flow`` it becomes."""

from dialplan.steps.branch import BranchSpec, CaseSpec
from dialplan.steps.collect import CollectSpec
from dialplan.steps.common import Named, Text, Verb, compiled, media
from dialplan.steps.conditions import ConditionSpec
from dialplan.steps.enqueue import EnqueueSpec
from dialplan.steps.menu import MenuSpec
from dialplan.steps.step import StepList, StepSpec, prompts_of, walked

__all__ = (
    "BranchSpec",
    "CaseSpec",
    "CollectSpec",
    "ConditionSpec",
    "EnqueueSpec",
    "MenuSpec",
    "Named",
    "StepList",
    "StepSpec",
    "Text",
    "Verb",
    "compiled",
    "media",
    "prompts_of",
    "walked",
)
